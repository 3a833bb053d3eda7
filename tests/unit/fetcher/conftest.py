"""A fetcher between two buckets in memory, with a clock that only moves when it is told to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from services.fetcher.admit import Limits
from services.fetcher.metrics import FetcherMetrics
from services.fetcher.stage import FetchStage
from services.fetcher.tasks import Fetcher
from shared.contract import keys
from shared.contract.codec import decode_result
from shared.contract.facts import FileArchived, FileDropped
from shared.contract.keys import Section
from shared.contract.result import Result
from shared.objectstore.memory import MemoryStore
from shared.stage import sweep_all


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

    def __post_init__(self) -> None:
        """Put the room together."""
        self.drop = MemoryStore("drop", clock=self.clock)
        self.archive = MemoryStore("archive", clock=self.clock)
        self.stage = FetchStage(self.drop, self.archive, self.limits)
        metrics = FetcherMetrics(self.registry)
        self.fetcher = Fetcher(drop=self.drop, archive=self.archive, limits=self.limits, metrics=metrics)

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
