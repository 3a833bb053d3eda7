"""The lists of an OpenDocument text that are open, and how far each has counted."""

from dataclasses import dataclass

from services.parser.reading.odt_styles import OUTLINE, Styles, number
from services.parser.reading.office_blocks import NO_MARK, Mark
from services.parser.reading.office_xml import Attributes


@dataclass(slots=True)
class _Open:
    """One list that is open; ``counts`` are those of the outermost one."""

    style: str
    counts: dict[int, int]
    is_fresh: bool = False  # a point has begun, and its first paragraph has not
    start: str | None = None  # the point's own number
    point_style: str = ""


class Lists:
    """Follows lists and points; says what is printed before a paragraph."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._open: list[_Open] = []
        self._outside: list[list[_Open]] = []
        self._by_id: dict[str, dict[int, int]] = {}
        self._by_style: dict[str, dict[int, int]] = {}
        self._outline: dict[int, int] = {}

    def start_list(self, attributes: Attributes) -> None:
        """Begin a list, inside the point that is open or anew; it may go on counting where another one ended."""
        style = attributes.get("text:style-name", "")
        if self._open:
            self._open.append(_Open(style or self._open[-1].style, self._open[-1].counts))
            return
        counts = self._by_id.get(attributes.get("text:continue-list", ""))
        if counts is None and attributes.get("text:continue-numbering") == "true":
            counts = self._by_style.get(style)
        if counts is None:
            counts = {}
        self._by_style[style] = counts
        if known_as := attributes.get("xml:id"):
            self._by_id[known_as] = counts
        self._open.append(_Open(style, counts))

    def end_list(self) -> None:
        """End the innermost list."""
        if self._open:
            self._open.pop()

    def start_point(self, attributes: Attributes) -> None:
        """Begin a point, whose first paragraph has a number."""
        if self._open:
            self._open[-1].is_fresh = True
            self._open[-1].start = attributes.get("text:start-value")
            self._open[-1].point_style = attributes.get("text:style-override", "")

    def end_point(self) -> None:
        """End a point, which may have had no paragraph of its own."""
        if self._open:
            self._open[-1].is_fresh = False

    def enter(self) -> None:
        """Begin something in which no list from outside goes on: a cell, a text box, a note."""
        self._outside.append(self._open)
        self._open = []

    def leave(self) -> None:
        """End it."""
        self._open = self._outside.pop()

    def mark(self) -> Mark:
        """Count a paragraph, if it is the first of a point, and say what is printed before it."""
        if not self._open or not self._open[-1].is_fresh:
            return NO_MARK
        opened = self._open[-1]
        opened.is_fresh = False
        return self._count(opened.counts, opened.point_style or opened.style, len(self._open), opened.start)

    def heading_mark(self, level: int, attributes: Attributes) -> Mark:
        """Count a heading: in the list that it stands in, or among the document's headings."""
        if self._open:
            return self.mark()
        if attributes.get("text:is-list-header") == "true":
            return NO_MARK
        start = attributes.get("text:start-value") if attributes.get("text:restart-numbering") == "true" else None
        return self._count(self._outline, OUTLINE, level, start)

    def _count(self, counts: dict[int, int], style: str, level: int, start: str | None) -> Mark:
        levels = self._styles.lists.get(style)
        if levels is None:
            return Mark(dash=True) if style != OUTLINE else NO_MARK
        printed_as = levels.get(level)
        if printed_as is None:
            return NO_MARK
        following = counts[level] + 1 if level in counts else printed_as.start
        counts[level] = number(start, following)
        for higher in range(1, level):  # a point that never had a paragraph has a number all the same
            if higher in levels:
                counts.setdefault(higher, levels[higher].start)
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        return printed_as.mark(counts, levels)
