"""Reading a PDF against PDFium's floor, and reading text against decoding it."""

from collections.abc import Iterator
from io import BytesIO

import pypdfium2  # noqa: F401  # sets the library up
import pypdfium2.raw as pdfium
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from benchmarks.ratio import Ratio, compare
from services.parser.reading.read import read

# Lines and ruled tables alone took 2.1 times the floor in a prototype; reading makes paragraphs of them as well.
PDF_AIM = 4.0
TEXT_AIM = 25.0
ITEMS = 60  # some 45 pages
_PROSE = (
    "Forvaltningen har gennemgået forslaget og finder, at den gamle mølle kan åbnes som værested, når taget er "
    "tætnet, og der er lagt en sti fra skolen. Møllelauget vil stå for åbningstiden og har fundet tolv frivillige. "
)


def measure() -> Iterator[Ratio]:
    """Measure both kinds of file."""
    data = _minutes()
    pages = read(data).pages or 1
    own, floor = compare(lambda: read(data), lambda: _floor(data))
    note = f"{pages / own:.0f} pages/s, {1000 * own / pages:.2f} ms/page"
    yield Ratio(what="read a PDF", peer="PDFium loading page and text page", times=own / floor, aim=PDF_AIM, note=note)
    text = _text()
    own, peer = compare(lambda: read(text), lambda: [line.split() for line in text.decode().splitlines()])
    note = f"{len(text) / own / 1_000_000:.1f} MB/s"
    yield Ratio(what="read plain text", peer="splitting it into words", times=own / peer, aim=TEXT_AIM, note=note)


def _floor(data: bytes) -> None:
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    for index in range(pdfium.FPDF_GetPageCount(document)):
        page = pdfium.FPDF_LoadPage(document, index)
        text_page = pdfium.FPDFText_LoadPage(page)
        pdfium.FPDFText_CountChars(text_page)
        pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)


def _minutes() -> bytes:
    """Set invented minutes as the systems do: a heading, text, points, a ruled table."""
    body = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=14, spaceAfter=7)
    heading = ParagraphStyle("heading", body, fontName="Helvetica-Bold", fontSize=14, leading=18)
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    rows = [["Udgift", "2023", "2024"], *([f"Del {n}", "10.000 kr.", "20.000 kr."] for n in range(5))]
    story: list[Flowable] = []
    for number in range(1, ITEMS + 1):
        story += [
            Paragraph(f"Punkt {number}: Den gamle mølle", heading),
            *(Paragraph(_PROSE * 2, body) for _ in range(3)),
        ]
        story += [Paragraph(f"{point}. at møllen åbnes", body) for point in (1, 2)]
        story += [Table(rows, style=grid), Paragraph("<b>Beslutning</b> Godkendt.", body)]
    target = BytesIO()
    SimpleDocTemplate(target, invariant=1).build(story)
    return target.getvalue()


def _text() -> bytes:
    table = "Del\t2023\nTag\t10\n\n"
    item = f"## Punkt\n\n**Sted** Rådhuset\n\n{_PROSE}\n\n- 1. at møllen åbnes\n- 2. at taget tætnes\n\n{table}"
    return (item * 2000).encode()
