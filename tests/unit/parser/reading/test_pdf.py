"""PDFs, drawn by us in the ways that programs draw them."""

import textwrap

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from services.parser.reading import pdf
from services.parser.reading.model import Paragraph
from services.parser.reading.read import read
from shared.contract.codes import RejectionReason, WarningCode
from shared.errors import DocumentError
from tests.unit.parser.reading.conftest import LONG, canvas_pdf, minutes_story, paragraphs, story_pdf, tables

LEFT = textwrap.wrap(" ".join([LONG] * 2), 42)
CATALOG = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
RIGHT = textwrap.wrap(" ".join(["Den anden spalte handler om noget helt andet, nemlig havnen."] * 8), 42)


def test_minutes_come_out_as_they_were_set() -> None:
    """Headings, a label, a wrapped paragraph, a list and a ruled table, without header and footer."""
    reading = read(story_pdf(minutes_story(), header="Musterkøbing Kommune", footer="Side {page} af 2"))
    bold = [part.text for part in reading.flow if isinstance(part, Paragraph) and part.bold]
    first, label, _, prose, point, *_ = (part for part in reading.flow if isinstance(part, Paragraph))

    assert (reading.media_type, reading.pages, reading.furniture) == ("application/pdf", 2, ("Musterkøbing Kommune",))
    assert bold == ["Referat fra Kulturudvalget", "Punkt 1: Den gamle mølle", "Punkt 2: Eventuelt"]
    assert (first.size, first.page, label.lead) == (14.0, 1, "Mødested")
    assert prose.text == LONG
    assert (point.text, point.bullet) == ("at møllen åbnes som værested", True)
    assert reading.flow[-1] == Paragraph(text="Intet at bemærke.", page=2, gap_before=True, size=11.0)


def test_a_ruled_table_keeps_its_rows() -> None:
    """Cells are where the lines say."""
    assert tables(story_pdf(minutes_story())) == [
        (("Udgift", "2024"), ("Tag og tagrender", "80.000 kr."), ("I alt", "80.000 kr."))
    ]


def test_a_table_without_lines_is_found_by_its_columns() -> None:
    """Three columns that stand under each other are a table, empty cells included."""

    def draw(canvas: Canvas) -> None:
        rows = [("Konto", "2023", "2024"), ("Skoler", "120.000", "130.000"), ("Veje", "", "1.400"), ("I alt", "9", "8")]
        for row, cells in enumerate(rows):
            canvas.drawString(60, 700 - 14 * row, cells[0])
            canvas.drawRightString(330, 700 - 14 * row, cells[1])
            canvas.drawRightString(430, 700 - 14 * row, cells[2])

    assert tables(canvas_pdf(draw)) == [
        (("Konto", "2023", "2024"), ("Skoler", "120.000", "130.000"), ("Veje", "", "1.400"), ("I alt", "9", "8"))
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [("1", "Godkendelse af dagsorden", "2"), ("2", "Den gamle mølle", "3"), ("3", "Eventuelt", "7")],
        [("Mødedato", "Mandag den 4. marts 2024"), ("Mødested", "Rådhuset, lokale 2")],
    ],
)
def test_contents_and_labels_stay_lines(rows: list[tuple[str, ...]]) -> None:
    """What stands in columns and is no table keeps a tab between them."""

    def draw(canvas: Canvas) -> None:
        for row, cells in enumerate(rows):
            for x, cell in zip((60, 160, 500), cells, strict=False):
                canvas.drawString(x, 700 - 14 * row, cell)

    assert paragraphs(canvas_pdf(draw)) == ["\t".join(row) for row in rows]


@pytest.mark.parametrize("interleaved", [True, False])
def test_two_columns_are_read_one_after_the_other(interleaved: bool) -> None:  # noqa: FBT001
    """Whatever the order of drawing, the left column comes before the right one."""
    cells = [(60, 700 - 14 * row, text) for row, text in enumerate(LEFT)]
    cells += [(320, 700 - 14 * row, text) for row, text in enumerate(RIGHT)]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for x, y, text in sorted(cells, key=lambda cell: -cell[1]) if interleaved else cells:
            canvas.drawString(x, y, text)

    assert " ".join(paragraphs(canvas_pdf(draw))) == " ".join([*LEFT, *RIGHT])


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_order_of_drawing_and_the_pages_turn_do_not_matter(turn: int) -> None:
    """Text drawn from the bottom up, on a page that is turned, reads as it is seen."""
    lines = textwrap.wrap(LONG, 60)
    moves = {0: (0, 0), 90: (0, -595), 180: (-595, -842), 270: (-842, 0)}

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        canvas.rotate(turn)
        canvas.translate(*moves[turn])
        for row, line in reversed(list(enumerate(lines))):
            canvas.drawString(60, 500 - 14 * row, line)

    assert " ".join(paragraphs(canvas_pdf(draw))) == LONG


