"""The task boundary: the one place where whatever a task does ends as one of three outcomes and one line of log.

Write first, then tell: a task returns what has happened, and only then is it published, in the lane of the hint
that asked for it. A hint that can't be published is no failure, since the next sweep finds the work without it.
A stage that rests does nothing, and is told of nothing: its hints would only pile up in the broker.
"""

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from shared.contract.facts import Fact
from shared.errors import ContractError, StagePausedError, SurroundingsError
from shared.metrics import HintMetrics, TaskMetrics
from shared.pausing import Resting, nothing
from shared.queue.publisher import Publisher
from shared.queue.routes import route

_log = logging.getLogger(__name__)

T = TypeVar("T")
FactT = TypeVar("FactT", bound=Fact)


class TaskOutcome(StrEnum):
    """How one task ended: done, left for the next sweep, or failed in a way that somebody must look at."""

    DONE = "done"
    POSTPONED = "postponed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Generic[T]):
    """How something ended: with a value, or with the cause of why there is none."""

    outcome: TaskOutcome
    value: T | None = None
    cause: str | None = None


def attempt(do: Callable[[], T]) -> Attempt[T]:
    """Do something from which nothing may escape."""
    try:
        return Attempt(outcome=TaskOutcome.DONE, value=do())
    except SurroundingsError as error:
        return Attempt(outcome=TaskOutcome.POSTPONED, cause=str(error))
    except ContractError as error:
        return Attempt(outcome=TaskOutcome.FAILED, cause=str(error))
    except BaseException as error:  # noqa: BLE001 - a boundary: a MemoryError or SystemExit would end the worker
        # Where and what, but not the error's own text: one that nobody foresaw may quote the document.
        return Attempt(outcome=TaskOutcome.FAILED, cause=f"{type(error).__name__} {_place(error)}")


def tell(fact: Fact, publisher: Publisher, hints: HintMetrics) -> None:
    """Publish what has happened. What the broker can't take is counted and no failure: a sweep finds the work."""
    try:
        publisher.publish(fact)
    except SurroundingsError as error:
        hints.lost(fact)
        _log.warning("hint lost", extra={**asdict(fact), "cause": str(error)})
    else:
        hints.sent(fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Generic[FactT]):
    """One task of a stage: ``handle`` does what a fact asks for and answers what has happened, if anything has."""

    stage: str
    handle: Callable[[FactT], Fact | None]
    publisher: Publisher
    metrics: TaskMetrics
    hints: HintMetrics
    resting: Resting = nothing

    def run(self, fact: FactT) -> TaskOutcome:
        """Do one task, tell, count, and log one line. Nothing escapes."""
        began = time.monotonic()
        self.metrics.began(self.stage, fact.lane)
        ended = attempt(lambda: self._do(fact))
        seconds = time.monotonic() - began
        self.metrics.ended(self.stage, fact.lane, ended.outcome, seconds)
        _log.log(
            logging.ERROR if ended.outcome is TaskOutcome.FAILED else logging.INFO,
            "task",
            extra={
                "stage": self.stage,
                "key": fact.key,
                "lane": fact.lane,
                "trace_id": fact.trace_id,
                "outcome": ended.outcome,
                "seconds": round(seconds, 3),
                **({"cause": ended.cause} if ended.cause else {}),
                **({"output": ended.value.key} if ended.value else {}),
            },
        )
        return ended.outcome

    def _do(self, fact: FactT) -> Fact | None:
        if self.stage in self.resting():
            raise StagePausedError
        told = self.handle(fact)
        if told is not None and route(told).stage not in self.resting():
            tell(told, self.publisher, self.hints)
        return told


def _place(error: BaseException) -> str:
    """Name the innermost line of code that an error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"in {frames[-1].name}, {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
