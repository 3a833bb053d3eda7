"""The numbers and dashes of lists, as a browser prints them."""

import re
from dataclasses import dataclass

from services.parser.reading.html_furniture import Attributes
from services.parser.reading.numerals import printed

_NUMBER = re.compile(r"\s*(-?\d{1,6})(?!\d)")
_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]{0,80}?\b(none|(?:lower|upper)-(?:alpha|latin|roman))", re.IGNORECASE)
_KINDS = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
    "none": "none",
}


@dataclass(slots=True)
class Numbering:
    """One list that is open: its kind as in HTML (1, a, A, i, I), "dash" or "none", and the next number."""

    kind: str
    number: int = 1
    step: int = 1

    @classmethod
    def of(cls, name: str, attributes: Attributes) -> "Numbering":
        """Begin the list that a ``ul`` or ``ol`` with these attributes begins."""
        style = _STYLE.search(attributes.get("style") or "")
        kind = _KINDS[style[1].lower()] if style else ""
        if name != "ol":
            return cls(kind="none" if kind == "none" else "dash")
        start = _number(attributes.get("start"))
        if not kind:
            kind = attributes.get("type") or "1"
        if "reversed" in attributes and start is None:
            kind = "none"  # its first number is the number of its points, which nobody has counted yet
        step = -1 if "reversed" in attributes else 1
        return cls(kind=kind, number=1 if start is None else start, step=step)

    def next(self, attributes: Attributes) -> tuple[str, bool]:
        """Give the next point's printed number ("" if it has none) and whether it has a dash."""
        if self.kind in {"dash", "none"}:
            return "", self.kind == "dash"
        value = _number(attributes.get("value"))
        number = self.number if value is None else value
        self.number = number + self.step
        return f"{printed(number, self.kind)}.", False


def _number(value: str | None) -> int | None:
    found = _NUMBER.match(value) if value else None
    return int(found[1]) if found else None
