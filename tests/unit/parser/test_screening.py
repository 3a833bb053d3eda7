"""A file with a personal number becomes a rejection that says where, and says no more."""

import json
from collections.abc import Callable
from dataclasses import asdict
from io import BytesIO

import pytest
from pypdfium2 import PdfDocument
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Spacer, TableStyle
from reportlab.platypus import Paragraph as SetParagraph
from reportlab.platypus import Table as SetTable

from services.parser.parse import parse_file
from services.parser.reading.model import Beside, Paragraph, Reading, Table
from services.parser.reading.read import read
from services.parser.sandbox.port import Answer, Parsed, Request
from services.parser.screening import is_held_back, screen, screen_name
from shared.contract import keys
from shared.contract.codes import Place, RejectionReason
from shared.contract.record import OcrPage
from shared.contract.result import Rejected
from tests.unit.parser.reading.conftest import BODY, canvas_pdf, story_pdf
from tests.unit.parser.reading.office_files import docx, odt, paragraph
from tests.unit.parser.test_parse import MINUTES

NUMBER = "120385-1236"
REQUEST = Request(sha256="0" * 64, parser_version="test")


def _parse(text: str | bytes, request: Request = REQUEST) -> Answer:
    return parse_file(text if isinstance(text, bytes) else text.encode(), request)


def _rejected(answer: Answer | None) -> Rejected:
    assert isinstance(answer, Rejected)
    assert answer.reason is RejectionReason.PERSONAL_NUMBER
    assert NUMBER not in json.dumps(asdict(answer))
    return answer


@pytest.mark.parametrize(
    "line",
    [
        f"Sagen om Asta Birk, {NUMBER}, blev drøftet.",
        f"### Bilag\n\nAnsøgning {NUMBER}.pdf",
        f"### Bilag\n\nAnsøgning%20{NUMBER}.pdf",
        f"| Navn | Nummer |\n|---|---|\n| Asta Birk | {NUMBER} |",
        f"| Nr. | Borger | Navn |\n|---|---|---|\n| 1 | {NUMBER.replace('-', ' - ')} | Asta Birk |",
        f"Bevilget i 2021\n\n{NUMBER[:7]}\n\n{NUMBER[7:]}",
        f"## Punkt 9: Ansøgning fra {NUMBER}\n\nGodkendt.",
    ],
    ids=["text", "attachment", "encoded", "table", "row", "dash at a line's end", "title"],
)
def test_a_number_anywhere_in_the_text_is_a_rejection(line: str) -> None:
    """Text, tables, titles and names of attachments are all looked at."""
    assert _rejected(_parse(f"{MINUTES}\n\n{line}\n")).places == (Place.TEXT,)


def test_what_is_no_minutes_is_looked_at_too() -> None:
    """Most leaks are in attachments."""
    assert _rejected(_parse(f"Ansøgning om støtte fra Asta Birk, {NUMBER}")).places == (Place.TEXT,)


def test_a_rejection_names_the_pages() -> None:
    """Whoever has to take the numbers out is told where they are."""

    def draw(canvas: Canvas) -> None:
        for words in (NUMBER, "Intet her", "Heller ikke her", f"Se {NUMBER}"):
            canvas.drawString(100, 700, words)
            canvas.showPage()

    rejected = _rejected(_parse(canvas_pdf(draw)))

    assert rejected.pages == (1, 4)
    assert "its text (page 1, 4)" in rejected.detail


def test_a_number_that_goes_over_a_line_names_its_first_page() -> None:
    """A number may be cut by the end of a line, a cell or a page."""
    flow = (Paragraph(text="x", page=1), Table(rows=(("a", "120385-"),), page=2), Paragraph(text="1236", page=3))

    assert _rejected(screen(Reading(media_type="application/pdf", flow=flow, pages=3))).pages == (2,)


def test_what_ocr_has_misread_is_a_number_on_scanned_pages_alone() -> None:
    """Letters for digits, and blanks between digits, are what OCR makes of a number."""
    flow = (
        Paragraph(text="Asta Birk 12 0385-1236", page=1),
        Table(rows=(("Bo Holm", "l30386-5555"), ("Tilskud", "110 500 -1 200")), page=2),
        Paragraph(text="Børnehuset fik 110 500 - 1 200", page=3),
    )
    scanned = tuple(OcrPage(page=page, confidence=0.9) for page in (2, 3))

    assert screen(Reading(media_type="application/pdf", flow=flow, pages=3)) is None
    assert _rejected(screen(Reading(media_type="application/pdf", flow=flow, pages=3, ocr_pages=scanned))).pages == (2,)


def test_a_list_of_institutions_is_no_list_of_people() -> None:
    """All numbers of production units look like birth dates, and some check."""
    table = "| Institution | P-nummer |\n|---|---|\n| Børnehuset | 1003213456 |\n| Skolen | 1003212404 |"
    answer = _parse(f"{MINUTES}\n\n{table}\n\nP-nr.:\t1005171233\n")

    assert isinstance(answer, Parsed)


def test_the_head_of_a_column_speaks_of_its_numbers() -> None:
    """Below it is a personal number what could be a date and a year elsewhere."""
    table = "| Nr. | {} | Navn |\n|---|---|---|\n| 1 | 12.03.85-2012 | Asta Birk |"

    assert _rejected(_parse(f"{MINUTES}\n\n{table.format('CPR-nummer')}\n")).places == (Place.TEXT,)
    assert isinstance(_parse(f"{MINUTES}\n\n{table.format('Aftale')}\n"), Parsed)


