"""The keeper's rounds: every step over every municipality, whatever fails on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event

import pytest
from prometheus_client import CollectorRegistry

from shared.contract.facts import Fact, FileArchived
from shared.errors import BrokerUnavailableError, StoreUnavailableError
from shared.keeping import Keeper, Step
from shared.metrics import HintMetrics, KeeperMetrics
from shared.queue.publisher import Publisher, RecordingPublisher


@dataclass
class Chore:
    """A step that does one thing for each municipality, and first whatever a test has it do."""

    name: str = "withdraw"
    found: tuple[str, ...] = ("306", "165", "101")
    first: Callable[[str], object] = lambda _: None
    kept: list[str] = field(default_factory=list)

    def prefixes(self) -> Iterator[str]:
        """Yield the municipalities, some of them twice."""
        self.first("")
        yield from (*self.found, self.found[0])

    def keep(self, prefix: str) -> Iterator[Fact]:
        """Do one thing and tell it."""
        self.first(prefix)
        self.kept.append(prefix)
        yield FileArchived(trace_id="t", key=f"withdrawn/{prefix}/a@v")


class Away:
    """A broker that can't be reached."""

    def publish(self, fact: Fact) -> None:
        """Refuse."""
        raise BrokerUnavailableError(f"no {fact.key}")


def _failing(at: str, error: BaseException) -> Callable[[str], None]:
    def fail(prefix: str) -> None:
        if prefix == at:
            raise error

    return fail


@pytest.fixture
def registry() -> CollectorRegistry:
    """Make an empty registry."""
    return CollectorRegistry()


def _keeper(registry: CollectorRegistry, *steps: Step, publisher: Publisher | None = None) -> Keeper:
    return Keeper(
        steps=steps,
        interval_seconds=0.001,
        publisher=publisher or RecordingPublisher(),
        hints=HintMetrics(registry),
        metrics=KeeperMetrics(registry),
    )


def _steps(registry: CollectorRegistry, outcome: str, step: str = "withdraw") -> float:
    return registry.get_sample_value("referat_keeper_steps_total", {"step": step, "outcome": outcome}) or 0


def _succeeded(registry: CollectorRegistry, step: str = "withdraw") -> bool:
    return bool(registry.get_sample_value("referat_keeper_last_success_timestamp_seconds", {"step": step}))


def test_a_round_takes_every_step_over_every_municipality_once(registry: CollectorRegistry) -> None:
    """In order, each once, and what has happened is told in the live lane."""
    publisher, first, second = RecordingPublisher(), Chore(), Chore(name="erase", found=("461",))
    _keeper(registry, first, second, publisher=publisher).round(Event())

    assert (first.kept, second.kept) == (["101", "165", "306"], ["461"])
    assert [fact.key[10:13] for fact in publisher.facts] == ["101", "165", "306", "461"]
    assert set(publisher.queues) == {"parse.live"}
    assert _succeeded(registry)
    assert _succeeded(registry, "erase")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(StoreUnavailableError("drop", "165/", "gone"), "postponed"), (MemoryError(), "failed"), (SystemExit(), "failed")],
    ids=["store away", "no memory", "an end"],
)
def test_a_municipality_that_fails_does_not_stop_the_others(
    registry: CollectorRegistry, error: BaseException, outcome: str
) -> None:
    """It is counted and said, the other municipalities and steps have their turn, and the step has not succeeded."""
    first, second = Chore(first=_failing("165", error)), Chore(name="erase")
    _keeper(registry, first, second).round(Event())

    assert (first.kept, second.kept) == (["101", "306"], ["101", "165", "306"])
    assert _steps(registry, outcome) == 1
    assert _steps(registry, "done") == 3  # two municipalities, and the question which there are
    assert not _succeeded(registry)
    assert _succeeded(registry, "erase")


def test_a_step_that_cannot_say_where_to_look_is_left_for_later(registry: CollectorRegistry) -> None:
    """The next step has its turn all the same."""
    first, second = Chore(first=_failing("", StoreUnavailableError("archive", "", "gone"))), Chore(name="erase")
    _keeper(registry, first, second).round(Event())

    assert first.kept == []
    assert len(second.kept) == 3
    assert _steps(registry, "postponed") == 1
    assert not _succeeded(registry)


def test_a_broker_that_is_away_holds_nothing_up(registry: CollectorRegistry) -> None:
    """What was done is done; the hint is counted as lost, and a sweep finds the work."""
    step = Chore()
    _keeper(registry, step, publisher=Away()).round(Event())
    lost = {"stage": "parse", "lane": "live", "outcome": "lost"}

    assert len(step.kept) == 3
    assert registry.get_sample_value("referat_hints_published_total", lost) == 3
    assert _succeeded(registry)


def test_a_stop_ends_a_round_between_two_things(registry: CollectorRegistry) -> None:
    """What is being done is finished and told, and nothing new is begun; the round counts as none."""
    stop, publisher = Event(), RecordingPublisher()
    step = Chore(first=lambda prefix: stop.set() if prefix == "165" else None)
    _keeper(registry, step, Chore(name="erase"), publisher=publisher).run(stop)

    assert step.kept == ["101", "165"]
    assert len(publisher.facts) == 2
    assert not _succeeded(registry)
