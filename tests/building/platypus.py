"""A script set by ReportLab, as the systems do that make PDFs without any word processor."""

from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import (
    BalancedColumns,
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)

from tests.building.markup import inline
from tests.building.script import Block, Columns, Contents, Grid, Heading, Points, Prose, Script, shares_of

_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=14, spaceAfter=7)
_POINT = ParagraphStyle("point", _BODY, leftIndent=22, bulletIndent=6, spaceAfter=2)
_WIDTH, _HEIGHT = A4
_COLUMN = _WIDTH - 4 * cm
_SIZES = {1: 18, 2: 15, 3: 12.5}


def reportlab_pdf(script: Script) -> bytes:
    """Set a script as a PDF, the same bytes each time."""
    target = BytesIO()
    document = BaseDocTemplate(target, pagesize=A4, invariant=1)

    def furnish(canvas: Any, _document: Any) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawCentredString(_WIDTH / 2, 1 * cm, f"{script.footer} {canvas.getPageNumber()}")
        canvas.drawString(2 * cm, _HEIGHT - 1.2 * cm, script.header)

    frame = Frame(2 * cm, 2 * cm, _COLUMN, _HEIGHT - 4 * cm, id="page")
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=furnish))
    document.build([part for block in script.blocks for part in _block(block)])
    return target.getvalue()


def _block(block: Block) -> Iterator[Flowable]:
    match block:
        case Heading(text, level):
            size = _SIZES.get(level, 11)
            style = ParagraphStyle(
                f"h{level}", _BODY, fontName="Helvetica-Bold", fontSize=size, leading=1.3 * size, keepWithNext=1
            )
            yield Paragraph(escape(text), style)
        case Prose(lines):
            yield Paragraph("<br/>".join(map(inline, lines)), _BODY)
        case Points(points, start):
            for number, point in enumerate(points, start or 0):
                yield Paragraph(inline(point), _POINT, bulletText="–" if start is None else f"{number}.")
        case Grid(rows, ruled):
            grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
            yield _table(rows, grid)
        case Contents(lines):
            numbers = [1.2 * cm] * (max(map(len, lines)) - 2)
            yield _table(lines, [], widths=[*numbers, _COLUMN - 3 * cm, 1.2 * cm])
        case Columns(paragraphs):
            yield BalancedColumns([Paragraph(escape(text), _BODY) for text in paragraphs], nCols=2)


def _table(
    rows: Sequence[Sequence[str]], grid: Sequence[tuple[Any, ...]], widths: Sequence[float] | None = None
) -> Table:
    widths = widths or [share * _COLUMN for share in shares_of(rows)]
    cells = [[Paragraph(escape(cell), _BODY) for cell in row] for row in rows]
    return Table(cells, colWidths=widths, style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *grid]))
