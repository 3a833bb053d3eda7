"""A fetcher between two buckets in memory, with a clock that only moves when it is told to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from services.fetcher.admit import Limits
from services.fetcher.metrics import FetcherMetrics, WithdrawalMetrics
from services.fetcher.stage import FetchStage
from services.fetcher.tasks import Fetcher
from services.fetcher.withdrawing import Looking, WithdrawStep
from shared.contract import keys
from shared.contract.codec import decode_result
from shared.contract.facts import FileArchived, FileDropped
from shared.contract.keys import Section
from shared.contract.result import Result
from shared.objectstore.memory import MemoryStore
from shared.stage import sweep_all
from shared.trying import Trying

APART = 30  # seconds, at least, between two looks of the keeper


@dataclass
class Clock:
    """A store's clock."""

    now: datetime = datetime(2026, 11, 25, 14, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def tick(self, seconds: int = 1) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@dataclass
class Room:
    """The fetcher's room: its buckets, its stage, its task, and what it said."""

    limits: Limits
    clock: Clock = field(default_factory=Clock)
    told: list[FileArchived] = field(default_factory=list)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    trying: Trying = field(default_factory=Trying.in_memory)

    def __post_init__(self) -> None:
        """Put the room together."""
        self.drop = MemoryStore("drop", clock=self.clock)
        self.archive = MemoryStore("archive", clock=self.clock)
        self.stage = FetchStage(self.drop, self.archive, self.limits)
        metrics = FetcherMetrics(self.registry)
        self.fetcher = Fetcher(
            drop=self.drop, archive=self.archive, limits=self.limits, metrics=metrics, trying=self.trying
        )

    def hear(self, key: str) -> None:
        """Hear that a file was dropped."""
        if told := self.fetcher.on_file_dropped(FileDropped(trace_id="t", key=key)):
            self.told.append(told)

    def missing(self) -> dict[str, str]:
        """Sweep, and name what is missing by input and output."""
        return {work.input: work.output for gap in sweep_all(self.stage) for work in gap.work}

    def sweep(self) -> int:
        """Do what is missing, and count it."""
        missing = self.missing()
        for key in missing:
            self.hear(key)
        return len(missing)

    def entries(self) -> set[str]:
        """Name all entries of the archive."""
        return {info.key for info in self.archive.list()}

    def refused(self) -> list[Result]:
        """Read all refusals."""
        return [decode_result(self.archive.get(info.key)) for info in self.archive.list(f"{Section.REFUSED}/")]

    def tail(self, key: str) -> str:
        """Spell the tail of what lies in the drop now under a known key."""
        info = self.drop.head(key)
        version = keys.version(info.last_modified, info.version_id, info.etag)
        return keys.tail(*keys.deliver(key, self.limits.prefixes, version), version)


@dataclass
class Keeping:
    """A room with a keeper in it."""

    room: Room
    expires_after_days: int = 0

    def __post_init__(self) -> None:
        """Start the keeper, which has seen nothing yet."""
        self.metrics = WithdrawalMetrics(self.room.registry)
        self.restart()

    def restart(self) -> None:
        """Start it anew."""
        looking = Looking(
            drop=self.room.drop,
            archive=self.room.archive,
            limits=self.room.limits,
            expires_after_days=self.expires_after_days,
            clock=self.room.clock,
        )
        self.step = WithdrawStep(looking=looking, apart=timedelta(seconds=APART), metrics=self.metrics)

    def look(self) -> list[str]:
        """Take the step over every municipality once, and name the tombstones that it told."""
        told = []
        for prefix in sorted(self.step.prefixes()):
            for fact in self.step.keep(prefix):
                assert isinstance(fact, FileArchived)
                told.append(fact.key)
        return told

    def look_twice(self) -> list[str]:
        """Look, and look again after a while."""
        first = self.look()
        self.room.clock.tick(APART)
        return [*first, *self.look()]

    def put(self, *names: str) -> None:
        """Drop files and have them fetched."""
        for key in names:
            self.room.drop.put(key, f"Referat {key}".encode())
        self.room.sweep()
        self.room.clock.tick()

    def held(self, prefix: str = "165") -> float | None:
        """Ask how many names are held back."""
        return self.room.registry.get_sample_value("referat_held_withdrawals", {"municipality": prefix})


@pytest.fixture
def make_room() -> Callable[..., Room]:
    """Offer rooms with limits of their own."""

    def make(**limits: object) -> Room:
        return Room(Limits(**limits))  # type: ignore[arg-type]

    return make


@pytest.fixture
def room() -> Room:
    """Make a room as a service has it."""
    return Room(Limits())


@pytest.fixture
def keeping(room: Room) -> Keeping:
    """Put a keeper into a room."""
    return Keeping(room)
