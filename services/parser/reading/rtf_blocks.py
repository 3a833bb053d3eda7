"""Paragraphs and cells of an RTF file, one after the other, to lines and tables."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.parser.reading.letters import clean, squeeze
from services.parser.reading.model import Line
from services.parser.reading.runs import MAX_LINES, Run, lines_of
from services.parser.reading.tables import Item, settle
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

_MAX_LEVEL = 6
_GAP = 60  # twentieths of a point between two paragraphs
_LETTER = re.compile(r"[^\W_]")
_DASHES = frozenset(("o", ""))  # Word draws its hollow dot as a letter of a typewriter


@dataclass(slots=True)
class Setting:
    r"""How a paragraph is set: what ``\pard`` takes back."""

    level: int | None = None
    in_table: bool = False
    above: int = 0
    below: int = 0


class Blocks:
    """Takes text, ends of paragraphs, cells and rows in order; ``items`` is what they make."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.setting = Setting()
        self._runs: list[Run] = []
        self._mark: list[str] = []
        self._cell: list[Item] = []
        self._row: list[list[Item]] = []
        self._rows: list[list[list[Item]]] = []
        self._notes: list[Item] = []
        self._below = _GAP
        self._count = 0

    def text(self, run: Run) -> None:
        """Take text."""
        if run.text == "\n":
            self._add(1)
        self._runs.append(run)

    def mark(self, text: str) -> None:
        """Take text of the number or dash that is printed before a point of a list."""
        self._mark.append(text)

    def notes(self, items: Iterable[Item]) -> None:
        """Take notes: they stand below the paragraph, or the table, that they are notes to."""
        if not self.setting.in_table:
            self._end_table()
        self._notes += items

    def set(self, word: str, number: int | None, levels: Mapping[int, int]) -> None:
        """Change how the paragraph is set; ``levels`` are those of the styles that are headings."""
        setting = self.setting
        if word == "pard":
            self.setting = Setting()
        elif word == "intbl":
            setting.in_table = True
        elif word == "s" and number is not None:
            setting.level = levels.get(number, setting.level)
        elif word == "outlinelevel" and number is not None:
            setting.level = number + 1 if 0 <= number < _MAX_LEVEL else None
        elif word == "sb":
            setting.above = number or 0
        elif word == "sa":
            setting.below = number or 0

    def end_paragraph(self) -> None:
        """End the paragraph; one outside of tables ends the table above it."""
        if self.setting.in_table:
            self._put(self._cell)
            return
        self._end_table()
        self._put(self.items)
        self._put_notes()

    def end_page(self) -> None:
        """End a page or a part of the document, and the paragraph before it."""
        self.end_paragraph()
        self._below = _GAP

    def end_cell(self) -> None:
        """End a cell, and the paragraph in it."""
        self._put(self._cell)
        self._row.append(self._cell)
        self._cell = []

    def end_inner_cell(self) -> None:
        """End a cell of a table within a cell, whose text is text of the outer cell."""
        self._put(self._cell)

    def end_row(self) -> None:
        """End a row."""
        if self._runs or self._cell:
            self.end_cell()
        if self._row:
            self._rows.append(self._row)
        self._row = []

    def finish(self) -> None:
        """End the file."""
        if self._runs:
            self.end_paragraph()
        self._end_table()
        self._put_notes()

    def _end_table(self) -> None:
        if not self._rows and not self._row and not self._cell:
            return
        runs, self._runs = self._runs, []  # what is open already stands below the table
        self.end_row()
        self._runs = runs
        last = self.items[-1] if self.items else None
        self.items += settle(self._rows, above=last.text if isinstance(last, Line) else "")
        self._rows = []
        self._below = _GAP
        self._put_notes()

    def _put_notes(self) -> None:
        if self._notes:
            self.items += self._notes
            self._notes = []
            self._below = _GAP

    def _put(self, items: list[Item]) -> None:
        runs, self._runs = self._runs, []
        number, bullet = self._take_mark()
        gap = self._below + self.setting.above >= _GAP
        count = len(items)
        items += lines_of(runs, marker=number, bullet=bullet, level=self.setting.level, gap=gap)
        self._below = self.setting.below if len(items) > count else _GAP
        self._add(max(1, len(items) - count))

    def _add(self, lines: int) -> None:
        self._count += lines
        if self._count > MAX_LINES:
            raise DocumentError(
                RejectionReason.LIMIT,
                f"The rich text has more than {MAX_LINES:,} lines: drop one file for each meeting.",
            )

    def _take_mark(self) -> tuple[str, bool]:
        """Give the number that was printed before the paragraph, or whether a dash was."""
        if not self._mark:
            return "", False
        mark = squeeze(clean("".join(self._mark)).replace("\t", " ")).strip()
        self._mark = []
        is_dash = mark in _DASHES or not _LETTER.search(mark)
        return ("", mark != "") if is_dash else (mark, False)
