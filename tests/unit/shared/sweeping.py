"""A sweep whose stage, broker and clock are in the hands of the test."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry

from shared.contract.facts import Fact, FileArchived
from shared.errors import BrokerUnavailableError, ReferatError
from shared.metrics import HintMetrics, SweepMetrics
from shared.queue.publisher import RecordingPublisher
from shared.stage import Work
from shared.sweeping import Pace, Sweeper

LONG_AGO = datetime(2023, 6, 1, tzinfo=UTC)
INTERVAL_SECONDS = 60.0
WINDOW = 10


@dataclass
class Bucket:
    """A stage whose inputs are given by prefix; what ``done`` names, stands."""

    inputs_of: dict[str, list[str]] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    failing: dict[str, ReferatError] = field(default_factory=dict)
    away: ReferatError | None = None
    listed: list[str] = field(default_factory=list)
    seconds: float = 0.0
    name: str = "parse"

    def __post_init__(self) -> None:
        """Begin at noon."""
        self.now = 0.0

    def clock(self) -> float:
        """Tell the time."""
        return self.now

    def prefixes(self) -> Iterable[str]:
        """Name all prefixes."""
        if self.away:
            raise self.away
        return list(self.inputs_of)

    def inputs(self, prefix: str) -> Iterable[Work]:
        """List one prefix, which takes its time."""
        self.listed.append(prefix)
        self.now += self.seconds
        if prefix in self.failing:
            raise self.failing[prefix]
        for name in self.inputs_of[prefix]:
            yield Work(input=name, output=f"out/{name}", since=LONG_AGO)

    def standing(self, prefix: str) -> Collection[str]:
        """Name what stands."""
        return {f"out/{name}" for name in self.inputs_of[prefix] if name in self.done}

    def hint(self, work: Work) -> FileArchived:
        """Make a hint."""
        return FileArchived(trace_id="t", key=work.input)


class Publisher(RecordingPublisher):
    """Keeps what was published, unless its broker is away, or answers and takes nothing more."""

    away = False
    is_full = False

    def publish(self, fact: Fact) -> None:
        """Keep one fact."""
        if self.away or self.is_full:
            raise BrokerUnavailableError("ConnectionError")
        super().publish(fact)


class Swept:
    """A sweeper with everything around it. What was published is on the way until it is done or lost."""

    def __init__(self, **inputs_of: int) -> None:
        named = {prefix.strip("_"): count for prefix, count in inputs_of.items()}
        self.stage = Bucket({prefix: [f"{prefix}/{n:02}" for n in range(count)] for prefix, count in named.items()})
        self.publisher = Publisher()
        self.lost: set[str] = set()
        self.resting: set[str] = set()
        self.waits_too_much = False
        self.registry = CollectorRegistry()
        self.sweeper = Sweeper(
            stage=self.stage,
            pace=Pace(interval_seconds=INTERVAL_SECONDS, window=WINDOW),
            publisher=self.publisher,
            on_the_way=self.on_the_way,
            metrics=SweepMetrics(self.registry),
            hints=HintMetrics(self.registry),
            clock=self.stage.clock,
            resting=lambda: self.resting,
        )

    def on_the_way(self) -> Collection[str] | None:
        """Answer for the broker."""
        if self.publisher.away:
            raise BrokerUnavailableError("ConnectionError")
        return None if self.waits_too_much else set(self.hinted) - self.stage.done - self.lost

    @property
    def hinted(self) -> list[str]:
        """Name the keys of all hints so far."""
        return [fact.key for fact in self.publisher.facts]

    def after(self, seconds: float) -> int:
        """Let time pass, make one round, and count its hints."""
        self.stage.now += seconds
        return self.sweeper.round()

    def gauge(self, name: str, **labels: str) -> float | None:
        """Read one metric of this stage."""
        return self.registry.get_sample_value(f"referat_{name}", {"stage": "parse", **labels})
