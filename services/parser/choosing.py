"""Which layout a document is read as: profiles are data, the choice is arithmetic that the record shows."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from services.parser.document import Block
from services.parser.wording import fold_heading
from shared.contract.record import Layout

GENERAL = "general"
_ENOUGH = 6.0  # weight of signals that leaves no doubt
NEEDED = 0.45  # a profile with a lower score is no better than the general reading
_KEYS = {"name", "describes", "item_headings", "template", "signals"}


class LayoutError(ValueError):
    """A layout profile is not as it must be; the sentence names the file and the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A pattern that speaks for a layout, with its weight; searched line by line."""

    pattern: re.Pattern[str]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One layout: what it is known by, which styles of item headings it has (empty: any), and its template.

    ``template`` names, folded, the headings of its template that elsewhere are words of a case text.
    """

    name: str
    describes: str
    item_headings: tuple[str, ...]
    template: frozenset[str]
    signals: tuple[Signal, ...]

    def score(self, text: str) -> float:
        """Weigh the signals found in ``text``: 0 to 1, which is enough for any layout."""
        found = sum(signal.weight for signal in self.signals if signal.pattern.search(text))
        return min(1.0, found / _ENOUGH)


@cache
def profiles() -> tuple[Profile, ...]:
    """Read and check every profile, once. Raises LayoutError."""
    folder = resources.files("services.parser.layouts")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(_read(name, folder.joinpath(name).read_text("utf-8")) for name in names)


@cache
def layout_names() -> frozenset[str]:
    """Name every layout that a record can name."""
    return frozenset({GENERAL, *(profile.name for profile in profiles())})


def choose(blocks: Sequence[Block]) -> tuple[Layout, Profile | None]:
    """Choose the profile with the best score; ``None`` (the general reading) where none is good enough."""
    text = "\n".join(block.text for block in blocks)
    ranked = sorted(
        ((profile.score(text), profile) for profile in profiles()), key=lambda pair: (-pair[0], pair[1].name)
    )
    (best_score, best), (second_score, second) = ranked[:2]
    if best_score < NEEDED:
        return _layout(GENERAL, NEEDED, best.name, NEEDED - best_score), None
    return _layout(best.name, best_score, second.name, best_score - second_score), best


def _layout(name: str, score: float, runner_up: str, margin: float) -> Layout:
    return Layout(name=name, score=round(score, 3), runner_up=runner_up, margin=round(margin, 3))


def _read(name: str, text: str) -> Profile:
    table = tomllib.loads(text)
    if odd := _KEYS.symmetric_difference(table):
        raise LayoutError(f"layouts/{name}: missing or unknown: {', '.join(sorted(odd))}")
    if table["name"] != name.removesuffix(".toml"):
        raise LayoutError(f"layouts/{name}: its name is {table['name']!r}")
    return Profile(
        name=table["name"],
        describes=table["describes"],
        item_headings=tuple(table["item_headings"]),
        template=frozenset(fold_heading(heading) for heading in table["template"]),
        signals=tuple(_signals(table["signals"], name)),
    )


def _signals(rows: Iterable[dict[str, object]], name: str) -> Iterable[Signal]:
    for row in rows:
        if set(row) != {"pattern", "weight"}:
            raise LayoutError(f"layouts/{name}: a signal has pattern and weight, nothing else")
        try:
            pattern = re.compile(str(row["pattern"]), re.IGNORECASE | re.MULTILINE)
        except re.error as error:
            raise LayoutError(f"layouts/{name}: {row['pattern']!r}: {error}") from error
        yield Signal(pattern=pattern, weight=float(str(row["weight"])))
