"""Which layout a document is read as: profiles are data, the choice is arithmetic that the record shows."""

import re
import tomllib
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from services.parser.document import Block
from services.parser.vocabulary.tables import either
from services.parser.wording import fold_heading
from shared.contract.record import Layout

GENERAL = "general"
_SHORT = 160  # letters of a line that shows a layout: prose looks the same in all
_ENOUGH = 6.0  # weight of signals that leaves no doubt
NEEDED = 0.45  # a profile with a lower score is no better than the general reading
_LINE = re.compile(r"^", re.MULTILINE)
_GROUP = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_KEYS = {"name", "describes", "item_headings", "template", "signals"}


class LayoutError(ValueError):
    """A layout profile is not as it must be; the sentence names the file and the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A pattern that speaks for a layout, with its weight; ``tied`` if it can only begin where a line does."""

    pattern: re.Pattern[str]
    weight: float
    tied: bool


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

    def score(self, found: Container[Signal]) -> float:
        """Weigh the signals that were found: 0 to 1, which is enough for any layout."""
        return min(1.0, sum(signal.weight for signal in self.signals if signal in found) / _ENOUGH)


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
    found = _found("\n".join(block.text for block in blocks if len(block.text) <= _SHORT))
    ranked = sorted(
        ((profile.score(found), profile) for profile in profiles()), key=lambda pair: (-pair[0], pair[1].name)
    )
    (best_score, best), (second_score, second) = ranked[:2]
    if best_score < NEEDED:
        return _layout(GENERAL, NEEDED, best.name, NEEDED - best_score), None
    return _layout(best.name, best_score, second.name, best_score - second_score), best


def _found(text: str) -> set[Signal]:
    """Find the signals in a text; most lines can begin none, which one pattern for all of them tells."""
    signals = [signal for profile in profiles() for signal in profile.signals]
    found = {signal for signal in signals if not signal.tied and signal.pattern.search(text)}
    tied = [signal for signal in signals if signal.tied]
    begins_one = _begins_one()
    for line in _LINE.finditer(text):
        if begins_one.match(text, line.start()):
            found.update(signal for signal in tied if signal.pattern.match(text, line.start()))
    return found


@cache
def _begins_one() -> re.Pattern[str]:
    return either(signal.pattern for profile in profiles() for signal in profile.signals if signal.tied)


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
        yield Signal(pattern=pattern, weight=float(str(row["weight"])), tied=_is_tied(pattern.pattern))


def _is_tied(pattern: str) -> bool:
    """Tell whether a pattern begins with ``^`` whichever of its alternatives is found."""
    outside = re.sub(r"\\.", "", pattern)
    while outside != (flat := _GROUP.sub("", outside)):
        outside = flat
    return all(alternative.startswith("^") for alternative in outside.split("|"))
