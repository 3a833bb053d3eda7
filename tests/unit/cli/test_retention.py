"""The keeper's erasures: what was withdrawn long enough ago, and whatever is left of what was erased."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from services.cli.erasing import Eraser
from services.cli.metrics import ErasureMetrics
from services.cli.retention import Erasing
from shared.contract.codec import decode_result, encode
from shared.contract.codes import Outcome
from shared.contract.facts import FileArchived
from shared.contract.result import Delivery, Result
from shared.errors import ContractError
from shared.objectstore.memory import MemoryStore

LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)
KEPT = timedelta(days=30)


class Scene:
    """Two files of two municipalities, withdrawn a day apart, and a keeper whose clock can be set."""

    def __init__(self) -> None:
        self.now = LONG_AGO
        self.archive, self.items, self.receipts = (
            MemoryStore(name, self.tell) for name in ("archive", "items", "receipts")
        )
        self.withdraw("165/a.md")
        self.now += timedelta(days=1)
        self.withdraw("306/b.md")

    def tell(self) -> datetime:
        """Say the time."""
        return self.now

    def withdraw(self, key: str) -> None:
        """Lay a tombstone beside a file's bytes."""
        prefix, _, name = key.partition("/")
        delivery = Delivery(
            prefix=prefix, name=name, version="20260101T000000Z-1", dropped_at="2026-01-01T00:00:00Z", bytes=1
        )
        tail = f"{key}@{delivery.version}"
        self.archive.put(f"raw/{tail}", b"x")
        result = Result(delivery=delivery, outcome=Outcome.WITHDRAWN, parser_version="")
        self.archive.put(f"withdrawn/{tail}", encode(result))

    def keeper(self, kept: timedelta | None = KEPT) -> Erasing:
        """Start a keeper."""
        eraser = Eraser(archive=self.archive, items=self.items, receipts=self.receipts)
        return Erasing(eraser=eraser, kept=kept, metrics=ErasureMetrics(CollectorRegistry()), clock=self.tell)

    def step(self, step: Erasing | None = None) -> list[FileArchived]:
        """Have a keeper, or one that was just started, take the step over every municipality."""
        step = step or self.keeper()
        facts = [fact for prefix in sorted(set(step.prefixes())) for fact in step.keep(prefix)]
        assert all(isinstance(fact, FileArchived) for fact in facts)
        return [fact for fact in facts if isinstance(fact, FileArchived)]

    def standing(self) -> set[str]:
        """Name what stands in the archive, without versions and lines of audit."""
        return {info.key.partition("@")[0] for info in self.archive.list() if not info.key.startswith("audit/")}


@pytest.fixture
def scene() -> Scene:
    """Make one."""
    return Scene()


def test_what_was_withdrawn_is_kept_for_the_time_that_was_set(scene: Scene) -> None:
    """Not a day less; then bytes and withdrawal go, and the next stage hears of the tombstone."""
    before = scene.standing()
    scene.now = LONG_AGO + KEPT
    assert scene.step() == []
    assert scene.standing() == before
    scene.now += timedelta(seconds=1)
    facts = scene.step()

    assert [fact.key for fact in facts] == ["erased/165/a.md@20260101T000000Z-1"]
    assert scene.standing() == {"erased/165/a.md", "raw/306/b.md", "withdrawn/306/b.md"}
    assert decode_result(scene.archive.get(facts[0].key)).outcome is Outcome.ERASED
    scene.now += timedelta(days=1)
    assert len(scene.step()) == 1
    assert scene.standing() == {"erased/165/a.md", "erased/306/b.md"}
    assert scene.step() == []


def test_without_a_time_it_is_kept_for_ever(scene: Scene) -> None:
    """Nothing is erased that nobody has asked for."""
    scene.now += timedelta(days=10_000)
    before = scene.standing()

    assert scene.step(scene.keeper(kept=None)) == []
    assert scene.standing() == before


