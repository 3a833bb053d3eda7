"""What fault tests have done to a system, and the table of how it took that: shown at the end of every run of them."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

Injected = Callable[[str, float], None]
"""Tell what was injected, and how many seconds passed until the system was as usable as before."""

_NAMING = re.compile(r"Scenarios? ([A-Z]\d+(?:(?:,| and) [A-Z]\d+)*)")
_HEADINGS = ("scenarios", "injected", "times", "survived", "median s", "longest s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """One injection: in which test, which stands for which scenarios; what; and how long recovery took."""

    test: str
    scenarios: str
    what: str
    seconds: float


def scenarios(text: str) -> list[str]:
    """Find the ids of the scenarios that a docstring names, in its order."""
    return [number for naming in _NAMING.findall(" ".join(text.split())) for number in re.findall(r"[A-Z]\d+", naming)]


def table(told: Sequence[Injection], passed: Collection[str]) -> Iterator[str]:
    """Spell the table, a line for each scenario and kind; what was injected in a test that ``passed`` is survived."""
    kinds: dict[tuple[str, str], list[Injection]] = {}
    for each in told:
        kinds.setdefault((each.scenarios, each.what), []).append(each)
    lines = [_HEADINGS, *(_line(*kind, some, passed) for kind, some in sorted(kinds.items()))]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _line(ids: str, what: str, some: Sequence[Injection], passed: Collection[str]) -> tuple[str, ...]:
    seconds = [each.seconds for each in some]
    survived = sum(each.test in passed for each in some)
    return ids, what, str(len(some)), str(survived), f"{median(seconds):.1f}", f"{max(seconds):.1f}"
