"""One page's segments to its lines and tables in reading order, by geometry alone."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from services.parser.reading.geometry import ASCENT, DESCENT, Row, Rule, Segment, rows_of
from services.parser.reading.grid import fill, grids_of
from services.parser.reading.joining import join
from services.parser.reading.model import Line, Page, Table
from services.parser.reading.tabs import is_contents

_LIST_MARK = re.compile(r"(?:\d{1,3}[.)]|[a-zæøå][.)]|[-–•·▪‣◦o*])", re.IGNORECASE)
_MIN_COLUMNS = 3  # two columns may be a label beside its value: those stay lines
_NUMBERS = re.compile(r"[-–+]?[\d.,]+\s*(?:kr\.?|%|pct\.?)?|[-–]", re.IGNORECASE)
_MIN_NUMBER_ROWS = 3
_CLOSE = 1.9  # times the size: the distance of rows that belong to one table
_LOOSE = 3.2  # times the size: the same for rows with enough cells to be no coincidence
_CONTINUES = 1.45  # times the size: the distance of a cell's own lines
_PROSE = 0.3  # of the page's width: what a column of running text measures at least
_MIN_COLUMN_LINES = 6
_MAX_SEGMENTS = 1_000  # of a page that anybody set in columns


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParts:
    """What one page holds before it is put in order."""

    number: int
    width: float
    height: float
    segments: Sequence[Segment]
    rules: Sequence[Rule]


def lay_out_page(parts: PageParts) -> Page:
    """Put a page in reading order: tables found, columns one after the other, lines from top to bottom."""
    tables, rest = fill(grids_of(parts.rules), parts.segments, parts.number)
    items: list[Line | Table] = []
    columns = list(_columns(rest, parts.width))
    for column in columns:
        found = _items(rows_of(column), parts.number)
        items += found if len(columns) == 1 else _with_edge(found, column)
    for table in tables:
        items.insert(_place_of(table, items), table)
    return Page(items=tuple(items), number=parts.number, width=parts.width, height=parts.height)


def _with_edge(items: Iterable[Line | Table], column: Sequence[Segment]) -> Iterator[Line | Table]:
    edge = max((segment.x1 for segment in column), default=0.0)
    return (replace(item, edge=edge) if isinstance(item, Line) else item for item in items)


def _place_of(table: Table, items: Sequence[Line | Table]) -> int:
    top = table.top or 0.0
    return next((index for index, item in enumerate(items) if (item.top or 0.0) > top), len(items))


def _columns(segments: Sequence[Segment], width: float) -> Iterator[list[Segment]]:
    """Cut running text that stands in two columns; everything else is one column."""
    left = [segment for segment in segments if segment.x1 <= width * 0.5]
    right = [segment for segment in segments if segment.x0 >= width * 0.5]
    if not (_is_prose(left, width) and _is_prose(right, width) and len(segments) <= _MAX_SEGMENTS):
        yield list(segments)
        return
    middle = [segment for segment in segments if segment.x0 < width * 0.5 < segment.x1]
    bands: list[list[Segment]] = []
    heights = sorted(segment.baseline for segment in middle)
    beside = [segment for segment in segments if not segment.x0 < width * 0.5 < segment.x1]
    edges = [float("-inf"), *heights, float("inf")]
    wide = False
    for above, below in itertools.pairwise(edges):
        band = [segment for segment in beside if above < segment.baseline < below]
        left = [segment for segment in band if segment.x1 <= width * 0.5]
        right = [segment for segment in band if segment.x0 >= width * 0.5]
        if _is_prose(left, width) and _is_prose(right, width):
            wide = True
            bands += [left, right]
        else:
            bands.append(band)
        bands.append([segment for segment in middle if segment.baseline == below])
        middle = [segment for segment in middle if segment.baseline != below]
    yield from bands if wide else [list(segments)]


def _is_prose(segments: Sequence[Segment], width: float) -> bool:
    if len(segments) < _MIN_COLUMN_LINES:
        return False
    widths = sorted(segment.x1 - segment.x0 for segment in segments)
    return widths[len(widths) // 2] >= _PROSE * width


def _items(rows: Sequence[Row], page: int) -> Iterator[Line | Table]:
    """Turn rows into lines, and those that stand in columns into tables."""
    start = 0
    while start < len(rows):
        end = _end_of_columns(rows, start)
        table = (
            _table(rows[start:end], page, _line(rows[start - 1], page).text if start else "")
            if end - start > 1
            else None
        )
        if table:
            yield table
            start = end
        else:
            yield _line(rows[start], page)
            start += 1


def _end_of_columns(rows: Sequence[Row], start: int) -> int:
    """Find how far rows in columns go on from ``start``."""
    if len(rows[start].segments) < 2 or _cell_count(rows[start]) < 2:
        return start
    end = start + 1
    while end < len(rows):
        distance, size = rows[end].baseline - rows[end - 1].baseline, rows[end].size
        cells = _cell_count(rows[end])
        is_inner = distance <= _CONTINUES * size and rows[end].segments[0].x0 > rows[start].segments[0].x1
        near = _LOOSE if min(cells, _cell_count(rows[end - 1])) >= _MIN_COLUMNS else _CLOSE
        if distance > near * size or (cells < 2 and not is_inner):
            break
        end += 1
    return end


def _cell_count(row: Row) -> int:
    count = len(row.segments)
    return count if count < 2 or not _LIST_MARK.fullmatch(row.segments[0].text) else count - 1


def _table(rows: Sequence[Row], page: int, above: str) -> Table | None:
    """Make a table of rows whose segments stand under each other; ``None`` if they do not."""
    columns = _shared_columns(rows)
    if len(columns) < 2 or is_contents([_line(row, page).text for row in rows], above):
        return None
    cells: list[list[str]] = []
    for row, previous in zip(rows, (None, *rows), strict=False):
        placed = _in_columns(row, columns)
        close = previous is not None and row.baseline - previous.baseline <= _CONTINUES * row.size
        if cells and close and not placed[0] and sum(map(bool, placed)) < min(_MIN_COLUMNS, len(columns)):
            cells[-1] = [join(a, b) if a and b else a or b for a, b in zip(cells[-1], placed, strict=True)]
        else:
            cells.append(placed)
    full = sum(sum(map(bool, row)) >= _MIN_COLUMNS for row in cells)
    if full < 2 or 2 * full < len(cells):
        numbers = sum(_NUMBERS.fullmatch(row[-1]) is not None for row in cells)
        if len(columns) != 2 or numbers < _MIN_NUMBER_ROWS or numbers < len(cells) - 1:
            return None
    return Table(rows=tuple(map(tuple, cells)), page=page, top=rows[0].baseline - ASCENT * rows[0].size)


def _shared_columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Merge what overlaps: the columns are what the rows leave apart."""
    columns: list[tuple[float, float]] = []
    for x0, x1 in sorted((segment.x0, segment.x1) for row in rows for segment in row.segments):
        if columns and x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _in_columns(row: Row, columns: Sequence[tuple[float, float]]) -> list[str]:
    placed = [""] * len(columns)
    for segment in row.segments:
        index = next(n for n, (x0, x1) in enumerate(columns) if x0 <= segment.x0 <= x1)
        placed[index] = f"{placed[index]} {segment.text}".strip()
    return placed


def _line(row: Row, page: int) -> Line:
    """Join a row's segments: far ones with a tab, a list mark with a blank."""
    first, *others = row.segments
    size, text, bold, italic = row.size, first.text, first.bold, first.italic
    for segment in others:
        text += (" " if _LIST_MARK.fullmatch(text) else "\t") + segment.text
        bold, italic = bold and segment.bold, italic and segment.italic
    lead = first.lead or (first.text if first.bold else "")
    return Line(
        text=text,
        page=page,
        bold=bold,
        italic=italic,
        lead="" if bold else lead,
        size=round(size, 1),
        x0=first.x0,
        x1=row.segments[-1].x1,
        top=row.baseline - ASCENT * size,
        bottom=row.baseline + DESCENT * size,
        hyphenated=row.segments[-1].hyphenated,
    )
