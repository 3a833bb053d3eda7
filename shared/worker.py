"""The loop of every service: sweep, do what is missing, wait, until somebody says stop.

It needs no queue. What fails because of the surroundings is left missing and tried again in the next round; a
store that is away is waited for, and said once.
"""

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from threading import Event
from typing import Protocol, TypeVar

from shared.contract.facts import Fact
from shared.errors import SurroundingsError
from shared.stage import Stage, Work, sweep_all

_log = logging.getLogger(__name__)

FactT = TypeVar("FactT", bound=Fact)
FactT_co = TypeVar("FactT_co", bound=Fact, covariant=True)


class HintingStage(Stage, Protocol[FactT_co]):
    """A stage whose hints are all of one kind, so that a task which takes that kind fits it."""

    def hint(self, work: Work) -> FactT_co:
        """Make the fact that tells a worker of this stage to do ``work``."""
        ...


class TaskOutcome(StrEnum):
    """How one task ended: done, left for the next round, or failed in a way that nobody foresaw."""

    DONE = "done"
    POSTPONED = "postponed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What rounds came to. ``away`` says what could not be asked when the last round ended early."""

    done: int = 0
    postponed: int = 0
    failed: int = 0
    away: str | None = None

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing was left undone."""
        return not (self.postponed or self.failed or self.away)

    def plus(self, later: "Tally") -> "Tally":
        """Add a later round."""
        return Tally(
            done=self.done + later.done,
            postponed=self.postponed + later.postponed,
            failed=self.failed + later.failed,
            away=later.away,
        )


def sweep_until_stopped(
    stage: HintingStage[FactT],
    handle: Callable[[FactT], None],
    *,
    interval_seconds: float,
    stop: Event,
    once: bool = False,
) -> Tally:
    """Do what a stage is missing, round after round, until ``stop`` is set; ``once`` makes one round.

    A task that is running when ``stop`` is set is finished. Answers what all rounds came to.
    """
    total = Tally()
    while not stop.is_set():
        was_away = total.away
        total = total.plus(_round(stage, handle, stop))
        if total.away and not was_away:
            _log.warning("waiting", extra={"stage": stage.name, "cause": total.away})
        elif was_away and not total.away:
            _log.info("back", extra={"stage": stage.name})
        if once:
            break
        stop.wait(interval_seconds)
    return total


def _round(stage: HintingStage[FactT], handle: Callable[[FactT], None], stop: Event) -> Tally:
    counts = dict.fromkeys(TaskOutcome, 0)
    away = None
    try:
        for gap in sweep_all(stage):
            for work in gap.work:
                if stop.is_set():
                    break
                outcome = _attempt(stage, handle, work)
                counts[outcome] += 1
                if outcome is TaskOutcome.POSTPONED:
                    # Is it this one object, or the store? If it is the store, asking raises and ends the round;
                    # else one unreadable object must not keep the others waiting.
                    list(stage.prefixes())
    except SurroundingsError as error:
        away = str(error)
    return Tally(
        done=counts[TaskOutcome.DONE],
        postponed=counts[TaskOutcome.POSTPONED],
        failed=counts[TaskOutcome.FAILED],
        away=away,
    )


def _attempt(stage: HintingStage[FactT], handle: Callable[[FactT], None], work: Work) -> TaskOutcome:
    """Do one task and log one line about it."""
    began = time.monotonic()
    cause: str | None = None
    try:
        handle(stage.hint(work))
        outcome = TaskOutcome.DONE
    except SurroundingsError as error:
        outcome, cause = TaskOutcome.POSTPONED, str(error)
    except Exception as error:  # noqa: BLE001 - the task boundary: one bad file never stops the others
        # Where and what, but not the error's own text: one that nobody foresaw may quote the document.
        outcome, cause = TaskOutcome.FAILED, f"{type(error).__name__} {_place(error)}"
    _log.log(
        logging.ERROR if outcome is TaskOutcome.FAILED else logging.INFO,
        "task",
        extra={
            "stage": stage.name,
            "key": work.input,
            "outcome": outcome.value,
            "seconds": round(time.monotonic() - began, 3),
            **({"cause": cause} if cause else {}),
        },
    )
    return outcome


def _place(error: Exception) -> str:
    """Name the innermost line of code that an error came through."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"in {frame.name}, {frame.filename}:{frame.lineno}"
