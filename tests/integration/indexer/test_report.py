"""The report: what is live, counted; what was rejected; and one decision with its proof."""

from sqlalchemy import Engine

from services.indexer.report import by_municipality, example_decision, rejections, totals
from services.indexer.repository import Repository
from shared.contract.codes import RejectionReason
from tests.integration.indexer.indexing import index
from tests.unit.indexer.building import DECIDED, delivery, parsed, rejected

OLD, NEW = "20260101T000000Z-a", "20260202T000000Z-b"


def _fill(repository: Repository) -> None:
    """Index minutes and newer ones of one item, a superseded file, another municipality's and two rejections."""
    index(repository, parsed(delivery("a.pdf")))
    newer = delivery("b.pdf", version="20261126T000000Z-b", sha256="b" * 64)
    index(repository, parsed(newer, body="BYRÅDET", titles=("Et",)))
    index(repository, parsed(delivery("c.pdf", version=OLD, sha256="c" * 64), day="2020-01-01"))
    index(repository, rejected(delivery("c.pdf", version=NEW), RejectionReason.ENCRYPTED, "locked"))
    index(repository, rejected(delivery("d.pdf", prefix="0165"), RejectionReason.UNKNOWN_MUNICIPALITY))
    index(repository, parsed(delivery("e.pdf", prefix="316"), titles=()))


def test_an_empty_database_counts_nothing(engine: Engine) -> None:
    """Before anything is indexed every question has an answer."""
    empty = totals(engine)

    assert (empty.files, empty.documents, empty.meetings, empty.items, empty.decisions) == ({}, 0, 0, 0, {})
    assert not rejections(engine)
    assert not by_municipality(engine)
    assert example_decision(engine) is None


def test_only_what_is_public_is_counted(repository: Repository, engine: Engine) -> None:
    """A superseded version counts nowhere, an item of one meeting once, and spellings of one body are one meeting."""
    _fill(repository)
    found = totals(engine)

    assert found.files == {"parsed": 3, "rejected": 2}
    assert (found.documents, found.meetings, found.items) == (3, 2, 2)
    assert (found.decisions, found.earlier_decisions) == ({"approved": 2}, 2)


def test_rejections_are_listed_by_reason(repository: Repository, engine: Engine) -> None:
    """Reason, sentence and name of every file whose newest version is no record."""
    _fill(repository)

    listed = [(file.reason, file.prefix, file.name, file.detail) for file in rejections(engine)]
    assert listed == [
        ("encrypted", "306", "c.pdf", "locked"),
        ("unknown_municipality", "0165", "d.pdf", "no text"),
    ]


def test_each_municipality_is_counted(repository: Repository, engine: Engine) -> None:
    """Names and numbers, in order of codes; one without items is there too."""
    _fill(repository)

    counted = [
        (count.code, count.name, count.documents, count.meetings, count.items, count.decisions)
        for count in by_municipality(engine)
    ]
    assert counted == [("306", "Odsherred", 2, 1, 2, 2), ("316", "Holbæk", 1, 1, 0, 0)]


def test_the_example_decision_proves_itself(repository: Repository, engine: Engine) -> None:
    """Its context, cut out of the original at its span, is what was decided."""
    _fill(repository)
    shown = example_decision(engine)

    assert shown
    assert shown.context == shown.text == DECIDED
    assert (shown.municipality, shown.outcome, shown.page) == ("Odsherred", "approved", 3)
    assert shown.name in {"a.pdf", "b.pdf"}
    assert shown == example_decision(engine)
