"""Ruled tables: lines that cross make a grid, and segments fall into its cells."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from services.parser.reading.geometry import Rule, Segment, rows_of
from services.parser.reading.joining import join
from services.parser.reading.model import Table

_NEAR = 3.0  # points between lines that are meant to meet
_SAME = 1.5  # points between lines that are meant to be one
_MAX_PAIRS = 250_000  # of lines that may meet; a page with more is a drawing
_MIN_CELLS = 3  # of a table's only row; two may be a label beside its value in a frame
_MAX_CELL_LETTERS = 1_500  # a cell with more is a frame around text, and its table no table


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where the columns and rows of one table begin and end, and the lines that part them."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    verticals: tuple[Rule, ...]

    def cell(self, point: tuple[float, float]) -> tuple[int, int] | None:
        """Say in which row and column a point lies; columns without a line between them are one."""
        x, y = point
        if not (self.columns[0] <= x < self.columns[-1] and self.rows[0] <= y < self.rows[-1]):
            return None
        column, row = bisect_right(self.columns, x) - 1, bisect_right(self.rows, y) - 1
        while column and not self._parted(column, row):
            column -= 1
        return row, column

    def starts(self, row: int) -> list[int]:
        """List the columns at which a cell of ``row`` begins."""
        return [column for column in range(len(self.columns) - 1) if not column or self._parted(column, row)]

    def _parted(self, column: int, row: int) -> bool:
        x, y = self.columns[column], (self.rows[row] + self.rows[row + 1]) / 2
        return any(abs(rule.at - x) <= _NEAR and rule.start - _NEAR <= y <= rule.end + _NEAR for rule in self.verticals)


def merged_rules(rules: Sequence[Rule]) -> list[Rule]:
    """Make one line of pieces that lie on each other or touch end to end."""
    merged: list[Rule] = []
    upright = _lined_up(rule for rule in rules if not rule.horizontal)
    for pieces in chain(_lined_up(rule for rule in rules if rule.horizontal), upright):
        last: Rule | None = None
        for piece in sorted(pieces, key=lambda piece: piece.start):
            if last and piece.start <= last.end + _NEAR:
                merged[-1] = last = last._replace(end=max(last.end, piece.end))
            else:
                merged.append(last := piece)
    return merged


def _lined_up(rules: Iterable[Rule]) -> Iterator[list[Rule]]:
    """Part lines of one direction by where they lie across it."""
    pieces: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if pieces and rule.at - pieces[0].at > _SAME:
            yield pieces
            pieces = []
        pieces.append(rule)
    if pieces:
        yield pieces


def grids_of(rules: Sequence[Rule]) -> list[Grid]:
    """Find the grids: merged lines that meet, with at least two columns between them."""
    horizontals = [rule for rule in rules if rule.horizontal]
    all_verticals = [rule for rule in rules if not rule.horizontal]
    if len(horizontals) * len(all_verticals) > _MAX_PAIRS:
        return []
    grids = []
    for group in _meeting(horizontals, all_verticals):
        verticals = tuple(rule for rule in group if not rule.horizontal)
        columns = _edges(rule.at for rule in verticals)
        rows = _edges(rule.at for rule in group if rule.horizontal)
        if len(columns) > 2 and len(rows) > 1:
            grids.append(Grid(columns=columns, rows=rows, verticals=verticals))
    return grids


def fill(grids: Iterable[Grid], segments: Sequence[Segment], page: int) -> tuple[list[Table], list[Segment]]:
    """Put segments into the cells that they lie in; return the tables, and the segments outside of them."""
    tables: list[Table] = []
    rest = list(segments)
    for grid in grids:
        cells: dict[tuple[int, int], list[Segment]] = defaultdict(list)
        outside: list[Segment] = []
        for segment in rest:
            place = grid.cell(segment.middle)
            (outside if place is None else cells[place]).append(segment)
        texts = {place: _cell_text(inside) for place, inside in cells.items()}
        if not texts or max(map(len, texts.values())) > _MAX_CELL_LETTERS:
            continue
        rows = [tuple(texts.get((row, column), "") for column in grid.starts(row)) for row in range(len(grid.rows) - 1)]
        kept = tuple(row for row in rows if any(row))
        # A row that a page's end has parted from its table is a table too.
        if max(map(len, kept)) > 1 and (len(texts) > 1 if len(kept) > 1 else len(kept[0]) >= _MIN_CELLS):
            tables.append(Table(rows=kept, page=page, top=grid.rows[0]))
            rest = outside
    return tables, rest


def _cell_text(segments: Sequence[Segment]) -> str:
    if len(segments) == 1:
        return segments[0].text
    text, hyphenated = "", False
    for row in rows_of(segments):
        for segment in row.segments:
            text = join(text, segment.text, hyphenated=hyphenated) if text else segment.text
            hyphenated = segment.hyphenated
    return text


def _meeting(horizontals: Sequence[Rule], verticals: Sequence[Rule]) -> list[list[Rule]]:
    """Group the lines that meet, directly or by others."""
    group_of = list(range(len(horizontals) + len(verticals)))

    def root(member: int) -> int:
        while group_of[member] != member:
            group_of[member] = group_of[group_of[member]]
            member = group_of[member]
        return member

    for column, vertical in enumerate(verticals, len(horizontals)):
        for row, horizontal in enumerate(horizontals):
            across = horizontal.start - _NEAR <= vertical.at <= horizontal.end + _NEAR
            if across and vertical.start - _NEAR <= horizontal.at <= vertical.end + _NEAR:
                group_of[root(column)] = root(row)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for member, rule in enumerate((*horizontals, *verticals)):
        groups[root(member)].append(rule)
    return list(groups.values())


def _edges(places: Iterable[float]) -> tuple[float, ...]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    return tuple(edges)
