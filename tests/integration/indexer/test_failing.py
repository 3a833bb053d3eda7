"""A result that no indexer can index ends as a rejection with a receipt, and the tables still follow from the items."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services.indexer.repository import Repository
from services.indexer.stage import IndexStage
from services.indexer.tasks import Indexer
from services.parser.again import parse_again
from services.parser.erasing import results
from shared.contract import keys
from shared.contract.codec import encode
from shared.contract.codes import Outcome
from shared.contract.facts import ResultWritten
from shared.contract.result import Result
from shared.entries import metadata_of_result
from shared.errors import ContractError
from shared.objectstore.folder import FolderStore
from shared.objectstore.memory import MemoryStore
from shared.stage import Work, sweep_all
from shared.trying import MOST_ATTEMPTS, given_up
from tests.integration.indexer.dumping import dump
from tests.integration.indexer.indexing import no_metrics
from tests.unit.indexer.building import delivery, key_of, parsed

RECEIPT = "306/referat.pdf.json"


class Room:
    """The indexer's room over one database, with a clock of the stores that moves with every call."""

    def __init__(self, repository: Repository) -> None:
        self._now = datetime(2026, 11, 29, tzinfo=UTC)
        self.items, self.receipts = MemoryStore("items", self._clock), MemoryStore("receipts", self._clock)
        self.repository = repository
        self.stage = IndexStage(self.items, repository)
        self.restart()

    def restart(self) -> None:
        """Begin anew, and remember nothing of attempts."""
        self._indexer = Indexer(
            items=self.items, receipts=self.receipts, repository=self.repository, metrics=no_metrics()
        )

    def write(self, result: Result) -> str:
        """Write one result as the parser does, and give its key."""
        key = key_of(result, "1")
        self.items.put(key, encode(result), media_type="application/json", metadata=metadata_of_result(result))
        return key

    def hear(self, key: str) -> None:
        """Hear that a result was written, and let that fail."""
        with suppress(ContractError, ZeroDivisionError):
            self._indexer.on_result_written(ResultWritten(trace_id="t", key=key))

    def sweep(self, rounds: int = 2 * MOST_ATTEMPTS) -> int:
        """Sweep and work until nothing is missing, at most so many rounds, and say how many hints that took."""
        hinted = 0
        for _ in range(rounds):
            for work in self.missing():
                self.hear(self.stage.hint(work).key)
                hinted += 1
        return hinted

    def missing(self) -> list[Work]:
        """Sweep."""
        return [work for gap in sweep_all(self.stage) for work in gap.work]

    def told(self) -> dict[str, object]:
        """Read the receipt."""
        found: dict[str, object] = json.loads(self.receipts.get(RECEIPT))
        return found

    def _clock(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


@pytest.fixture
def room(repository: Repository) -> Room:
    """Make a room over each kind of database."""
    return Room(repository)


def unfit(*titles: str) -> Result:
    """Make a result that keeps the contract, and that no column can hold."""
    result = parsed(titles=titles or ("Parkering",))
    assert result.record is not None
    return replace(result, record=replace(result.record, document=replace(result.record.document, pages=10**30)))


def test_a_result_that_no_column_can_hold_is_rejected_in_the_end(room: Room, engine: Engine) -> None:
    """It takes as many tries as ever, and then a row and a receipt say so; nothing is missing any more."""
    key = room.write(unfit())
    assert room.sweep() == MOST_ATTEMPTS

    (row,) = dump(engine)["deliveries"]
    assert (row["outcome"], row["reason"], row["name"]) == ("rejected", "crashed", "referat.pdf")
    assert (row["bytes"], row["sha256"], row["item_key"]) == (4711, "5e" * 32, key)
    assert row["detail"] == given_up().detail
    assert room.told()["outcome"] == "rejected"
    assert dump(engine)["documents"] == []
    assert room.missing() == []


@pytest.mark.parametrize("body", [b"not a result", b"", b"[]"])
def test_bytes_that_are_no_result_end_like_that_too(room: Room, engine: Engine, body: bytes) -> None:
    """What is known of a file whose result says nothing is what its key says."""
    room.items.put("1/306/referat.pdf@20261125T140500Z-a1.json", body)
    room.sweep()

    (row,) = dump(engine)["deliveries"]
    assert (row["reason"], row["name"], row["version"]) == ("crashed", "referat.pdf", "20261125T140500Z-a1")
    assert room.told()["outcome"] == "rejected"
    assert room.missing() == []


def test_an_error_that_nobody_foresaw_counts(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it comes after the rows were written: they go, and the rejection takes their place."""
    key = room.write(parsed())
    monkeypatch.setattr("services.indexer.tasks.receipt", lambda _: 1 // 0)
    for _ in range(MOST_ATTEMPTS - 1):
        room.hear(key)
    monkeypatch.undo()
    assert room.repository.newest(key) is not None

    monkeypatch.setattr("services.indexer.tasks.public", lambda _: 1 // 0)
    room.hear(key)
    assert room.receipts.away is False
    assert not list(room.receipts.list()), "its failure could not be read either, and stays missing"
    monkeypatch.undo()
    assert room.sweep() == 1
    assert room.told()["outcome"] == "rejected"


def test_nothing_of_it_stays_public(room: Room, engine: Engine) -> None:
    """What an older result of the same file has said goes with it."""
    room.write(parsed())
    room.sweep()
    room.write(unfit("Ny"))
    room.sweep()

    assert dump(engine)["agenda_items"] == []
    assert [row["reason"] for row in dump(engine)["deliveries"]] == ["crashed"]


def test_a_database_that_is_filled_again_says_the_same_without_trying_again(room: Room, engine: Engine) -> None:
    """The tables follow from the items alone: whoever rebuilds does not meet what killed an indexer."""
    room.write(unfit())
    room.write(parsed(delivery("b.pdf", sha256="0" * 64)))
    room.sweep()
    before = dump(engine)
    room.repository.reset()
    room.restart()

    assert room.sweep() == 2, "one hint for each"
    assert dump(engine) == before


def test_a_late_hint_changes_nothing(room: Room, engine: Engine) -> None:
    """What a dead worker held comes back after a quarter of an hour."""
    key = room.write(unfit())
    room.sweep()
    before = dump(engine), room.told()
    for _ in range(MOST_ATTEMPTS):
        room.hear(key)
        assert room.missing() == [] or room.sweep() == 1

    assert (dump(engine), room.told()) == before


def test_a_replay_has_it_tried_anew_also_where_the_result_is_the_same(room: Room, engine: Engine) -> None:
    """After the indexer was mended: its failure goes with the result, and no hint is needed."""
    result = unfit()
    key = room.write(result)
    room.sweep()
    tail = keys.split_item(key)[1]
    parse_again(room.items, [tail])
    assert [info.key for info in room.items.list()] == [keys.past("1", tail)]
    room.write(parsed())
    room.sweep()
    assert [row["outcome"] for row in dump(engine)["deliveries"]] == ["parsed"]

    room.write(result)
    room.sweep()
    parse_again(room.items, [tail])
    room.write(result)
    assert len(room.missing()) == 1, "the same bytes again are missing, as none stands for them"


def test_a_tombstone_goes_before_a_failure(room: Room, engine: Engine) -> None:
    """What is withdrawn after it was given up is withdrawn."""
    room.write(unfit())
    room.sweep()
    room.write(Result(delivery=delivery(), outcome=Outcome.WITHDRAWN, parser_version="1"))
    room.sweep()

    assert [row["outcome"] for row in dump(engine)["deliveries"]] == ["withdrawn"]
    assert room.missing() == []


def test_a_result_that_fails_within_its_second_is_rejected_too(
    repository: Repository, engine: Engine, tmp_path: Path
) -> None:
    """Where a store counts seconds the failure would be as old as the result: it is written once more."""
    items, receipts = (FolderStore(tmp_path / name) for name in ("items", "receipts"))
    indexer = Indexer(items=items, receipts=receipts, repository=repository, metrics=no_metrics())
    result = unfit()
    key = key_of(result, "1")
    items.put(key, encode(result), metadata=metadata_of_result(result))
    for _ in range(MOST_ATTEMPTS):
        with suppress(ContractError):
            indexer.on_result_written(ResultWritten(trace_id="t", key=key))

    assert not any(gap.missing for gap in sweep_all(IndexStage(items, repository)))
    assert [row["reason"] for row in dump(engine)["deliveries"]] == ["crashed"]


def test_an_erasure_finds_the_failure(room: Room) -> None:
    """It names the file, and goes with the result."""
    key = room.write(unfit())
    room.sweep()
    tail = keys.split_item(key)[1]

    assert {info.key for info in results(room.items, "306", [tail])} == {key, keys.failure("1", tail)}


def test_a_tombstone_is_never_given_up(room: Room, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it fails of, it is tried again: what is erased must not be told as rejected."""
    key = room.write(Result(delivery=delivery(), outcome=Outcome.ERASED, parser_version="1"))
    monkeypatch.setattr("services.indexer.tasks.rows", lambda *_: 1 // 0)
    for _ in range(3 * MOST_ATTEMPTS):
        room.hear(key)
    monkeypatch.undo()
    assert room.sweep() == 1
    assert [row["outcome"] for row in dump(engine)["deliveries"]] == ["erased"]
