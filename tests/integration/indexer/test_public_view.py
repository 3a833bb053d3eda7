"""The public view of a meeting: minutes over agenda, the newest of two, and all that only one of them has."""

from sqlalchemy import Engine, text

from services.indexer.database import reading
from services.indexer.repository import Repository
from services.indexer.search import search
from shared.contract.record import Meeting
from shared.contract.result import Result
from tests.integration.indexer.indexing import index
from tests.integration.indexer.meetings import document, heading, public, withdrawn
from tests.unit.indexer.building import parsed

AGENDA = document("dagsorden.pdf", "dagsorden", heading("1", "Budget"), heading("2", "Skole"), heading("3", "Vej"))
MINUTES = document("referat.pdf", "referat", heading("1.", "Budgettet"), heading("2.", "Skolen"), clock=1, people="AB")


def _index(repository: Repository, *results: Result) -> None:
    for result in results:
        index(repository, result, etag=result.outcome)


def _meetings(engine: Engine) -> list[tuple[str, str | None, str]]:
    """Tell for each public meeting which kind of document speaks for it, where it was, and who was there."""
    query = text(
        "SELECT m.kind, m.venue, a.name FROM public_meetings m LEFT JOIN attendances a "
        "ON a.document_id = m.document_id AND a.agenda_item_id IS NULL ORDER BY m.kind, m.id, a.position"
    )
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    kinds = dict.fromkeys((row.kind, row.venue) for row in rows)
    return [(*kind, "".join(row.name or "" for row in rows if (row.kind, row.venue) == kind)) for kind in kinds]


def test_minutes_go_over_the_agenda(repository: Repository, engine: Engine) -> None:
    """An item of both is that of the minutes, though they came first; what the agenda alone has stays."""
    _index(repository, MINUTES, AGENDA)

    assert public(engine) == [
        ("dagsorden", "3", "Vej"),
        ("referat", "1.", "Budgettet"),
        ("referat", "2.", "Skolen"),
    ]
    assert [hit.title for hit in search(engine, "budget*")] == ["Budgettet"]
    assert len(search(engine, "åen")) == 3


def test_what_was_covered_shows_again_when_the_cover_goes(repository: Repository, engine: Engine) -> None:
    """The agenda is public again once the minutes are withdrawn, as if they had never been."""
    _index(repository, AGENDA)
    alone = public(engine)
    _index(repository, AGENDA, MINUTES)
    both = public(engine)
    _index(repository, AGENDA, withdrawn(MINUTES))

    assert public(engine) == alone != both
    assert [hit.title for hit in search(engine, "budget*")] == ["Budget"]


def test_a_correction_replaces_what_it_corrects(repository: Repository, engine: Engine) -> None:
    """One item is the correction's, the rest and the list of who was there are still the minutes'."""
    older = document("rettelse.pdf", "correction", heading("2", "Skolen, rettet"), clock=0)
    _index(repository, older, AGENDA, MINUTES)

    assert public(engine) == [
        ("correction", "2", "Skolen, rettet"),
        ("dagsorden", "3", "Vej"),
        ("referat", "1.", "Budgettet"),
    ]
    assert _meetings(engine) == [("referat", "Rådssalen", "AB")]


def test_a_correction_that_lists_who_was_there_speaks_for_the_meeting(repository: Repository, engine: Engine) -> None:
    """Corrected minutes may be of who was there."""
    _index(repository, document("rettet.pdf", "correction", people="ABC"), MINUTES)

    assert _meetings(engine) == [("correction", "Rådssalen", "ABC")]


def test_an_agenda_never_speaks_where_there_are_minutes(repository: Repository, engine: Engine) -> None:
    """Whom an agenda lists may not have come."""
    _index(repository, document("d.pdf", "dagsorden", people="ABC", clock=5), document("r.pdf", "referat"))

    assert _meetings(engine) == [("referat", "Rådssalen", "")]


def test_a_supplement_adds(repository: Repository, engine: Engine) -> None:
    """Its items begin at 1 again and cover none of the agenda's; of two supplements the newest counts."""
    added = [
        document("t1.pdf", "supplement", heading("1", "Hegn"), heading("2", "Bro"), clock=8),
        document("t2.pdf", "supplement", heading("1", "Hegn, besluttet"), clock=9),
    ]
    _index(repository, *added, AGENDA, MINUTES)

    assert [title for _, _, title in public(engine)] == ["Vej", "Budgettet", "Skolen", "Hegn, besluttet", "Bro"]
    assert _meetings(engine) == [("referat", "Rådssalen", "AB")]


