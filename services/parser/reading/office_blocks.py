"""Paragraphs, cells and notes of Word documents and OpenDocument texts, one after the other, to lines and tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from services.parser.reading.looks import Look
from services.parser.reading.model import Beside, Line, Opened, Page
from services.parser.reading.office_xml import beside_of
from services.parser.reading.package import Package
from services.parser.reading.runs import MAX_LINES, Run, lines_of
from services.parser.reading.tables import Item, settle, texts

_GAP = 3.0  # points between two paragraphs that are white space
_MAX_FURNITURE = 20  # lines
_MAX_TABLES = 12  # nested; what is deeper is text in its cell


class Mark(NamedTuple):
    """What a list prints before a paragraph: a number, or a dash ("" and ``False`` are nothing)."""

    number: str = ""
    dash: bool = False


NO_MARK = Mark()


@dataclass(slots=True)
class _Open:
    """A table that is open; ``outside`` is where its text goes afterwards."""

    outside: list[Item]
    data: bool = False
    rows: list[list[list[Item]]] = field(default_factory=list)
    stray: list[Item] = field(default_factory=list)


class Blocks:
    """Takes paragraphs, cells and notes in order; ``items`` is what they make."""

    def __init__(self, package: Package) -> None:
        self.items: list[Item] = []
        self._package = package
        self._tables: list[_Open] = []
        self._too_deep = 0
        self._asides: list[list[Item]] = []
        self._notes: list[Item] = []
        self._below = _GAP
        self._style_above = ""
        self._lines = 0

    def paragraph(self, runs: Sequence[Run], look: Look, *, mark: Mark = NO_MARK, style: str = "") -> None:
        """Take a paragraph; ``style`` is the one that ``look.close`` speaks of."""
        close = look.close and style == self._style_above
        gap = not close and self._below + (look.above or 0.0) >= _GAP
        self._add(1 + sum(run.text.count("\n") for run in runs))
        count = len(self.items)
        self.items += lines_of(runs, marker=mark.number, bullet=mark.dash, level=look.level or None, gap=gap)
        self._below = (look.below or 0.0) if len(self.items) > count else _GAP
        self._style_above = style
        self._settle_notes()

    def start_aside(self) -> None:
        """Begin a note: what comes stands below the paragraph, or the table, that it is a note to."""
        self._asides.append(self.items)
        self.items = []
        self._break()

    def end_aside(self) -> None:
        """End a note."""
        self._notes += self.items
        self.items = self._asides.pop()
        self._break()

    def notes(self, items: Iterable[Item]) -> None:
        """Take notes to the paragraph that is open."""
        self._notes += items

    def start_table(self) -> None:
        """Begin a table."""
        if len(self._tables) >= _MAX_TABLES:
            self._too_deep += 1
            return
        table = _Open(outside=self.items)
        self._tables.append(table)
        self.items = table.stray
        self._break()

    def start_row(self) -> None:
        """Begin a row."""
        if table := self._table:
            table.rows.append([])

    def call_head(self) -> None:
        """Take that the file calls a row the table's head: the table holds data, and does not set text only."""
        if table := self._table:
            table.data = True

    def start_cell(self) -> None:
        """Begin a cell."""
        if table := self._table:
            if not table.rows:
                table.rows.append([])
            self.items = []
            table.rows[-1].append(self.items)
            self._break()
            self._add(1)

    def end_cell(self) -> None:
        """End a cell."""
        if table := self._table:
            self.items = table.stray

    def end_row(self, *, is_deleted: bool = False) -> None:
        """End a row, which nobody sees if it ``is_deleted``."""
        table = self._table
        if table and table.rows and is_deleted:
            table.rows.pop()

    def end_table(self) -> None:
        """End a table."""
        if self._too_deep:
            self._too_deep -= 1
            return
        table = self._tables.pop()
        self.items = table.outside
        last = self.items[-1] if self.items else None
        self.items += settle(table.rows, above=last.text if isinstance(last, Line) else "", data=table.data)
        self.items += table.stray
        self._break()
        self._settle_notes()

    def take(self) -> list[Item]:
        """Give all that has been made so far, and begin anew."""
        items = [*self.items, *self._notes]
        self.items, self._notes = [], []
        self._break()
        return items

    @property
    def _table(self) -> _Open | None:
        """The table whose rows and cells are told; none where it is too deep, and what is in it is text."""
        return self._tables[-1] if self._tables and not self._too_deep else None

    def _break(self) -> None:
        """Let white space stand above what comes."""
        self._below, self._style_above = _GAP, ""

    def _settle_notes(self) -> None:
        if self._notes and not self._tables and not self._asides:
            self.items += self._notes
            self._notes = []

    def _add(self, lines: int) -> None:
        self._lines += lines
        if self._lines > MAX_LINES:
            raise self._package.limit(f"more than {MAX_LINES:,} lines")


def opened(package: Package, items: Sequence[Item], around: Iterable[Item]) -> Opened:
    """Give what was read: the text, the first lines of headers and footers, each once, and all that stands beside."""
    lines = tuple(dict.fromkeys(texts(around)))
    shown = Beside(text="\n".join(lines), is_shown=True)
    return Opened([Page(items=tuple(items))], lines[:_MAX_FURNITURE], (shown, *beside_of(package)))