def test_the_line_of_audit_says_why(scene: Scene) -> None:
    """One line for each municipality, with the versions that went."""
    scene.now += timedelta(days=40)
    scene.step()
    lines = [json.loads(scene.archive.get(info.key)) for info in scene.archive.list("audit/")]

    assert [line["because"] for line in lines] == ["withdrawn more than 30 days ago"] * 2
    assert sorted(line["tails"] for line in lines) == [
        ["165/a.md@20260101T000000Z-1"],
        ["306/b.md@20260101T000000Z-1"],
    ]


@pytest.mark.parametrize("damaged", [b"{", b""])
def test_a_damaged_tombstone_of_a_withdrawal_is_erased_like_others(scene: Scene, damaged: bytes) -> None:
    """Its name says whose it is, where neither it nor the bytes do."""
    scene.archive.put("withdrawn/165/a.md@20260101T000000Z-1", damaged)
    scene.now += timedelta(days=40)

    assert [fact.key for fact in scene.step()] == [
        "erased/165/a.md@20260101T000000Z-1",
        "erased/306/b.md@20260101T000000Z-1",
    ]
    assert scene.standing() == {"erased/165/a.md", "erased/306/b.md"}
    assert decode_result(scene.archive.get("erased/165/a.md@20260101T000000Z-1")).delivery.name == "a.md"


def test_what_can_not_be_erased_stops_nothing_else(scene: Scene) -> None:
    """Neither what is due beside it nor what comes late; it is told at each round, and noted once."""
    scene.archive.put("withdrawn/306/a.md@by hand", b"{")
    scene.now += timedelta(days=40)
    keeper, told = scene.keeper(), list[str]()
    for _ in range(3):
        scene.archive.put("raw/306/b.md@20260101T000000Z-1", b"late")
        with pytest.raises(ContractError, match="by hand"):
            told.extend(fact.key for fact in keeper.keep("306"))
        scene.now += timedelta(minutes=1)

    assert told == ["erased/306/b.md@20260101T000000Z-1"] * 3
    assert scene.standing() == {"erased/306/b.md", "withdrawn/306/a.md", "raw/165/a.md", "withdrawn/165/a.md"}
    assert len(list(scene.archive.list("audit/"))) == 1


def test_what_comes_late_is_removed_and_told(scene: Scene) -> None:
    """Under a tombstone nothing stands but the tombstone."""
    scene.now += timedelta(days=40)
    scene.step()
    scene.archive.put("raw/306/b.md@20260101T000000Z-1", b"x")
    scene.archive.put("raw/306/b.md@20260202T000000Z-1", b"another version")
    facts = scene.step()

    assert [fact.key for fact in facts] == ["erased/306/b.md@20260101T000000Z-1"]
    assert [info.key for info in scene.archive.list("raw/")] == ["raw/306/b.md@20260202T000000Z-1"]


def test_old_tombstones_are_looked_at_now_and_then(scene: Scene) -> None:
    """While one is new at every round; afterwards within the hour, and by every keeper that is started."""
    keeper, late = scene.keeper(), "raw/306/b.md@20260101T000000Z-1"
    scene.now += timedelta(days=40)
    assert len(scene.step(keeper)) == 2
    found = []
    for pause in (timedelta(hours=23), timedelta(hours=2), timedelta(minutes=59), timedelta(minutes=1)):
        scene.now += pause
        scene.archive.put(late, b"x")
        found.append(len(scene.step(keeper)))

    assert found == [1, 1, 0, 1]
    scene.archive.put(late, b"x")
    assert scene.step(keeper) == []
    assert len(scene.step()) == 1


def test_somebody_elses_objects_disturb_nobody(scene: Scene) -> None:
    """What no fetcher of ours could have written is left alone."""
    for key in ("withdrawn/306/x", "erased/306/y", "raw/306/z"):
        scene.archive.put(key, b"?")
    scene.now += timedelta(days=40)

    assert len(scene.step()) == 2
    assert {"withdrawn/306/x", "erased/306/y", "raw/306/z"} <= scene.standing()
