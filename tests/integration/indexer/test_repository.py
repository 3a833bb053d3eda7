"""The repository: one result becomes its rows once, and a newer one takes their place whole."""

from collections import Counter
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine, func, select, text

from services.indexer.database import reading
from services.indexer.repository import Repository
from services.indexer.tables import documents, metadata, sections
from shared.contract.codes import Outcome
from shared.contract.record import Section
from tests.integration.indexer.dumping import dump
from tests.integration.indexer.indexing import index
from tests.unit.indexer.building import delivery, parsed, rejected


def test_every_kind_of_fact_becomes_rows(repository: Repository, engine: Engine) -> None:
    """No table stays empty after a document that has every kind of fact."""
    assert index(repository, parsed())

    counts = {table: len(found) for table, found in dump(engine).items()}
    assert Counter(counts) == {
        "municipalities": 1,
        "bodies": 1,
        "meetings": 1,
        "documents": 1,
        "deliveries": 1,
        "agenda_items": 2,
        "sections": 4,
        "recommendations": 2,
        "decisions": 4,
        "votes": 6,
        "statements": 2,
        "attachments": 2,
        "attendances": 4,
        "warnings": 2,
    }
    assert set(counts) == set(metadata.tables)


def test_any_fact_can_be_shown_in_its_context(repository: Repository, engine: Engine) -> None:
    """The database alone cuts a section out of the original: its span counts code points, also of emoji."""
    result = parsed(titles=("Plads 🚲 ved åen",))
    index(repository, result)
    length = sections.c.span_end - sections.c.span_start
    cut = func.substr(documents.c.text, sections.c.span_start + 1, length)
    with reading(engine) as connection:
        found = connection.execute(select(sections.c.text, cut).select_from(sections).join(documents, text("1=1")))

        assert all(section == original for section, original in found)


def test_the_same_result_again_changes_nothing(repository: Repository, engine: Engine) -> None:
    """A second indexing is a no-op and says so."""
    index(repository, parsed())
    before = dump(engine)

    assert not index(repository, parsed())
    assert dump(engine) == before


def test_another_etag_takes_the_place_of_what_stood(repository: Repository, engine: Engine) -> None:
    """A replay under the same parser version replaces every row, and leaves none of the old."""
    index(repository, parsed(titles=("Et", "To", "Tre")))
    index(repository, parsed(titles=("Fire",), body="Kulturudvalget"), etag="e2")

    found = dump(engine)
    assert [row["title"] for row in found["agenda_items"]] == ["Fire"]
    assert [row["name"] for row in found["bodies"]] == ["Kulturudvalget"]
    assert len(found["meetings"]) == 1
    assert _same_as_alone(repository, found, parsed(titles=("Fire",), body="Kulturudvalget"), etag="e2")


def test_an_older_parser_version_is_not_taken(repository: Repository, engine: Engine) -> None:
    """Versions are compared as numbers: a late result of version 9 does not replace one of version 10."""
    index(repository, parsed(titles=("Ny",)), version="10")
    before = dump(engine)

    assert not index(repository, parsed(titles=("Gammel",)), version="9")
    assert dump(engine) == before


def test_a_document_that_is_rejected_later_goes(repository: Repository, engine: Engine) -> None:
    """A rejection by a newer parser version leaves the delivery and nothing of the document."""
    index(repository, parsed())
    index(repository, rejected(), version="2")

    left = {table for table, found in dump(engine).items() if found}
    assert left == {"deliveries", "municipalities"}


def test_the_same_bytes_under_two_names_are_one_document(repository: Repository, engine: Engine) -> None:
    """One document, two deliveries; it stays until the second of them is gone."""
    one, two = parsed(delivery("a.pdf")), parsed(delivery("b.pdf"))
    index(repository, one)
    index(repository, two)
    both = dump(engine)
    index(repository, rejected(two.delivery), version="2")
    still = dump(engine)
    index(repository, rejected(one.delivery), version="2")
    gone = dump(engine)

    assert (len(both["documents"]), len(both["deliveries"])) == (1, 2)
    assert (len(still["documents"]), len(still["agenda_items"])) == (1, 2)
    assert (len(gone["documents"]), len(gone["agenda_items"])) == (0, 0)


