"""What an operator means by a reason, a municipality, a layout, a version or a name."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from services.indexer.repository import Repository
from services.indexer.selecting import Selection, select_deliveries
from shared.contract.codes import Outcome, RejectionReason
from tests.integration.indexer.indexing import index
from tests.unit.indexer.building import delivery, parsed, rejected

OLD, NEW = "20260101T000000Z-a", "20260202T000000Z-b"


def _fill(repository: Repository) -> None:
    """Index minutes of two municipalities and parser versions, rejections, a superseded version and a tombstone."""
    index(repository, parsed(delivery("a.pdf")))
    index(repository, parsed(delivery("b.pdf", sha256="b" * 64)), version="2")
    index(repository, rejected(delivery("c.pdf", version=OLD), RejectionReason.ENCRYPTED))
    index(repository, rejected(delivery("c.pdf", version=NEW), RejectionReason.CRASHED))
    index(repository, rejected(delivery("d/e.pdf", prefix="316"), RejectionReason.CRASHED))
    index(repository, parsed(delivery("f.pdf", prefix="316", sha256="f" * 64)))
    index(repository, parsed(delivery("f.pdf", prefix="316", version=NEW, sha256="f" * 64)))
    gone = parsed(delivery("g.pdf", prefix="316", sha256="d" * 64))
    index(repository, replace(gone, outcome=Outcome.WITHDRAWN, record=None, text=None))


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (Selection(reason="crashed"), ["306/c.pdf", "316/d/e.pdf"]),
        (Selection(reason="encrypted"), []),
        (Selection(reason="crashed", municipality="316"), ["316/d/e.pdf"]),
        (Selection(municipality="306"), ["306/a.pdf", "306/b.pdf", "306/c.pdf"]),
        (Selection(parser_version="2"), ["306/b.pdf"]),
        (Selection(outcome="parsed", municipality="306"), ["306/a.pdf", "306/b.pdf"]),
        (Selection(outcome="withdrawn"), []),
        (Selection(layout="standard", municipality="306"), ["306/a.pdf", "306/b.pdf"]),
        (Selection(layout="edoc"), []),
        (Selection(file="316/d/e.pdf"), ["316/d/e.pdf"]),
        (Selection(file="316/g.pdf"), []),
        (Selection(file="c.pdf"), []),
        (Selection(file="306/%.pdf"), []),
    ],
)
def test_a_selection_means_what_is_like_it(
    repository: Repository, engine: Engine, selection: Selection, names: list[str]
) -> None:
    """All that is given must be true of the newest version of a name; tombstones are never meant."""
    _fill(repository)

    assert [f"{found.prefix}/{found.name}" for found in select_deliveries(engine, selection)] == names


def test_whoever_means_a_document_means_all_its_deliveries(repository: Repository, engine: Engine) -> None:
    """The rows come from one of them, which may be a superseded one: only all of them together can change the rows."""
    _fill(repository)
    found = select_deliveries(engine, Selection(file="316/f.pdf"))

    assert len(found) == 2
    assert {one.tail.rpartition("@")[0] for one in found} == {"316/f.pdf"}


def test_every_outcome_but_tombstones_can_be_meant(repository: Repository, engine: Engine) -> None:
    """Whatever the contract adds one day, somebody has to decide whether it may be taken back."""
    _fill(repository)
    meant = {outcome for outcome in Outcome if select_deliveries(engine, Selection(outcome=outcome))}

    assert meant == {Outcome.PARSED, Outcome.REJECTED}
