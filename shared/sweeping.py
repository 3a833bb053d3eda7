"""Sweeps on a schedule: each stage looks at its prefixes again and again, tells what is missing, and hints at it.

What is missing and not yet on the way gets a hint. What is on the way, the broker itself says: so nothing is asked for
twice because a queue is long, and what the broker has lost is asked for again by the next sweep. Never the whole
backlog: at most a window of hints for each prefix is on the way at any time. The oldest comes first, and again only
after all others: what fails again and again keeps nothing back. Where the broker has no room for a window of each, a
prefix gets another only after all that wait have had one. Two schedulers at once, or one that has just started,
do no harm: tasks may run twice.
"""

import logging
import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Event

from shared.contract.facts import Lane
from shared.errors import BrokerUnavailableError, ReferatError
from shared.metrics import HintMetrics, SweepMetrics
from shared.pausing import Resting, nothing
from shared.queue.publisher import Publisher
from shared.stage import Gap, Stage, Work, sweep
from shared.turns import Turns

_log = logging.getLogger(__name__)

BACKLOG_SECONDS = 2.0  # how soon a sweep comes back to a prefix that has more to do than its window
_JITTER = 0.1
# Steps of a round that concern no one prefix; no prefix has such a name.
_EVERYTHING, _BROKER = "/prefixes", "/broker"
_LONGEST_NAP_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a stage is swept, and how much of what is missing is on the way at a time.

    ``interval_seconds`` pass between two sweeps of a prefix; ``window`` hints of one prefix are on the way at most.
    """

    interval_seconds: float
    window: int


Affordable = Callable[[Gap], Sequence[Work]]
"""Names those of what is missing that may be hinted at now; the rest is held back until it may."""


def everything(gap: Gap) -> Sequence[Work]:
    """Hold nothing back."""
    return gap.work


OnTheWay = Callable[[], Collection[str] | None]
"""Names the keys that hints are on the way for; ``None`` if there are too many to tell, and so enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What one look at a prefix found, and what of it gets a hint ``now``.

    ``held_back`` is how much waits for room in a quota, and ``left`` how much gets its hint later. ``on_the_way`` is
    ``None`` where too many hints wait to tell.
    """

    gap: Gap
    seconds: float
    held_back: int
    on_the_way: int | None
    left: int
    now: Sequence[Work]


@dataclass(kw_only=True, eq=False)
class Sweeper:
    """Sweeps one stage for ever; while it is among those ``resting`` it gets no hints. ``clock`` counts seconds."""

    stage: Stage
    pace: Pace
    publisher: Publisher
    on_the_way: OnTheWay
    metrics: SweepMetrics
    hints: HintMetrics
    affordable: Affordable = everything
    resting: Resting = nothing
    clock: Callable[[], float] = time.monotonic
    _due: dict[str, float] = field(default_factory=dict, init=False)
    _hinted: dict[str, tuple[datetime, str]] = field(default_factory=dict, init=False)  # the last hint of each prefix
    _line: Turns = field(default_factory=Turns, init=False)  # the prefixes that wait for room in the broker
    _is_away: bool = field(default=False, init=False)
    _failing: dict[str, ReferatError] = field(default_factory=dict, init=False)
    _last: Collection[str] | None = field(default=(), init=False)

    def run(self, stop: Event) -> None:
        """Sweep until ``stop`` is set. Not for the main thread, which signals interrupt."""
        while not stop.is_set():
            self.round(stop)
            # To name the prefixes costs listings too: what comes due soon comes due together.
            nap = min(_LONGEST_NAP_SECONDS, self.pace.interval_seconds / 10)
            stop.wait(max(nap, min(self._next_due() - self.clock(), self.pace.interval_seconds)))

    def round(self, stop: Event | None = None) -> int:
        """Sweep every prefix that is due, the longest due first, and say how many hints were published.

        Whoever waits for room in the broker is swept before them, in turn, as soon as there is some. A prefix that
        can't be swept is left for later, and the others are swept all the same. The stage counts as well again when
        everything that failed has succeeded. Raises nothing of ours.
        """
        published = 0
        self.metrics.paused(self.stage.name, is_paused=self._rests())
        with self._noting(_EVERYTHING):
            left = self._prefixes()
            if self._longest_due(left) is not None:
                # Asked before every listing and after it: what a worker finishes in between is missing in the listing
                # and no longer on the way after it.
                with self._noting(_BROKER):
                    self._ask()
            while (prefix := self._next(left)) is not None:
                if stop is not None and stop.is_set():
                    return published
                left.discard(prefix)
                with self._noting(prefix):
                    published += self._sweep(prefix)
        self._tell(next(iter(self._failing.values()), None))
        return published

    def survey(self, prefix: str) -> Survey:
        """Look at one prefix now, due or not, and publish nothing. Raises SurroundingsError and ContractError."""
        began = self.clock()
        gap = sweep(self.stage, prefix)
        seconds = self.clock() - began
        self.metrics.swept(gap, seconds)
        on_the_way = self._ask() if gap.work else ()
        affordable = self.affordable(replace(gap, work=self._in_turn(gap, on_the_way or ())))
        self.metrics.held_back(gap, gap.missing - len(affordable))
        waiting = [work for work in affordable if work.input not in (on_the_way or ())]
        told = len(affordable) - len(waiting)
        rests, is_full = self._rests(), on_the_way is None
        now = () if rests or is_full else tuple(waiting[: max(0, self.pace.window - told)])
        return Survey(
            gap=gap,
            seconds=seconds,
            held_back=gap.missing - len(affordable),
            on_the_way=None if is_full else told,
            left=0 if rests else len(waiting) - len(now),
            now=now,
        )

    def hint(self, found: Survey) -> int:
        """Publish the hints that are due now, and count them. Raises BrokerUnavailableError."""
        published = 0
        if found.now:
            self._line.give(found.gap.prefix)
        for work in found.now:
            fact = replace(self.stage.hint(work), lane=Lane.SWEEP)
            try:
                self.publisher.publish(fact)
            except BrokerUnavailableError:
                self.hints.lost(fact)
                raise
            self.hints.sent(fact)
            self._hinted[found.gap.prefix] = _place(work)
            published += 1
        return published

    @contextmanager
    def _noting(self, what: str) -> Iterator[None]:
        """Keep what a step failed of until the same step succeeds; the others go on."""
        try:
            yield
        except ReferatError as error:
            self._failing[what] = error
        else:
            self._failing.pop(what, None)

    def _tell(self, cause: ReferatError | None) -> None:
        """Count the round, and say once that something can't be swept and once that all is well again."""
        if cause is None:
            self.metrics.complete(self.stage.name)
        else:
            self.metrics.failed(self.stage.name)
        if (cause is None) == self._is_away:
            outcome = {"outcome": "back"} if cause is None else {"outcome": "postponed", "cause": str(cause)}
            _log.log(logging.WARNING if cause else logging.INFO, "sweep", extra={"stage": self.stage.name, **outcome})
        self._is_away = cause is not None

    def _prefixes(self) -> set[str]:
        found = set(self.stage.prefixes())
        for prefix in self._due.keys() - found:  # emptied: nothing can be missing there
            del self._due[prefix]
            self._failing.pop(prefix, None)
            self._hinted.pop(prefix, None)
            self._line.forget(prefix)
            emptied = Gap(stage=self.stage.name, prefix=prefix, missing=0, oldest=None, work=())
            self.metrics.swept(emptied, 0.0)
            self.metrics.held_back(emptied, 0)
        return found

    def _next(self, left: Collection[str]) -> str | None:
        """Name who is swept next, if anybody is."""
        first = self._line.first(left, self.clock())
        return first if first is not None and self._has_room() else self._longest_due(left)

    def _longest_due(self, left: Collection[str]) -> str | None:
        now = self.clock()
        due = ((self._due.get(prefix, 0.0), prefix) for prefix in left if self._due.get(prefix, now) <= now)
        return min(due, default=(0.0, None))[1]

    def _has_room(self) -> bool:
        """Ask the broker, also since this is just before a listing."""
        with self._noting(_BROKER):
            self._ask()
        return self._last is not None

    def _sweep(self, prefix: str) -> int:
        began = self.clock()
        self._due[prefix] = began + self.pace.interval_seconds  # also if it fails
        self._line.leave(prefix)  # nobody waits for one that fails
        found = self.survey(prefix)
        if not self._line.is_first(prefix):  # what there is room for now is theirs who come before it
            found = replace(found, now=(), left=found.left + len(found.now))
        published = self.hint(found)
        rests = 2 * found.seconds  # a listing that takes long must not be all that the store does
        waits = self.pace.interval_seconds
        if found.left and (found.on_the_way is None or not self._line.is_first(prefix)):
            self._line.wait(prefix, until=began + rests)
        elif found.left:
            waits = min(waits, BACKLOG_SECONDS)
        jittered = max(waits, rests) * random.uniform(1 - _JITTER, 1)  # noqa: S311 - a spread, no secret
        self._due[prefix] = began + jittered
        if published:
            extra = {"stage": self.stage.name, "prefix": prefix, "missing": found.gap.missing, "hinted": published}
            _log.info("sweep", extra={**extra, "seconds": round(found.seconds, 3)})
        return published

    def _rests(self) -> bool:
        return self.stage.name in self.resting()

    def _ask(self) -> Collection[str] | None:
        """Name what is on the way now, or was when this was asked last."""
        before, self._last = self._last, self.on_the_way()
        return None if self._last is None else {*(before or ()), *self._last}

    def _in_turn(self, gap: Gap, on_the_way: Collection[str]) -> tuple[Work, ...]:
        """Put first what is on the way, then what comes after the last hint, then what was before it."""
        last = self._hinted.get(gap.prefix)

        def turn(work: Work) -> int:
            if work.input in on_the_way:
                return 0
            return 1 if last is None or _place(work) > last else 2

        return tuple(sorted(gap.work, key=turn))

    def _next_due(self) -> float:
        """Say when somebody is to be looked at, or there may be room for who waits."""
        within = BACKLOG_SECONDS if self._line else self.pace.interval_seconds
        return min((self.clock() + within, *self._due.values()))


def _place(work: Work) -> tuple[datetime, str]:
    return work.since, work.input
