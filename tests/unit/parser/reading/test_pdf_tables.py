"""Tables and contents lists on PDF pages, where programs differ in how they draw them."""

from reportlab.pdfgen.canvas import Canvas

from services.parser.reading.model import Paragraph
from services.parser.reading.read import read
from tests.unit.parser.reading.conftest import canvas_pdf, paragraphs, tables

ROWS = ((("Medlem", "Parti", "Stemme"), 700), (("Aase Holm", "A", "for"), 680))
CELLS = tuple(cells for cells, _ in ROWS)


def draw_at_once(canvas: Canvas, y: int, cells: tuple[str, ...]) -> None:
    """Draw a row as Ghostscript does: one text with wide jumps in it."""
    canvas.setFont("Helvetica", 10)
    jumps = " -5000 ".join(f"({cell})" for cell in cells)
    canvas._code.append(f"BT 1 0 0 1 65 {y} Tm /F1 10 Tf [{jumps}] TJ ET")


def test_a_row_drawn_at_once_is_cut_at_the_lines_between_its_cells() -> None:
    """What stands on both sides of an upright line was never one word after the other."""

    def draw(canvas: Canvas) -> None:
        canvas.grid([60, 140, 200, 300], [675, 695, 715])
        for cells, y in ROWS:
            draw_at_once(canvas, y, cells)

    assert tables(canvas_pdf(draw)) == [CELLS]


def test_a_row_drawn_at_once_is_cut_where_it_is_too_wide_for_its_letters() -> None:
    """A table without lines is told by its gaps."""

    def draw(canvas: Canvas) -> None:
        for cells, y in ROWS:
            draw_at_once(canvas, y, cells)

    assert tables(canvas_pdf(draw)) == [CELLS]


def test_letters_drawn_one_by_one_are_words() -> None:
    """Browsers place each letter; the line is cut where words stand apart, and nowhere else."""
    text = "Referat af mødet i aften"

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 10)
        for place, letter in enumerate(text):
            canvas.drawString(60 + 6 * place, 700, letter)
        for place, letter in enumerate("kl. 17"):
            canvas.drawString(300 + 6 * place, 700, letter)

    assert paragraphs(canvas_pdf(draw)) == [f"{text}\tkl. 17"]


def test_a_table_goes_on_over_a_page_break() -> None:
    """Rows on the next page belong to it, also a single one."""

    def draw(canvas: Canvas) -> None:
        for (cells, y), move in zip(ROWS, (-620, 60), strict=True):
            canvas.grid([60, 140, 200, 300], [y + move - 5, y + move + 15])
            for x, cell in zip((65, 145, 205), cells, strict=True):
                canvas.drawString(x, y + move, cell)
            canvas.showPage()

    assert tables(canvas_pdf(draw)) == [CELLS]


def test_tables_side_by_side_keep_their_own_columns() -> None:
    """A line that almost continues another table's line is a line of its own."""

    def draw(canvas: Canvas) -> None:
        for top, shift in ((700, 0), (600, 2.6)):
            canvas.grid([60, 140 + shift, 200, 300], [top, top + 20, top + 40])
            for row in (0, 1):
                for x in (65, 145, 205):
                    canvas.drawString(x, top + 5 + 20 * row, "x")

    assert tables(canvas_pdf(draw)) == [(("x", "x", "x"), ("x", "x", "x"))] * 2


def test_a_long_entry_of_a_contents_list_is_one_line() -> None:
    """Its page stands behind it, whether it was printed beside the first line or the last."""
    long = "Godkendelse af takster for kolonihaver og nyttehaver i hele kommunen for de kommende fire"

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for y, text, page in (
            (700, "Indholdsfortegnelse", ""),
            (686, f"1. {long}", "3"),
            (672, "budgetår, anden behandling", ""),
            (658, f"2. {long}", ""),
            (644, f"budgetår, anden behandling{'.' * 120}4", ""),
        ):
            canvas.drawString(60, y, text)
            canvas.drawString(520, y, page)

    _, first, second = paragraphs(canvas_pdf(draw))

    assert first == f"1. {long} budgetår, anden behandling\t3"
    assert second.startswith(f"2. {long} budgetår, anden behandling...")


def test_a_bold_beginning_may_be_longer_than_a_line() -> None:
    """It is the beginning of its paragraph nevertheless."""
    first = "Forvaltningen for teknik og miljø og forvaltningen for kultur og fritid i fællesskab"

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 11)
        canvas.drawString(60, 700, first)
        canvas.drawString(60, 686, "indstiller,")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(118, 686, "at taksterne for næste år bliver godkendt som de er fremlagt i bilaget.")

    (paragraph,) = read(canvas_pdf(draw)).flow

    assert isinstance(paragraph, Paragraph)
    assert paragraph.text.startswith(f"{first} indstiller, at taksterne for næste år")
    assert (paragraph.bold, paragraph.lead) == (False, f"{first} indstiller,")
