"""The task and its stage: what was written is indexed, told and remembered, however often and in what order."""

import json
from datetime import UTC, datetime
from itertools import permutations

import pytest
from sqlalchemy import Engine, text

from services.indexer.repository import Repository
from services.indexer.stage import IndexStage
from services.indexer.tasks import Indexer
from shared.contract.codec import encode
from shared.contract.codes import Outcome
from shared.contract.facts import ResultWritten
from shared.contract.result import Result
from shared.errors import ContractError, StoreUnavailableError
from shared.objectstore.memory import MemoryStore
from shared.stage import sweep, sweep_all
from tests.integration.indexer.dumping import dump
from tests.integration.indexer.indexing import no_metrics, sweep_index, write
from tests.unit.indexer.building import delivery, key_of, parsed, rejected

OLD, NEW = "20260101T000000Z-a", "20260202T000000Z-b"


def _clock() -> datetime:
    return datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture
def items() -> MemoryStore:
    """Make an empty bucket of results."""
    return MemoryStore("items", _clock)


@pytest.fixture
def receipts() -> MemoryStore:
    """Make an empty bucket of receipts."""
    return MemoryStore("receipts", _clock)


@pytest.fixture
def indexer(items: MemoryStore, receipts: MemoryStore, repository: Repository) -> Indexer:
    """Make the indexer over them."""
    return Indexer(items=items, receipts=receipts, repository=repository, metrics=no_metrics())


def _hint(key: str) -> ResultWritten:
    return ResultWritten(trace_id="t", key=key)


def test_a_sweep_indexes_everything_and_the_next_finds_nothing(
    items: MemoryStore, receipts: MemoryStore, repository: Repository
) -> None:
    """Every result is indexed and has its receipt; then nothing is missing."""
    write(items, parsed(delivery("bilag/å.pdf")))
    write(items, rejected(delivery("tom.pdf", prefix="316", sha256="0" * 64)))
    done = sweep_index(items, receipts, repository)

    assert done == 2
    assert [gap.missing for gap in sweep_all(IndexStage(items, repository))] == [0, 0]
    assert {info.key for info in receipts.list()} == {
        "306/bilag/å.pdf.json",
        "306/bilag/å.pdf.txt",
        "316/tom.pdf.json",
        "316/tom.pdf.txt",
    }


def test_only_the_highest_parser_version_is_an_input(items: MemoryStore, repository: Repository) -> None:
    """For each tail the newest result counts, by number; one that has only an old one keeps it."""
    write(items, parsed(), "9")
    newest = write(items, parsed(), "10")
    only = write(items, parsed(delivery("b.pdf")), "9")
    items.put("somebody-elses/306/x", b"?")

    gap = sweep(IndexStage(items, repository), "306")

    assert {work.input for work in gap.work} == {newest, only}
    assert {work.output.partition("#")[0] for work in gap.work} == {newest, only}


def test_a_result_written_again_is_indexed_again(
    items: MemoryStore, receipts: MemoryStore, repository: Repository, engine: Engine
) -> None:
    """The ETag tells a replay under the same parser version."""
    write(items, parsed(titles=("Før",)))
    sweep_index(items, receipts, repository)
    write(items, parsed(titles=("Efter",)))

    assert sweep_index(items, receipts, repository) == 1
    assert [row["title"] for row in dump(engine)["agenda_items"]] == ["Efter"]


