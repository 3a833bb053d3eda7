"""Sweeps on a schedule: each stage looks at its prefixes again and again, tells what is missing, and hints at it.

A sweep publishes what the broker can bear, never the whole backlog: at most a window of hints for each prefix is on
the way at any time. It remembers what it has hinted at, so that a worker that is slow is not asked twice, and asks
again when that had its time and the queue has run low: the hint was lost, or its task failed. All of that is memory
of this process only. Two schedulers at once, or one that has just started, do no harm: tasks may run twice.
"""

import logging
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Event

from shared.contract.facts import Lane
from shared.errors import BrokerUnavailableError, SurroundingsError
from shared.metrics import HintMetrics, SweepMetrics
from shared.queue.broker import Depths
from shared.queue.publisher import Publisher
from shared.queue.routes import queue_of
from shared.stage import Gap, Stage, Work, sweep

_log = logging.getLogger(__name__)

BACKLOG_SECONDS = 2.0  # how soon a sweep comes back to a prefix that has more to do than its window
_JITTER = 0.1
_LONGEST_NAP_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a stage is swept, and how much of what is missing is on the way at a time.

    ``interval_seconds`` pass between two sweeps of a prefix; ``window`` hints of one prefix are on the way at most.
    Work younger than ``settle_seconds`` is left to the hint that the stage before has published. A hint that has not
    led to anything for ``patience_seconds`` is given again.
    """

    interval_seconds: float
    window: int
    settle_seconds: float
    patience_seconds: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Sweeper:
    """Sweeps one stage for ever. ``depths`` asks the broker what waits; ``clock`` counts seconds."""

    stage: Stage
    pace: Pace
    publisher: Publisher
    depths: Callable[[], Depths]
    metrics: SweepMetrics
    hints: HintMetrics
    clock: Callable[[], float] = time.monotonic
    _due: dict[str, float] = field(default_factory=dict, init=False)
    _hinted: dict[str, dict[str, float]] = field(default_factory=dict, init=False)
    _away: Event = field(default_factory=Event, init=False)

    def run(self, stop: Event) -> None:
        """Sweep until ``stop`` is set. Not for the main thread, which signals interrupt."""
        while not stop.is_set():
            self.round(stop)
            # To name the prefixes costs listings too: what comes due soon comes due together.
            nap = min(_LONGEST_NAP_SECONDS, self.pace.interval_seconds / 10)
            stop.wait(max(nap, min(self._next_due() - self.clock(), self.pace.interval_seconds)))

    def round(self, stop: Event | None = None) -> int:
        """Sweep every prefix that is due and say how many hints were published. Raises nothing of the surroundings."""
        published = 0
        try:
            for prefix in self._prefixes():
                if stop is not None and stop.is_set():
                    break
                published += self._sweep(prefix)
        except SurroundingsError as error:
            self.metrics.failed(self.stage.name)
            if not self._away.is_set():
                _log.warning("sweep", extra={"stage": self.stage.name, "outcome": "postponed", "cause": str(error)})
            self._away.set()
        else:
            if self._away.is_set():
                _log.info("sweep", extra={"stage": self.stage.name, "outcome": "back"})
            self._away.clear()
            self.metrics.complete(self.stage.name)
        return published

    def _prefixes(self) -> list[str]:
        now = self.clock()
        found = sorted(set(self.stage.prefixes()))
        for prefix in self._due.keys() - set(found):  # emptied: nothing can be missing there
            del self._due[prefix]
            self.metrics.swept(Gap(stage=self.stage.name, prefix=prefix, missing=0, oldest=None, work=()), 0.0)
        return [prefix for prefix in found if self._due.get(prefix, now) <= now]

    def _sweep(self, prefix: str) -> int:
        began = self.clock()
        gap = sweep(self.stage, prefix)
        seconds = self.clock() - began
        self.metrics.swept(gap, seconds)
        published = self._hint(gap)
        waits = self.pace.interval_seconds
        if gap.missing > len(self._hinted.get(prefix, ())):
            waits = min(waits, BACKLOG_SECONDS)
        # A listing that takes long must not be all that the store does.
        jittered = max(waits, 2 * seconds) * random.uniform(1 - _JITTER, 1)  # noqa: S311 - a spread, no secret
        self._due[prefix] = began + jittered
        if published:
            extra = {"stage": self.stage.name, "prefix": prefix, "missing": gap.missing, "hinted": published}
            _log.info("sweep", extra={**extra, "seconds": round(seconds, 3)})
        return published

    def _hint(self, gap: Gap) -> int:
        """Fill the window of one prefix with what is missing and not yet on the way, the oldest first."""
        hinted = self._still_hinted(gap)
        self._hinted[gap.prefix] = hinted
        published = 0
        for work in self._settled(gap.work):
            if len(hinted) >= self.pace.window:
                break
            if work.input in hinted:
                continue
            fact = replace(self.stage.hint(work), lane=Lane.SWEEP)
            try:
                self.publisher.publish(fact)
            except BrokerUnavailableError:
                self.hints.lost(fact)
                raise
            self.hints.sent(fact)
            hinted[work.input] = self.clock()
            published += 1
        return published

    def _still_hinted(self, gap: Gap) -> dict[str, float]:
        """Forget what is done, and what had its time: unless the queue is long, when it may still lie there."""
        hinted = self._hinted.get(gap.prefix, {})
        missing = {work.input for work in gap.work}
        if not missing:
            return {}
        patience = self.pace.patience_seconds
        if hinted and self._waiting(gap.work[0]) > self.pace.window:
            patience = float("inf")
        now = self.clock()
        return {key: when for key, when in hinted.items() if key in missing and now - when < patience}

    def _waiting(self, work: Work) -> int:
        queue = queue_of(replace(self.stage.hint(work), lane=Lane.SWEEP))
        return self.depths().ready.get(queue, 0)

    def _settled(self, work: Iterable[Work]) -> Iterable[Work]:
        latest = datetime.now(UTC) - timedelta(seconds=self.pace.settle_seconds)
        return (each for each in work if each.since <= latest or not self.pace.settle_seconds)

    def _next_due(self) -> float:
        return min(self._due.values(), default=self.clock() + self.pace.interval_seconds)
