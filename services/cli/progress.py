"""How far a run is: one bar on a terminal, a plain line now and then elsewhere."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from services.cli.console import err, say
from services.cli.embedded import Step

PLAIN_INTERVAL_SECONDS = 5.0  # a log wants to see life, not every file
_VERBS = {
    "sweep": "Looking",
    "replay": "Taking back",
    "drop": "Dropping",
    "fetch": "Archiving",
    "parse": "Parsing",
    "ocr": "Reading scanned pages",
    "index": "Indexing",
}


class Report(Protocol):
    """Hears about every step of a run."""

    def __call__(self, step: Step) -> None:
        """Take note of one step."""
        ...


@contextmanager
def report() -> Iterator[Report]:
    """Show steps in the way that suits where stderr goes."""
    console = err()
    if not console.is_terminal:
        yield _PlainReport()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        tasks = {}

        def show(step: Step) -> None:
            if step.stage not in tasks:
                tasks[step.stage] = progress.add_task(_VERBS.get(step.stage, step.stage), total=step.total)
            progress.update(tasks[step.stage], completed=step.done, total=step.total)

        yield show


class _PlainReport:
    """Writes the end of every stage, and a line every few seconds before."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        if step.done < step.total and now - self._last < PLAIN_INTERVAL_SECONDS:
            return
        self._last = now
        say(f"{_VERBS.get(step.stage, step.stage)} {step.done} of {step.total}")
