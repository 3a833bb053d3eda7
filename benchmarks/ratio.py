"""What a benchmark says."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One finding: how many times as long something takes as its peer, and what we aim at.

    ``at_least`` turns it round: how many times as much it does in the same time. What is only there to explain
    another finding has no aim.
    """

    what: str
    peer: str
    times: float
    aim: float | None
    note: str = ""
    at_least: bool = False

    def __str__(self) -> str:
        """Spell it as one line."""
        line = f"{self.what}: {self.times:.2f} x {self.peer}"
        if self.aim is not None:
            missed = self.times < self.aim if self.at_least else self.times > self.aim
            line += f" (aim {'at least ' if self.at_least else ''}{self.aim:.1f})"
            line += f"  <- {'below' if self.at_least else 'above'} the aim" if missed else ""
        return f"{line}  {self.note}".rstrip()


def seconds(work: Callable[[], object]) -> float:
    """Measure the processor time of one run, without the collector, as in the parser's children."""
    gc.collect()
    gc.disable()
    began = time.process_time()
    work()
    spent = time.process_time() - began
    gc.enable()
    return spent


def compare(work: Callable[[], object], peer: Callable[[], object], rounds: int = 7) -> tuple[float, float]:
    """Measure both in turn, so that a busy machine hits both; the medians, in seconds."""
    pairs = [(seconds(work), seconds(peer)) for _ in range(rounds)]
    return statistics.median(own for own, _ in pairs), statistics.median(other for _, other in pairs)
