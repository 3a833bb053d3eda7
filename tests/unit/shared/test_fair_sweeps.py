"""Where the broker has no room for everybody's window of hints, each municipality gets its own in turn."""

from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass
from random import Random
from threading import Event

import pytest

from shared.contract.facts import Fact
from shared.errors import StoreUnavailableError
from tests.unit.shared.sweeping import INTERVAL_SECONDS, WINDOW, Swept

ROOM = 10 * WINDOW
FILES_A_SECOND = 10.0
LONG = 3_600.0


def _spread(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Have sweeps spread over time in the same way each time."""
    monkeypatch.setattr("shared.sweeping.random", Random(seed))  # noqa: S311 - a spread, no secret


@dataclass(frozen=True, slots=True)
class Given:
    """A prefix got hints, and others had work and none on the way, just before."""

    prefix: str
    at: float
    starving: frozenset[str]


class Busy(Swept, Event):
    """A sweeper beside a worker that does the hints in their order. The broker has room for ten windows."""

    def __init__(self, files: dict[str, int], seconds: float) -> None:
        Swept.__init__(self)
        Event.__init__(self)
        self.stage.inputs_of = {prefix: [f"{prefix}/{n:04}" for n in range(count)] for prefix, count in files.items()}
        self.stage.seconds = seconds
        self.sweeper.publisher = self
        self.queue: deque[str] = deque()
        self.given: list[Given] = []
        self._left = Counter(files)
        self._worked_until = 0.0

    def publish(self, fact: Fact) -> None:
        """Take one hint."""
        prefix = fact.key.partition("/")[0]
        if not self.given or (self.given[-1].prefix, self.given[-1].at) != (prefix, self.stage.now):
            served = {key.partition("/")[0] for key in self.queue}
            starving = frozenset(other for other, left in self._left.items() if left and other not in served)
            self.given.append(Given(prefix, self.stage.now, starving))
        self._left[prefix] -= 1
        self.queue.append(fact.key)

    def on_the_way(self) -> Collection[str] | None:
        """Work for as long as the clock has gone on, and answer for the broker."""
        while self.stage.now - self._worked_until >= 1 / FILES_A_SECOND:
            self._worked_until += 1 / FILES_A_SECOND
            if self.queue:
                self.stage.done.add(self.queue.popleft())
        return None if len(self.queue) > ROOM else set(self.queue)

    def until_all_is_hinted_at(self) -> None:
        """Sweep as a scheduler does."""
        self.sweeper.run(self)
        assert not self._left.total()

    def wait(self, timeout: float | None = None) -> bool:
        """Be what the scheduler rests at: the clock goes on, until all is hinted at or too much time has passed."""
        self.stage.now += timeout or 0.0
        if not self._left.total() or self.stage.now > LONG:
            self.set()
        return self.is_set()

    def overtaken(self) -> list[str]:
        """Say who got hints twice while somebody had work, nothing on the way, and got none in between."""
        last: dict[str, int] = {}
        found = []
        for number, given in enumerate(self.given):
            if (before := last.get(given.prefix)) is not None:
                between = {other.prefix for other in self.given[before:number]}
                starved = (given.starving & self.given[before].starving) - between
                found += [f"{given.prefix} overtook {other} at {given.at:.0f} s" for other in sorted(starved)]
            last[given.prefix] = number
        return found


def _files(large: int, backlog: int = 6 * WINDOW) -> dict[str, int]:
    return {**{str(100 + number): backlog for number in range(large)}, "999": 5}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("large", [9, 20, 60])
@pytest.mark.parametrize("seconds", [0.003, 0.5])
def test_nobody_gets_a_second_window_while_another_waits_for_one(
    monkeypatch: pytest.MonkeyPatch, seed: int, large: int, seconds: float
) -> None:
    """However many have a backlog, how long a listing takes, and how the sweeps are spread over time. Scenario S3."""
    _spread(monkeypatch, seed)
    busy = Busy(_files(large), seconds)
    busy.until_all_is_hinted_at()

    assert busy.overtaken() == []
    assert busy.stage.now <= (1.1 * sum(_files(large).values()) + ROOM) / FILES_A_SECOND, "the worker was kept waiting"


def test_who_waits_is_listed_for_their_turn_and_once_in_an_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store is not asked again and again on behalf of sixty municipalities that can't have anything yet."""
    _spread(monkeypatch, 1)
    busy = Busy(_files(60), 0.003)
    busy.until_all_is_hinted_at()
    intervals = busy.stage.now / (0.9 * INTERVAL_SECONDS)

    assert len(busy.stage.listed) <= 1.5 * len(busy.given) + 61 * (intervals + 1)


def test_nobody_waits_for_one_that_cannot_be_listed() -> None:
    """It was first in the line, and is left for later like any other that fails."""
    busy = Busy(_files(20), 0.003)
    busy.after(0)
    waiting = [prefix for prefix in busy.stage.inputs_of if prefix not in {given.prefix for given in busy.given}]
    busy.stage.failing = {waiting[0]: StoreUnavailableError("archive", waiting[0], "away")}
    for _ in range(int(2 * WINDOW / FILES_A_SECOND) + 2):
        busy.after(1.0)

    assert waiting[1] in {given.prefix for given in busy.given}


def test_a_municipality_that_is_gone_keeps_nobody_waiting() -> None:
    """Its place in the line goes with it."""
    busy = Busy(_files(20), 0.003)
    busy.after(0)
    waiting = [prefix for prefix in busy.stage.inputs_of if prefix not in {given.prefix for given in busy.given}]
    del busy.stage.inputs_of[waiting[0]]
    for _ in range(int(2 * WINDOW / FILES_A_SECOND) + 2):
        busy.after(1.0)

    assert waiting[1] in {given.prefix for given in busy.given}


def test_a_listing_that_takes_long_is_not_repeated_at_once_for_want_of_room() -> None:
    """A broker that is full again whenever somebody has looked does not have the store list all the time."""
    swept = Swept(_165=3)
    swept.stage.seconds = 30
    swept.waits_too_much = True
    swept.after(0)
    swept.waits_too_much = False
    swept.after(1)
    assert swept.stage.listed == ["165"]

    assert swept.after(30) == 3
