"""Every fresh tombstone is told, once, whoever laid it and whatever happened then."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from prometheus_client import CollectorRegistry

from services.cli.telling import FRESH, Telling, TellStep
from shared.contract.facts import Fact, FileArchived, Lane
from shared.errors import BrokerUnavailableError
from shared.keeping import Keeper, Step
from shared.metrics import HintMetrics, KeeperMetrics
from shared.objectstore.memory import MemoryStore
from shared.queue.publisher import RecordingPublisher

ERASED, WITHDRAWN = "erased/165/a.md@20260101T000000Z-1", "withdrawn/306/b.md@20260101T000000Z-1"


class Other:
    """A step that lays tombstones and tells them itself."""

    name = "withdraw"

    def __init__(self, *told: str) -> None:
        self.told = told

    def prefixes(self) -> list[str]:
        """Name a municipality."""
        return ["165"]

    def keep(self, prefix: str) -> Iterator[Fact]:
        """Tell of one tombstone after the other."""
        assert prefix == "165"
        yield from (FileArchived(trace_id="t", key=key) for key in self.told)


class Broker(RecordingPublisher):
    """A broker that can be away."""

    away = False

    def publish(self, fact: Fact) -> None:
        """Take a fact."""
        if self.away:
            raise BrokerUnavailableError("full")
        super().publish(fact)


class Scene:
    """An archive, a broker, and a keeper whose clock can be set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, tzinfo=UTC)
        self.archive, self.broker = MemoryStore("archive", self.tell), Broker()
        self.resting: set[str] = set()
        self.start()

    def tell(self) -> datetime:
        """Say the time."""
        return self.now

    def start(self, *steps: Step) -> None:
        """Start a keeper, which remembers nothing."""
        registry, self.telling = CollectorRegistry(), Telling(publisher=self.broker, resting=lambda: self.resting)
        self.keeper = Keeper(
            steps=(*steps, TellStep(archive=self.archive, telling=self.telling, clock=self.tell)),
            interval_seconds=60,
            publisher=self.telling,
            hints=HintMetrics(registry),
            metrics=KeeperMetrics(registry),
        )

    def round(self, after: timedelta = timedelta(minutes=1)) -> list[str]:
        """Let time pass and the keeper go round, and name what it has told."""
        self.now += after
        self.broker.facts.clear()
        self.keeper.round(Event())
        return [fact.key for fact in self.broker.facts]


@pytest.fixture
def scene() -> Scene:
    """Lay two tombstones, as a command does, beside what is none."""
    made = Scene()
    for key in (ERASED, WITHDRAWN, "raw/165/c.md@20260101T000000Z-1"):
        made.archive.put(key, b"x")
    return made


def test_a_tombstone_is_told_once_before_all_that_waits(scene: Scene) -> None:
    """In the lane of what is fresh; another one later, too."""
    assert scene.round() == [ERASED, WITHDRAWN]
    assert {fact.lane for fact in scene.broker.facts} == {Lane.LIVE}
    assert scene.round() == []
    scene.archive.put("erased/306/b.md@20260101T000000Z-1", b"x")

    assert scene.round() == ["erased/306/b.md@20260101T000000Z-1"]


def test_what_another_step_has_told_is_not_told_again(scene: Scene) -> None:
    """All of them publish in one way."""
    scene.start(Other(ERASED))

    assert scene.round() == [ERASED, WITHDRAWN]


def test_what_the_broker_did_not_take_is_told_at_the_next_round(scene: Scene) -> None:
    """Also where another step was the first to try."""
    scene.start(Other(ERASED))
    scene.broker.away = True
    assert scene.round() == []
    scene.start()
    assert scene.round() == []
    scene.broker.away = False

    assert scene.round() == [ERASED, WITHDRAWN]


@pytest.mark.parametrize("stage", ["parse", "index"])
def test_it_is_told_when_it_is_heard(scene: Scene, stage: str) -> None:
    """A stage that rests does nothing with a hint, whoever gives it."""
    scene.start(Other(ERASED))
    scene.resting = {stage, "fetch"}
    assert scene.round() == [ERASED]
    scene.start()
    assert scene.round() == []
    scene.resting = {"fetch", "ocr"}

    assert scene.round() == [ERASED, WITHDRAWN]


def test_what_passed_a_stage_at_rest_is_told_again(scene: Scene) -> None:
    """The keeper itself had told it, and nobody has done anything with that."""
    scene.start(Other(ERASED))
    scene.resting = {"parse"}
    scene.round()
    scene.resting = set()
    scene.keeper = Keeper(
        steps=scene.keeper.steps[1:],
        interval_seconds=60,
        publisher=scene.telling,
        hints=scene.keeper.hints,
        metrics=scene.keeper.metrics,
    )

    assert scene.round() == [ERASED, WITHDRAWN]


def test_old_tombstones_are_left_to_sweeps_and_forgotten(scene: Scene) -> None:
    """A keeper that is started tells what is fresh again, and never all that was ever laid."""
    scene.round()
    assert scene.telling.told == {ERASED, WITHDRAWN}
    scene.start()
    assert scene.round() == [ERASED, WITHDRAWN]
    assert scene.round(after=FRESH) == []
    assert scene.telling.told == set()
    scene.start()

    assert scene.round() == []