def test_a_crash_before_the_receipt_leaves_the_work_missing(
    items: MemoryStore, receipts: MemoryStore, repository: Repository, indexer: Indexer
) -> None:
    """What is indexed but not told is found by the next sweep."""
    key = write(items, parsed())
    receipts.away = True
    with pytest.raises(StoreUnavailableError):
        indexer.on_result_written(_hint(key))
    receipts.away = False

    assert sweep_index(items, receipts, repository) == 1
    assert [info.key for info in receipts.list()] != []


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_the_receipt_speaks_of_the_newest_version(
    items: MemoryStore, receipts: MemoryStore, indexer: Indexer, repository: Repository, order: tuple[str, str]
) -> None:
    """Whichever version of a name is indexed last, its receipt is that of the newest."""
    for version in order:
        indexer.on_result_written(_hint(write(items, parsed(delivery(version=version)))))

    told = json.loads(receipts.get("306/referat.pdf.json"))
    assert told["file"]["version"] == NEW
    assert len(repository.standing("306")) == 2


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_was_overwritten_within_its_second_is_not_the_newest(
    items: MemoryStore, receipts: MemoryStore, repository: Repository, indexer: Indexer, order: tuple[int, ...]
) -> None:
    """In whatever order they come: a tombstone stands below what shares its second, and above older ones."""
    versions = ("20260101T000000Z-z", "20260101T000001Z-9", "20260101T000001Z-1")
    older, draft, last = (delivery("a.pdf", version=version, sha256=version[-1] * 64) for version in versions)
    results = [parsed(older), Result(delivery=draft, outcome=Outcome.WITHDRAWN, parser_version="1"), parsed(last)]
    for number in order:
        indexer.on_result_written(_hint(write(items, results[number])))
    with repository.engine.connect() as connection:
        live = [row.version for row in connection.execute(text("SELECT version FROM live_deliveries"))]

    assert live == ["20260101T000001Z-1"]
    assert json.loads(receipts.get("306/a.pdf.json"))["file"]["version"] == live[0]
    gone = Result(delivery=last, outcome=Outcome.WITHDRAWN, parser_version="1")
    indexer.on_result_written(_hint(write(items, gone)))
    with repository.engine.connect() as connection:
        assert connection.execute(text("SELECT version FROM live_deliveries")).all() == []


def test_a_newer_version_indexed_meanwhile_keeps_its_receipt(items: MemoryStore, repository: Repository) -> None:
    """The receipt of a newer version that was written between is written again."""
    newer = write(items, parsed(delivery(version=NEW)))
    first = iter([True])

    def clock() -> datetime:
        """Let another worker index the newer version just before the older one's receipt is stored."""
        if next(first, False):
            other = Indexer(items=items, receipts=bucket, repository=repository, metrics=no_metrics())
            other.on_result_written(_hint(newer))
        return _clock()

    bucket = MemoryStore("receipts", clock)
    older = write(items, parsed(delivery(version=OLD)))
    Indexer(items=items, receipts=bucket, repository=repository, metrics=no_metrics()).on_result_written(_hint(older))

    assert json.loads(bucket.get("306/referat.pdf.json"))["file"]["version"] == NEW


def test_what_is_no_result_stays_missing_and_stops_nobody(
    items: MemoryStore, repository: Repository, indexer: Indexer
) -> None:
    """An object that does not keep the contract is refused, and the others are indexed."""
    broken = key_of(parsed(delivery("broken.pdf")))
    items.put(broken, b'{"schema": "referat-result/1"}')
    fine = write(items, parsed())
    with pytest.raises(ContractError):
        indexer.on_result_written(_hint(broken))
    indexer.on_result_written(_hint(fine))

    assert [work.input for work in sweep(IndexStage(items, repository), "306").work] == [broken]


def test_a_hint_about_the_past_or_of_an_older_parser_changes_nothing(
    items: MemoryStore, receipts: MemoryStore, indexer: Indexer, engine: Engine
) -> None:
    """A result that is gone, or older than what stands, is no fault and no work."""
    indexer.on_result_written(_hint(write(items, parsed(titles=("Ny",)), "10")))
    before, told = dump(engine), receipts.get("306/referat.pdf.json")
    indexer.on_result_written(_hint(write(items, rejected(), "9")))
    indexer.on_result_written(_hint("10/306/gone@1.json"))

    assert dump(engine) == before
    assert receipts.get("306/referat.pdf.json") == told


def test_the_same_hint_many_times_is_done_once(
    items: MemoryStore, receipts: MemoryStore, indexer: Indexer, engine: Engine
) -> None:
    """B12: a hint that finds its work done writes nothing."""
    key = write(items, parsed())
    indexer.on_result_written(_hint(key))
    before = dump(engine)
    receipts.away = True
    for _ in range(5):
        indexer.on_result_written(_hint(key))

    assert dump(engine) == before
    assert encode(parsed()) == items.get(key)
