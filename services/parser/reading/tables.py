"""Tables of marked-up files: which hold data, and which only set text side by side."""

from collections.abc import Iterable, Iterator, Sequence

from services.parser.reading.model import Line, Table
from services.parser.reading.tabs import is_contents

Item = Line | Table
Cell = Sequence[Item]

_MAX_CELL_LINES = 8
_MAX_CELL_LENGTH = 1500
_MAX_SIDE_BY_SIDE = 300  # letters of a cell that may share a line with its neighbour


def settle(rows: Sequence[Sequence[Cell]], *, above: str, data: bool = False, layout: bool = False) -> Iterator[Item]:
    """Yield a table, or what stands in its cells where it only sets text.

    ``above`` is the line above it, which may be a contents list's heading; ``data`` and ``layout`` are what the
    markup itself says of the table.
    """
    kept = [row for row in rows if any(row)]
    if not kept:
        return
    if layout or not (data or _looks_like_data(kept)) or _holds_structure(kept):
        for row in kept:
            yield from _side_by_side(row)
        return
    texts = tuple(tuple(_text(cell) for cell in row) for row in kept)
    if is_contents(joined := ["\t".join(row).strip() for row in texts], above):
        for number, text in enumerate(joined):
            yield Line(text=text, gap_before=number == 0)
        return
    yield Table(rows=texts)


def _holds_structure(rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether a cell has a heading, a table with data or more text than anybody sets in a cell."""
    for row in rows:
        for cell in row:
            if len(cell) > _MAX_CELL_LINES:
                return True
            if any(isinstance(item, Table) or item.level is not None for item in cell):
                return True
            if sum(len(item.text) for item in cell if isinstance(item, Line)) > _MAX_CELL_LENGTH:
                return True
    return False


def _looks_like_data(rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether there are rows and columns; empty cells count, but not in every row."""
    return sum(len(row) > 1 for row in rows) > 1 and any(sum(1 for cell in row if cell) > 1 for row in rows)


def _side_by_side(row: Sequence[Cell]) -> Iterator[Item]:
    """Yield one row of a table that sets text: short cells share a line, as a label and its value do."""
    cells = [cell for cell in row if cell]
    firsts = [cell[0] for cell in cells if len(cell) == 1 and isinstance(cell[0], Line)]
    lines = [line for line in firsts if line.level is None and len(line.text) <= _MAX_SIDE_BY_SIDE]
    if len(cells) < 2 or len(lines) < len(cells):
        for cell in cells:
            yield from cell
        return
    yield beside(lines)


def beside(lines: Sequence[Line]) -> Line:
    """Make one line of lines that stand side by side."""
    first = lines[0]
    bold = all(line.bold for line in lines)
    return Line(
        text="\t".join(line.text for line in lines),
        gap_before=first.gap_before,
        bold=bold,
        italic=all(line.italic for line in lines),
        lead="" if bold else first.text if first.bold else first.lead,
        bullet=first.bullet,
    )


def texts(items: Iterable[Item]) -> Iterator[str]:
    """Yield lines and tables' rows as text alone."""
    for item in items:
        if isinstance(item, Line):
            yield item.text
        else:
            yield from (" ".join(row) for row in item.rows)


def _text(cell: Cell) -> str:
    return " ".join(" ".join(item.text.split()) for item in cell if isinstance(item, Line))
