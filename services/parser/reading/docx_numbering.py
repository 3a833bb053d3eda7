"""The numbers and dashes that Word prints before the paragraphs of its lists."""

import re
from dataclasses import dataclass, field

from services.parser.reading.docx_styles import number
from services.parser.reading.numerals import printed
from services.parser.reading.office_blocks import NO_MARK, Mark
from services.parser.reading.office_xml import Attributes, Listener

_PLACE = re.compile(r"%([1-9])")
_KINDS = {
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}
_PADDED = "decimalZero"
_ORDINAL = "ordinal"
_DEPTHS = 9


@dataclass(slots=True)
class _Level:
    """How one level of a list is printed and counted; ``restart`` is the level after which it begins anew."""

    start: int = 0
    kind: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    """One list: the abstract one that it counts with, and what it does in its own way."""

    abstract: str = ""
    levels: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    begun: bool = False


@dataclass(slots=True)
class _Abstract:
    """Levels that lists share, and how far each has counted; ``linked`` names the style whose levels it takes."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    linked: str = ""


class Numbering(Listener):
    """Hears ``numbering.xml``; afterwards it counts."""

    def __init__(self) -> None:
        self._abstracts: dict[str, _Abstract] = {}
        self._by_style: dict[str, _Abstract] = {}
        self._lists: dict[str, _List] = {}
        self._abstract: _Abstract | None = None
        self._list: _List | None = None
        self._level: _Level | None = None
        self._depth = 0

    def start(self, name: str, attributes: Attributes) -> bool:
        """Hear an element's start."""
        value = attributes.get("w:val", "")
        if name == "w:abstractNum":
            self._abstract = _Abstract()
            self._abstracts[attributes.get("w:abstractNumId", "")] = self._abstract
        elif name == "w:num":
            self._list = _List()
            self._lists[attributes.get("w:numId", "")] = self._list
        elif name == "w:lvlOverride":
            self._depth = number(attributes.get("w:ilvl")) or 0
        elif name == "w:lvl":
            self._start_level(number(attributes.get("w:ilvl")) or 0)
        elif self._level is not None:
            _set(self._level, name, value, attributes)
        elif self._list is not None:
            self._set_list(self._list, name, value)
        elif self._abstract is not None and name == "w:styleLink":
            self._by_style.setdefault(value, self._abstract)
        elif self._abstract is not None and name == "w:numStyleLink":
            self._abstract.linked = value
        return name != "mc:Fallback"

    def end(self, name: str) -> None:
        """Hear an element's end."""
        if name == "w:lvl":
            self._level = None
        elif name == "w:num":
            self._list = None
        elif name == "w:abstractNum":
            self._abstract = None

    def next(self, list_id: str, depth: int | None, style: str) -> Mark:
        """Count one more paragraph of a list; without a depth its ``style`` says how deep it stands."""
        numbered = self._lists.get(list_id)
        abstract = self._abstracts.get(numbered.abstract) if numbered else None
        if numbered is None or abstract is None:
            return NO_MARK
        abstract = self._by_style.get(abstract.linked, abstract)
        levels = {**abstract.levels, **numbered.levels}
        if depth is None:
            depth = next((at for at, level in levels.items() if style and level.style == style), 0)
        if depth not in levels:
            return NO_MARK
        _count(abstract.counts, levels, numbered, depth)
        return _mark(abstract.counts, levels, depth)

    def _set_list(self, numbered: _List, name: str, value: str) -> None:
        if name == "w:abstractNumId":
            numbered.abstract = value
        elif name == "w:startOverride" and (start := number(value)) is not None:
            numbered.starts[self._depth] = start

    def _start_level(self, depth: int) -> None:
        self._level = _Level()
        if 0 <= depth < _DEPTHS:
            if self._list is not None:
                self._list.levels[depth] = self._level
            elif self._abstract is not None:
                self._abstract.levels[depth] = self._level


def _set(level: _Level, name: str, value: str, attributes: Attributes) -> None:
    if name == "w:start":
        level.start = number(value) or 0
    elif name == "w:numFmt":
        level.kind = value
    elif name == "w:lvlText":
        level.text = value
    elif name == "w:lvlRestart":
        level.restart = number(value)
    elif name == "w:isLgl":
        level.legal = attributes.get("w:val") not in {"0", "false"}
    elif name == "w:pStyle":
        level.style = value


def _count(counts: dict[int, int], levels: dict[int, _Level], numbered: _List, depth: int) -> None:
    """Count one more at ``depth``; a list that begins with numbers of its own begins anew."""
    starts = numbered.starts
    if not numbered.begun:
        numbered.begun = True
        for overridden in starts:
            counts.pop(overridden, None)
    counts[depth] = counts[depth] + 1 if depth in counts else starts.get(depth, levels[depth].start)
    for higher in range(depth):
        if higher in levels:
            counts.setdefault(higher, starts.get(higher, levels[higher].start))
    for deeper in [at for at in counts if at > depth]:
        restart = levels[deeper].restart if deeper in levels else None
        if restart is None or depth < restart:
            del counts[deeper]


def _mark(counts: dict[int, int], levels: dict[int, _Level], depth: int) -> Mark:
    """Print the number of the paragraph that was counted last."""
    level = levels[depth]
    if level.kind == "bullet":
        return Mark(dash=level.text.strip() != "")

    def place(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        other = levels.get(at)
        if other is None or at not in counts or other.kind in {"none", "bullet"}:
            return ""
        return _printed(counts[at], "decimal" if level.legal else other.kind)

    return Mark(number=" ".join(_PLACE.sub(place, level.text).split()))


def _printed(count: int, kind: str) -> str:
    if kind == _PADDED:
        return f"{count:02}"
    return printed(count, _KINDS.get(kind, "1"), repeated=True) + ("." if kind == _ORDINAL else "")
