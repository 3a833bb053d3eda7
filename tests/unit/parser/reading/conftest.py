"""Makers of PDFs with invented text, small and the same every time."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, Table, TableStyle

from services.parser.reading.model import Line, Page
from services.parser.reading.model import Paragraph as Read
from services.parser.reading.model import Table as ReadTable
from services.parser.reading.read import read

WIDTH, HEIGHT = A4
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=14, spaceAfter=8)
HEADING = ParagraphStyle("heading", BODY, fontName="Helvetica-Bold", fontSize=14, leading=18, spaceBefore=10)
LIST = ParagraphStyle("list", BODY, leftIndent=20, bulletIndent=4, spaceAfter=2)
LONG = (
    "Udvalget drøftede, hvordan den gamle mølle ved åen kan bruges som værested for børn og unge, når skolen "
    "er slut. Forvaltningen har talt med møllelauget, som gerne vil stå for åbningstiden, hvis kommunen holder "
    "taget tæt og betaler for varmen."
)


def canvas_pdf(draw: Callable[[Canvas], None], **options: Any) -> bytes:
    """Draw a PDF by hand; ``draw`` ends its pages itself or leaves the last one open."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, **options)
    draw(canvas)
    canvas.save()
    return target.getvalue()


def story_pdf(story: Sequence[Flowable], header: str = "", footer: str = "") -> bytes:
    """Set a story; ``{page}`` in the footer is the page's number."""
    target = BytesIO()
    document = BaseDocTemplate(target, pagesize=A4, invariant=1)

    def furnish(canvas: Canvas, _document: Any) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(2 * cm, HEIGHT - 1.2 * cm, header)
        canvas.drawCentredString(WIDTH / 2, 1 * cm, footer.format(page=canvas.getPageNumber()))

    frame = Frame(2 * cm, 2 * cm, WIDTH - 4 * cm, HEIGHT - 4 * cm)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=furnish))
    document.build(list(story))
    return target.getvalue()


def minutes_story() -> list[Flowable]:
    """Tell a little of everything that minutes are made of, on two pages."""
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    return [
        Paragraph("Referat fra Kulturudvalget", HEADING),
        Paragraph("<b>Mødested</b> Rådhuset, lokale 2", BODY),
        Paragraph("Punkt 1: Den gamle mølle", HEADING),
        Paragraph(LONG, BODY),
        Paragraph("at møllen åbnes som værested", LIST, bulletText="-"),
        Paragraph("at taget tætnes", LIST, bulletText="-"),
        Table([["Udgift", "2024"], ["Tag og tagrender", "80.000 kr."], ["I alt", "80.000 kr."]], style=grid),
        PageBreak(),
        Paragraph("Punkt 2: Eventuelt", HEADING),
        Paragraph("Intet at bemærke.", BODY),
    ]


def paragraphs(data: bytes) -> list[str]:
    """Read the texts of all paragraphs, leaving tables out."""
    return [part.text for part in read(data).flow if isinstance(part, Read)]


def tables(data: bytes) -> list[tuple[tuple[str, ...], ...]]:
    """Read the rows of all tables."""
    return [part.rows for part in read(data).flow if isinstance(part, ReadTable)]


def page_of(*lines: Line, number: int = 1) -> Page:
    """Make a page of lines."""
    return Page(items=lines, number=number, width=WIDTH, height=HEIGHT)
