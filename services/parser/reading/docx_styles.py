"""The styles of a Word document, and what single properties say, wherever they stand."""

import re
from collections.abc import Callable

from services.parser.reading.looks import NO_LOOK, Look, Style, resolve
from services.parser.reading.office_xml import Attributes, Listener

# What a property was before somebody changed it, which nobody sees.
CHANGES = frozenset(
    f"w:{name}Change" for name in ("pPr", "rPr", "tblPr", "tblGrid", "tblPrEx", "tcPr", "trPr", "sectPr", "numbering")
)

_OFF = frozenset(("0", "false", "off", "none"))
_NUMBER = re.compile(r"-?\d{1,7}")
_HEADING_NAME = re.compile(r"(?:heading|overskrift) ([1-9])", re.IGNORECASE)
_HALF_POINTS, _TWENTIETHS = 2, 20
_AUTOMATIC_GAP = 14.0
_BODY_TEXT = 9  # an outline level


def is_on(attributes: Attributes) -> bool:
    """Tell whether a property that stands is switched on."""
    return attributes.get("w:val") not in _OFF


def number(text: str | None) -> int | None:
    """Read a number; ``None`` where none stands."""
    found = _NUMBER.match(text) if text else None
    return int(found[0]) if found else None


def look_of(name: str, attributes: Attributes) -> Look | None:
    """Say what one property means for the look; ``None`` if nothing."""
    reading = _PROPERTIES.get(name)
    return reading(attributes) if reading else None


def _size(attributes: Attributes) -> Look:
    size = number(attributes.get("w:val"))
    return Look(size=size / _HALF_POINTS if size and size > 0 else None)


def _outline(attributes: Attributes) -> Look:
    level = number(attributes.get("w:val"))
    if level is None:
        return NO_LOOK
    return Look(level=level + 1 if 0 <= level < _BODY_TEXT else 0)


def _list(attributes: Attributes) -> Look:
    list_id = number(attributes.get("w:val"))
    return Look(list_id=None if list_id is None else str(list_id) if list_id else "")


def _spacing(attributes: Attributes) -> Look:
    return Look(above=_gap(attributes, "before"), below=_gap(attributes, "after"))


def _gap(attributes: Attributes, side: str) -> float | None:
    automatic = attributes.get(f"w:{side}Autospacing")
    if automatic is not None and automatic not in _OFF:
        return _AUTOMATIC_GAP
    gap = number(attributes.get(f"w:{side}"))
    return None if gap is None else gap / _TWENTIETHS


_PROPERTIES: dict[str, Callable[[Attributes], Look]] = {
    "w:b": lambda attributes: Look(bold=is_on(attributes)),
    "w:i": lambda attributes: Look(italic=is_on(attributes)),
    "w:vanish": lambda attributes: Look(hidden=is_on(attributes)),
    "w:sz": _size,
    "w:outlineLvl": _outline,
    "w:numId": _list,
    "w:ilvl": lambda attributes: Look(depth=number(attributes.get("w:val"))),
    "w:spacing": _spacing,
    "w:contextualSpacing": lambda attributes: Look(close=is_on(attributes)),
}


class Styles(Listener):
    """Hears ``styles.xml``; afterwards it knows how each style looks."""

    def __init__(self) -> None:
        self.default = ""
        self._base = NO_LOOK  # what holds where no style says anything
        self._styles: dict[str, Style] = {}
        self._known: dict[str, Look] = {}
        self._name = ""
        self._style: Style | None = None
        self._in_defaults = False

    def start(self, name: str, attributes: Attributes) -> bool:
        """Hear an element's start."""
        value = attributes.get("w:val", "")
        if name == "w:style":
            self._name = attributes.get("w:styleId", "")
            self._style = Style(NO_LOOK)
            if attributes.get("w:type") == "paragraph" and attributes.get("w:default", "0") not in _OFF:
                self.default = self._name
        elif name == "w:docDefaults":
            self._in_defaults = True
        elif name == "w:tblStylePr" or name in CHANGES:
            return False
        elif look := look_of(name, attributes):
            self._take(look)
        elif self._style is not None and name == "w:basedOn":
            self._style = self._style._replace(parent=value)
        elif name == "w:name" and (heading := _HEADING_NAME.fullmatch(value)):
            self._take(Look(level=int(heading[1])))
        return True

    def end(self, name: str) -> None:
        """Hear an element's end."""
        if name == "w:style" and self._style is not None:
            self._styles[self._name] = self._style
            self._style = None
        elif name == "w:docDefaults":
            self._in_defaults = False

    def of_paragraph(self, style: str) -> Look:
        """Say how a paragraph of this style looks; one that is not known is the default's."""
        if style not in self._known:
            named = style if style in self._styles else self.default
            self._known[style] = resolve(self._styles, named).over(self._base)
        return self._known[style]

    def of_letters(self, style: str) -> Look:
        """Say what a style of letters adds."""
        return resolve(self._styles, style) if style else NO_LOOK

    def _take(self, look: Look) -> None:
        if self._style is not None:
            self._style = self._style._replace(look=look.over(self._style.look))
        elif self._in_defaults:
            self._base = look.over(self._base)