def test_two_municipalities_never_share_a_document(repository: Repository, engine: Engine) -> None:
    """The same bytes in two municipalities are two documents, each with its own body and meeting."""
    index(repository, parsed(delivery(prefix="306")))
    index(repository, parsed(delivery(prefix="316")))

    found = dump(engine)
    assert len(found["documents"]) == len(found["meetings"]) == len(found["bodies"]) == 2
    assert {row["municipality_code"] for row in found["documents"]} == {"306", "316"}


def test_a_file_of_nobody_takes_its_municipality_from_the_text(repository: Repository, engine: Engine) -> None:
    """Below _ukendt the record names the municipality, and where it does not, nobody is guessed."""
    index(repository, parsed(delivery("a", prefix="_ukendt")))
    index(repository, parsed(delivery("b", prefix="_ukendt", sha256="0" * 64), municipality=None))
    index(repository, parsed(delivery("c", prefix="_ukendt", sha256="1" * 64), municipality=None))

    found = dump(engine)
    assert Counter(row["municipality_code"] for row in found["documents"]) == {"306": 1, None: 2}
    assert len(found["meetings"]) == 3


def test_text_that_no_database_holds_is_indexed_all_the_same(repository: Repository, engine: Engine) -> None:
    """NUL, lone surrogates and a very long section break no insert, and spans stay right. Scenario D6."""
    hostile = "\0 \ud800 ladcykel " + "ord\0 " * 300_000
    result = parsed(delivery("nul\0.pdf"), titles=("Et\0punkt",), body="B\0yråd\udfffet")
    assert result.record
    item = result.record.items[0]
    section = Section(role=item.sections[0].role, text=hostile, span=(0, len(hostile)))
    record = replace(result.record, items=(replace(item, sections=(section,)),))
    rows_of = replace(result, record=record, text=hostile)

    assert index(repository, rows_of)
    (document,) = dump(engine)["documents"]
    assert len(document["text"]) == len(hostile)
    assert "\0" not in document["text"]


def test_an_impossible_count_of_votes_is_not_stored(repository: Repository, engine: Engine) -> None:
    """A number that no column holds is no count; the row stays."""
    result = parsed(titles=("Et",))
    assert result.record
    item = result.record.items[0]
    ballot = item.decisions[1].votes[0]
    assert ballot.against
    huge = replace(ballot, against=replace(ballot.against, count=10**30))
    decision = replace(item.decisions[1], votes=(huge,))
    record = replace(result.record, items=(replace(item, decisions=(decision,)),))
    index(repository, replace(result, record=record))

    assert [row["count"] for row in dump(engine)["votes"]] == [None]


def test_withdrawn_and_erased_files_leave_no_document(repository: Repository, engine: Engine) -> None:
    """A withdrawal or erasure is a result like others, and its rows hold no document."""
    index(repository, parsed())
    gone = replace(parsed(), outcome=Outcome.WITHDRAWN, record=None, text=None)
    index(repository, gone, etag="e2")

    found = dump(engine)
    assert [row["outcome"] for row in found["deliveries"]] == ["withdrawn"]
    assert found["documents"] == []


def test_reset_leaves_an_empty_database_of_the_newest_schema(repository: Repository, engine: Engine) -> None:
    """After a reset there is no row, and the same result can be indexed again."""
    index(repository, parsed())
    full = dump(engine)
    repository.reset()
    empty = dump(engine)

    assert not any(empty.values())
    assert index(repository, parsed())
    assert dump(engine) == full


def _same_as_alone(repository: Repository, found: Any, result: Any, etag: str) -> bool:
    """Say whether the database is as if only ``result`` had ever been indexed."""
    repository.reset()
    index(repository, result, etag=etag)
    return bool(dump(repository.engine) == found)