def test_parted_words_are_whole_again() -> None:
    """Hyphens at a line's end go, unless they belong to the word."""
    lines = ["Udvalget vedtog en afgift efter LAB-", "loven til kommu-", "nens social- og sund-", "hedsområde."]

    def draw(canvas: Canvas) -> None:
        for row, line in enumerate(lines):
            canvas.drawString(60, 700 - 14 * row, line)

    assert paragraphs(canvas_pdf(draw)) == [
        "Udvalget vedtog en afgift efter LAB-loven til kommunens social- og sundhedsområde."
    ]


def test_a_paragraph_goes_on_over_a_page_break() -> None:
    """The page of a paragraph is the one that it begins on."""
    words = LONG.split()

    def draw(canvas: Canvas) -> None:
        for row, line in enumerate(textwrap.wrap(" ".join(words), 70)):
            if row == 2:
                canvas.showPage()
            canvas.drawString(60, 60 if row < 2 else 780 - 14 * row, f"{line:<70}"[:70].rstrip())

    reading = read(canvas_pdf(draw))
    pages = {part.page for part in reading.flow}

    assert reading.pages == 2
    assert pages <= {1, 2}
    assert " ".join(paragraphs(canvas_pdf(draw))).split()[-3:] == words[-3:]


def test_paragraphs_of_one_line_stand_apart() -> None:
    """Where no line goes on, the usual distance is that of paragraphs, and yet there is white space between them."""
    texts = ("Punkt 1. Møllen", "Sagsfremstilling", "Taget er tætnet.", "Beslutning", "Godkendt.")

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row, text in enumerate(texts):
            canvas.drawString(60, 700 - 20 * row, text)

    flow = read(canvas_pdf(draw)).flow

    assert [part.text for part in flow if isinstance(part, Paragraph) and part.gap_before] == list(texts)


@pytest.mark.parametrize("user_password", ["hemmelig", ""])
def test_only_a_password_for_reading_locks_a_pdf(user_password: str) -> None:
    """A PDF that anybody may open is read, whatever its owner forbids."""
    encryption = StandardEncryption(user_password, ownerPassword="ejer", canCopy=0)
    data = canvas_pdf(lambda canvas: canvas.drawString(60, 700, "Referat af møde"), encrypt=encryption)

    if not user_password:
        assert paragraphs(data) == ["Referat af møde"]
        return
    with pytest.raises(DocumentError) as refused:
        read(data)
    assert refused.value.reason is RejectionReason.ENCRYPTED


def test_a_scan_has_no_text() -> None:
    """Pages that hold pictures alone are refused with the cure."""
    with pytest.raises(DocumentError) as refused:
        read(canvas_pdf(lambda canvas: canvas.rect(50, 50, 200, 200)))

    assert refused.value.reason is RejectionReason.NO_TEXT


def test_a_page_without_text_is_warned_about() -> None:
    """One scanned page among others does not stop the others."""

    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Referat af møde")
        canvas.showPage()
        canvas.rect(50, 50, 200, 200)
        canvas.showPage()

    (warning,) = read(canvas_pdf(draw)).warnings

    assert (warning.code, warning.detail) == (WarningCode.MISSING_PAGE, "Page 2 has no text.")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        CATALOG + b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj trailer<</Root 1 0 R>>",
        CATALOG + b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj trailer<</Root 1 0 R>>",
    ],
)
def test_a_pdf_without_pages_is_malformed(body: bytes) -> None:
    """Nothing, no pages, and pages in a circle are one fault to whoever must mend it."""
    with pytest.raises(DocumentError) as refused:
        read(b"%PDF-1.4\n" + body)

    assert refused.value.reason is RejectionReason.MALFORMED


def test_too_many_pages_are_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of pages is looked at before any is read."""
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    with pytest.raises(DocumentError) as refused:
        read(story_pdf(minutes_story()))

    assert refused.value.reason is RejectionReason.LIMIT


def test_a_page_with_more_letters_than_people_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is named, and what to do."""
    monkeypatch.setattr(pdf, "MAX_PAGE_LETTERS", 10)

    with pytest.raises(DocumentError, match=r"Page 1 has \d+ letters, more than 10") as refused:
        read(canvas_pdf(lambda canvas: canvas.drawString(60, 700, "Den gamle mølle")))

    assert refused.value.reason is RejectionReason.LIMIT