def test_files_of_one_item_each_are_one_meeting(repository: Repository, engine: Engine) -> None:
    """What different files hold is public together."""
    pages = [document(f"{title}.html", "referat", heading(None, title)) for title in ("Budget", "Skole", "Vej")]
    _index(repository, *pages)

    assert [title for _, _, title in public(engine)] == ["Budget", "Skole", "Vej"]
    assert len(_meetings(engine)) == 1


def test_of_two_minutes_the_newest_drop_counts(repository: Repository, engine: Engine) -> None:
    """The store's clock decides, not the order of arrival; of one file under two names, the newest live one."""
    early = document("a.pdf", "referat", heading("1", "Først"), clock=1)
    late = document("b.pdf", "referat", heading("1", "Sidst"), clock=2)
    again = document("c.pdf", "referat", heading("1", "Først"), clock=3, sha256=early.delivery.sha256)
    _index(repository, late, early)
    assert public(engine) == [("referat", "1", "Sidst")]

    _index(repository, late, early, again)
    assert public(engine) == [("referat", "1", "Først")]

    _index(repository, late, early, withdrawn(again))
    assert public(engine) == [("referat", "1", "Sidst")]


def test_of_two_of_one_second_the_content_decides(repository: Repository, engine: Engine) -> None:
    """The mark that the store gives a version says nothing about which is newer."""
    shown = set()
    for marks in ("xy", "yx"):
        repository.reset()
        _index(
            repository,
            *(document(f"{n}.pdf", "referat", heading("1", n), mark=m) for n, m in zip("ab", marks, strict=True)),
        )
        shown.add(tuple(public(engine)))

    assert len(shown) == 1
    assert [len(items) for items in shown] == [1]


def test_a_superseded_file_covers_nothing(repository: Repository, engine: Engine) -> None:
    """What a corrected file no longer says does not hide what others say."""
    _index(
        repository, AGENDA, MINUTES, document("referat.pdf", "referat", heading("3", "Vejen"), clock=2, sha256="c" * 64)
    )

    assert [title for _, _, title in public(engine)] == ["Budget", "Skole", "Vejen"]


def test_items_of_one_document_never_cover_each_other(repository: Repository, engine: Engine) -> None:
    """Open and closed parts that both begin at 1, a number twice, and items without a name are all there."""
    nameless = [heading(None), heading("-", " ")]
    twice = [heading("1", "Budget"), heading("1", "Forlig", closed=True), heading("2", "Skole"), heading("2", "Vej")]
    _index(repository, document("r.pdf", "referat", *twice, *nameless))
    _index(repository, document("d.pdf", "dagsorden", heading("1", "Salg", closed=True), *nameless))

    assert [title for _, _, title in public(engine)] == [None, " ", "Budget", "Forlig", "Skole", "Vej", None, " "]


def test_documents_that_do_not_say_their_meeting_stand_alone(repository: Repository, engine: Engine) -> None:
    """Without a date nobody knows that an agenda and minutes are of one meeting."""
    undated = Meeting(body="Byrådet")
    _index(
        repository,
        document("d.pdf", "dagsorden", heading("1", "Budget"), meeting=undated),
        document("r.pdf", "referat", heading("1", "Budget"), meeting=undated),
    )

    assert len(public(engine)) == 2
    assert [kind for kind, *_ in _meetings(engine)] == ["dagsorden", "referat"]


def test_no_scan_tells_whether_an_item_is_public(repository: Repository, engine: Engine) -> None:
    """Every step goes by an index, so that asking of one item costs the same however many there are."""
    _index(repository, AGENDA, MINUTES)
    query = "SELECT 1 FROM public_items WHERE id = '00000000000000000000000000000007'"
    with reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            plan = [row.detail for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
        else:
            connection.execute(text("SET LOCAL enable_seqscan = off"))  # so small a table is read whole otherwise
            plan = [*connection.scalars(text(f"EXPLAIN {query}"))]

    assert [step for step in plan if step.startswith("SCAN ") or "Seq Scan" in step] == []
    assert any("ix_agenda_items_meeting_item_id" in step for step in plan)


def test_another_meeting_covers_nothing(repository: Repository, engine: Engine) -> None:
    """Another day, body or municipality is another meeting."""
    _index(
        repository,
        parsed(AGENDA.delivery, titles=("Et",)),
        document("r", "referat", heading("1"), meeting=Meeting(body="Byrådet", date="2026-11-18")),
    )

    assert len(public(engine)) == 2
