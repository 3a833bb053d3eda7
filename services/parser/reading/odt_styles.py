"""The styles of an OpenDocument text: how paragraphs and letters look, and how lists are numbered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.parser.reading.looks import NO_LOOK, Look, Style, resolve
from services.parser.reading.numerals import printed
from services.parser.reading.office_blocks import NO_MARK, Mark
from services.parser.reading.office_xml import Attributes, Listener

OUTLINE = "-outline"  # the list that headings are numbered in; no style is called so

_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)(pt|cm|mm|in|pc|px)")
_POINTS = {"pt": 1.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0, "pc": 12.0, "px": 0.75}
_NUMBER = re.compile(r"-?\d{1,7}")
_PLACE = re.compile(r"%(\d{1,2})%([^%]*)")  # of a level's number, and what stands between it and the next
_BOLD_WEIGHTS = frozenset(("bold", "600", "700", "800", "900"))
_LEVELS = frozenset(
    (
        *("text:list-level-style-number", "text:list-level-style-bullet", "text:list-level-style-image"),
        "text:outline-level-style",
    )
)


def number(text: str | None, otherwise: int) -> int:
    """Read a number, or say ``otherwise`` where none stands."""
    found = _NUMBER.match(text) if text else None
    return int(found[0]) if found else otherwise


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list is printed: ``pattern`` has ``%1%`` where the first level's number goes."""

    dash: bool = False
    kind: str = ""
    pattern: str = ""
    start: int = 1
    repeated: bool = False

    @classmethod
    def of(cls, name: str, attributes: Attributes) -> "ListLevel":
        """Read the element that defines a level."""
        if name.endswith(("bullet", "image")):
            return cls(dash=attributes.get("text:bullet-char", "-").strip() != "")
        pattern = attributes.get("style:num-list-format") or attributes.get("loext:num-list-format")
        if pattern is None:
            level = number(attributes.get("text:level"), 1)
            shown = min(max(number(attributes.get("text:display-levels"), 1), 1), level)
            places = ".".join(f"%{at}%" for at in range(level - shown + 1, level + 1))
            pattern = f"{attributes.get('style:num-prefix', '')}{places}{attributes.get('style:num-suffix', '')}"
        return cls(
            kind=attributes.get("style:num-format", ""),
            pattern=pattern,
            start=number(attributes.get("text:start-value"), 1),
            repeated=attributes.get("style:num-letter-sync") == "true",
        )

    def mark(self, counts: Mapping[int, int], levels: Mapping[int, "ListLevel"]) -> Mark:
        """Print the number of the paragraph that was counted last."""
        if self.dash or not self.kind:
            return Mark(dash=True) if self.dash else NO_MARK

        def place(found: re.Match[str]) -> str:
            at = int(found[1])
            level = levels.get(at)
            if level is None or not level.kind:
                return found[2] if level and level.dash else ""
            return printed(counts.get(at, level.start), level.kind, repeated=level.repeated) + found[2]

        return Mark(number=" ".join(_PLACE.sub(place, self.pattern).split()))


class Styles(Listener):
    """Hears definitions of styles; afterwards it knows how they look, and ``lists`` by the names of their styles."""

    def __init__(self) -> None:
        self.lists: dict[str, dict[int, ListLevel]] = {}
        self._styles: dict[str, Style] = {}
        self._name = ""
        self._style: Style | None = None
        self._list: dict[int, ListLevel] | None = None

    def start(self, name: str, attributes: Attributes) -> bool:
        """Hear an element's start."""
        if name in {"style:style", "style:default-style"}:
            family = attributes.get("style:family", "")
            parent = attributes.get("style:parent-style-name", "")
            self._name = f"{family}:{attributes.get('style:name', '')}"
            self._style = Style(NO_LOOK, f"{family}:{parent}" if name == "style:style" else "")
        elif name in {"text:list-style", "text:outline-style"}:
            self._list = self.lists[attributes.get("style:name", "")] = {}
            if name == "text:outline-style":
                self.lists[OUTLINE] = self._list
        elif name in _LEVELS and self._list is not None:
            self._list[number(attributes.get("text:level"), 1)] = ListLevel.of(name, attributes)
        elif self._style is not None and name in {"style:text-properties", "style:paragraph-properties"}:
            self._style = self._style._replace(look=_look(attributes).over(self._style.look))
        return True

    def end(self, name: str) -> None:
        """Hear an element's end."""
        if name in {"style:style", "style:default-style"} and self._style is not None:
            self._styles[self._name] = self._style
            self._style = None
        elif name in {"text:list-style", "text:outline-style"}:
            self._list = None

    def look(self, family: str, name: str) -> Look:
        """Say how a style looks, which may be based on others and, last, on what holds for its family."""
        return resolve(self._styles, f"{family}:{name}")


def _look(attributes: Attributes) -> Look:
    """Read properties of letters or of a paragraph."""
    weight, slant = attributes.get("fo:font-weight"), attributes.get("fo:font-style")
    display, close = attributes.get("text:display"), attributes.get("style:contextual-spacing")
    return Look(
        bold=None if weight is None else weight in _BOLD_WEIGHTS,
        italic=None if slant is None else slant in {"italic", "oblique"},
        hidden=None if display is None else display == "none",
        size=_points(attributes.get("fo:font-size")),
        above=_points(attributes.get("fo:margin-top") or attributes.get("fo:margin")),
        below=_points(attributes.get("fo:margin-bottom") or attributes.get("fo:margin")),
        close=None if close is None else close == "true",
    )


def _points(length: str | None) -> float | None:
    """Read a length; what is given in parts of another one is not known here."""
    found = _LENGTH.fullmatch(length) if length else None
    return float(found[1]) * _POINTS[found[2]] if found else None