def test_a_number_is_on_the_page_on_which_it_stands() -> None:
    """Tables and paragraphs go on over pages, and headers come again."""
    table = Table(rows=(("Asta Birk", ""), ("Bo Dam", ""), ("Carl Eg", NUMBER)), page=1, row_pages=(1, 2, 3))
    paragraph_ = Paragraph(text=f"Sagen blev drøftet. {NUMBER}", page=4, turns=((19, 5), (40, 6)))
    header = tuple(Beside(text=f"Sag om {NUMBER}", page=page, is_shown=True) for page in (7, 8))

    assert _rejected(screen(Reading(media_type="a", flow=(table,)))).pages == (3,)
    assert _rejected(screen(Reading(media_type="a", flow=(Paragraph(text="x", page=3), paragraph_)))).pages == (5,)
    assert _rejected(screen(Reading(media_type="a", flow=(), beside=header))).pages == (7, 8)


def _many_pages() -> bytes:
    """Set a table with a grid over three pages, the number on the second, under a header."""
    rows = [[f"Borger {number}", NUMBER if number == 70 else str(number)] for number in range(90)]
    grid = SetTable(rows, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    return story_pdf([grid], header="Bilag til sagen")


def test_a_grid_over_pages_tells_the_page_of_each_row() -> None:
    """Such a table is one in the text, and the clerk looks for the number on paper."""
    data = _many_pages()
    with PdfDocument(data) as document:
        texts = [page.get_textpage().get_text_range() for page in document]

    assert [NUMBER in text for text in texts] == [False, True, False]
    assert len([part for part in read(data).flow if isinstance(part, Table)]) == 1
    assert _rejected(_parse(data)).pages == (2,)


def test_a_header_tells_every_page_on_which_it_stands() -> None:
    """It was taken out of the text, and is on paper all the same."""
    story = [Spacer(1, 10), PageBreak(), Spacer(1, 10), PageBreak(), SetParagraph("Godkendt.", BODY)]

    assert _rejected(_parse(story_pdf(story, header=f"Sag om {NUMBER}"))).pages == (1, 2, 3)


def test_what_a_header_says_counts() -> None:
    """What was taken out of the flow is looked at as well."""
    assert _rejected(screen(Reading(media_type="text/html", flow=(), furniture=(NUMBER,)))).places == (Place.TEXT,)


def _pdf(name: str) -> bytes:
    return canvas_pdf(lambda canvas: _titled(canvas, name))


def _titled(canvas: Canvas, name: str) -> None:
    canvas.setSubject(name)
    canvas.drawString(100, 700, "Referat")


@pytest.mark.parametrize(
    "make",
    [
        _pdf,
        lambda name: f'<html><head><meta name="author" content="{name}"></head><body>Referat</body></html>'.encode(),
        lambda name: rf"{{\rtf1{{\info{{\author {name}}}}} Referat\par}}".encode(),
        lambda name: docx(
            paragraph("Referat"), {"docProps/core.xml": f"<c:a xmlns:c='c'><c:title>{name}</c:title></c:a>"}
        ),
        lambda name: odt(
            "<text:p>Referat</text:p>", {"meta.xml": f"<m:a xmlns:m='m'><m:creator>{name}</m:creator></m:a>"}
        ),
    ],
    ids=["pdf", "html", "rtf", "docx", "odt"],
)
def test_properties_are_looked_at(make: Callable[[str], bytes]) -> None:
    """What a file says of itself, and shows to nobody, goes wherever the file goes."""
    assert _rejected(_parse(make(NUMBER))).places == (Place.PROPERTIES,)
    assert not is_held_back(_parse(make("Asta Birk")))


def test_damaged_properties_do_no_harm() -> None:
    """What nobody sees is not worth a rejection, and is looked at as far as it goes."""
    answer = _parse(docx(paragraph("Referat"), {"docProps/core.xml": "<a>Asta Birk"}))

    assert isinstance(answer, Rejected)
    assert answer.reason is RejectionReason.NOT_MINUTES
    assert is_held_back(_parse(docx(paragraph("Referat"), {"docProps/core.xml": f"<a>{NUMBER}<"})))


def _with_a_file_inside(name: str) -> bytes:
    document = PdfDocument(_pdf("Asta Birk"))
    document.new_attachment(name).set_data(b"x")
    target = BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()


def test_the_name_of_a_file_inside_a_pdf_is_a_property() -> None:
    """Attachments travel inside PDFs, under names of their own."""
    assert _rejected(_parse(_with_a_file_inside(f"{NUMBER}.docx"))).places == (Place.PROPERTIES,)
    assert not is_held_back(_parse(_with_a_file_inside("bilag.docx")))


def test_a_released_file_is_parsed_as_any_other() -> None:
    """Somebody looked, and it was none."""
    text = f"{MINUTES}\n\nVarenummer {NUMBER}\n"

    assert isinstance(_parse(text, Request(sha256="0" * 64, parser_version="test", is_released=True)), Parsed)


def test_a_name_counts_beside_the_content() -> None:
    """The clerk hears of all places at once."""
    _, name = keys.deliver(f"306/ansøgning {NUMBER}.pdf", {"306"}, "v")
    content = _rejected(screen(Reading(media_type="a", flow=(Paragraph(text=NUMBER, page=7),))))
    both = _rejected(screen_name(name, content))

    assert (both.places, both.pages) == ((Place.NAME, Place.TEXT), (7,))
    assert _rejected(screen_name(name, Rejected(reason=RejectionReason.EMPTY, detail=""))).places == (Place.NAME,)
    assert screen_name("ansøgning xxxxxx-xxxx.pdf", content) == content
