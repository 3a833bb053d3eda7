"""What the keeper does again and again: each of its steps, one municipality after the other.

A step finds out by itself what is due, does it, and says what has happened. It is no stage: nobody hints at it, and
what it does is no function of one key. A step that fails for one municipality goes on with the others.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Protocol, TypeVar

from shared.contract.facts import Fact
from shared.metrics import HintMetrics, KeeperMetrics
from shared.queue.publisher import Publisher
from shared.task import Attempt, TaskOutcome, attempt, tell

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Step(Protocol):
    """One thing that the keeper sees to. SurroundingsError passes through, and what is due stays due."""

    @property
    def name(self) -> str:
        """The step's name in metrics and logs."""
        ...

    def prefixes(self) -> Iterable[str]:
        """Yield every prefix that the step must look at."""
        ...

    def keep(self, prefix: str) -> Iterator[Fact]:
        """Do what is due under one prefix, and yield each thing that has happened once it has."""
        ...


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """Takes its steps in order, for ever; ``interval_seconds`` pass between two rounds."""

    steps: Sequence[Step]
    interval_seconds: float
    publisher: Publisher
    hints: HintMetrics
    metrics: KeeperMetrics

    def run(self, stop: Event) -> None:
        """Go round until ``stop`` is set."""
        while not stop.is_set():
            self.round(stop)
            stop.wait(self.interval_seconds)

    def round(self, stop: Event) -> None:
        """Take every step once, as far as ``stop`` allows; nothing escapes."""
        for step in self.steps:
            found = self._try(step, "", partial(_prefixes, step))
            is_well = found.outcome is TaskOutcome.DONE
            for prefix in found.value or ():
                kept = self._try(step, prefix, partial(self._keep, step, prefix, stop))
                is_well = is_well and kept.outcome is TaskOutcome.DONE
                if stop.is_set():
                    return
            if is_well:
                self.metrics.complete(step.name)

    def _keep(self, step: Step, prefix: str, stop: Event) -> None:
        for fact in step.keep(prefix):
            tell(fact, self.publisher, self.hints)
            if stop.is_set():
                return

    def _try(self, step: Step, prefix: str, do: Callable[[], T]) -> Attempt[T]:
        ended = attempt(do)
        self.metrics.took(step.name, ended.outcome)
        if ended.cause:
            level = logging.ERROR if ended.outcome is TaskOutcome.FAILED else logging.WARNING
            told = {"step": step.name, "prefix": prefix, "outcome": ended.outcome, "cause": ended.cause}
            _log.log(level, "step", extra=told)
        return ended


def _prefixes(step: Step) -> list[str]:
    return sorted(set(step.prefixes()))
