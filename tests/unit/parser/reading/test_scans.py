"""Pages that show more than their letters say are found, counted and handed on, whoever reads them then."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import reportlab
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from services.parser.reading.geometry import Segment
from services.parser.reading.model import MAX_OCR_PAGES, Paragraph, ScannedError
from services.parser.reading.ocr_lines import Recognised
from services.parser.reading.pdf import PdfReader
from services.parser.reading.picture import DPI, Picture
from services.parser.reading.read import read
from shared.contract.codes import RejectionReason, WarningCode
from shared.contract.record import OcrPage
from shared.errors import DocumentError
from tests.scanning import without_unicode
from tests.unit.parser.reading.conftest import HEIGHT, LONG, WIDTH, canvas_pdf

FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
ENGLISH = "The committee met at the old mill in order to read the report for the year, and there was some debate. " * 9
_Draw = Callable[[Canvas], None]


@dataclass
class Reader:
    """Reads the same in every picture, and keeps the pictures."""

    says: str = LONG
    leans: float = 0.0
    seen: list[Picture] = field(default_factory=list)

    def lean(self, _picture: Picture) -> float:
        """Find every picture as level as the test wants."""
        return self.leans

    def read(self, picture: Picture) -> Recognised:
        """Be a recogniser."""
        self.seen.append(picture)
        segments = [Segment(text=self.says, x0=50, x1=500, baseline=100, size=11)] if self.says else []
        return Recognised(segments=tuple(segments), confidence=0.71)


def picture(canvas: Canvas) -> None:
    """Draw a page that is one picture."""
    canvas.drawImage(ImageReader(Image.linear_gradient("L")), 0, 0, WIDTH, HEIGHT)


def text(words: str = LONG, x: float = 50, y: float = 700) -> _Draw:
    """Write some lines of text."""

    def draw(canvas: Canvas) -> None:
        lines = canvas.beginText(x, y)
        lines.setFont("Helvetica", 9)
        lines.textLines(re.sub(r"(.{1,90})(?:\s|$)", r"\1\n", words))
        canvas.drawText(lines)

    return draw


def pages(*drawn: _Draw) -> bytes:
    """Make a PDF with one page for each."""

    def draw(canvas: Canvas) -> None:
        for page in drawn:
            page(canvas)
            canvas.showPage()

    return canvas_pdf(draw)


def scanned(data: bytes) -> list[bool]:
    """Tell of each page whether it must be read by OCR."""
    with PdfReader(data) as reader:
        return [page.is_scan for page in reader.pages()]


def _nothing(_canvas: Canvas) -> None:
    """Leave a page blank."""


def _rule(canvas: Canvas) -> None:
    canvas.line(50, 800, WIDTH - 50, 800)


def _outlines(canvas: Canvas) -> None:
    """Draw something like letters that were turned into shapes."""
    for number in range(2_000):
        canvas.rect(50 + 10 * (number % 50), 100 + 15 * (number // 50), 5, 7, fill=1)


def _stamped(canvas: Canvas) -> None:
    picture(canvas)
    text("Scannet den 14. marts 2023. Side 3 af 12")(canvas)


def _with_a_layer(canvas: Canvas) -> None:
    """Draw what a scanner makes that has read its own picture."""
    picture(canvas)
    text(LONG * 2)(canvas)


def _numbers(canvas: Canvas) -> None:
    text("14 2023 80.000 1.200")(canvas)


@pytest.mark.parametrize("draw", [picture, _stamped, _outlines])
def test_a_page_that_is_a_picture_is_a_scan(draw: _Draw) -> None:
    """A page is a scan also where a stamp stands over it, or where its letters are shapes."""
    assert scanned(pages(draw)) == [True]


@pytest.mark.parametrize("draw", [_nothing, _rule, text(), text(ENGLISH), _numbers, _with_a_layer])
def test_a_page_that_is_none_is_left_alone(draw: _Draw) -> None:
    """A blank page, a ruled one, text in another language, numbers, and a scan with a good text layer are no scans."""
    assert scanned(pages(draw)) == [False]


def test_a_page_whose_letters_are_lost_is_a_scan() -> None:
    """The fonts of the second file do not say which letters their signs are; the eye sees them all the same."""
    pdfmetrics.registerFont(TTFont("Vera", FONT))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Vera", 9)
        canvas.drawString(50, 700, LONG[:90])

    good = canvas_pdf(draw, pageCompression=0)

    assert scanned(good) == [False]
    assert scanned(without_unicode(good)) == [True]


def test_danish_that_has_lost_its_letters_is_a_scan() -> None:
    """Text of some length without any æ, ø and å is not believed, whatever the font says."""
    assert scanned(pages(text((LONG * 3).translate(str.maketrans("", "", "æøåÆØÅ"))))) == [True]


def test_whoever_asks_is_told_how_many_pages_are_scans() -> None:
    """The number is what OCR will take its time for; text is not asked for meanwhile."""
    with pytest.raises(ScannedError) as told:
        read(pages(text(), picture, picture), tell_scans=True)

    assert told.value.pages == 2
    assert read(pages(text(), text()), tell_scans=True).pages == 2


def test_a_scan_that_nobody_reads_is_rejected_with_the_cure() -> None:
    """The sentence says what the municipality can do, and what the operator can."""
    with pytest.raises(DocumentError) as refused:
        read(pages(picture))

    assert refused.value.reason is RejectionReason.NO_TEXT
    assert "drop the PDF that the system of origin makes" in refused.value.detail
    assert "or have scans read ('Scans' in README.md)" in refused.value.detail


def test_the_text_of_a_mixed_file_is_read_without_ocr_too() -> None:
    """What has a text layer is read, and the others are warned about."""
    reading = read(pages(text(), picture, _stamped))

    assert next(part.page for part in reading.flow if isinstance(part, Paragraph)) == 1
    assert [(warning.code, warning.detail) for warning in reading.warnings] == [
        (WarningCode.MISSING_PAGE, "Page 2 has no text."),
        (WarningCode.TEXT_QUALITY, "Page 3 shows more than its text says, as a scan does."),
    ]


def test_pages_keep_their_order_wherever_their_text_comes_from() -> None:
    """A scan between two pages of text is read there, with its confidence, and a low one is warned about."""
    reader = Reader(says="Det andet punkt handler om åen.")
    reading = read(pages(text("Det første punkt."), picture, text("Det tredje punkt.")), reader)
    (seen,) = reader.seen

    assert [(part.page, part.text) for part in reading.flow if isinstance(part, Paragraph)] == [
        (1, "Det første punkt."),
        (2, "Det andet punkt handler om åen."),
        (3, "Det tredje punkt."),
    ]
    assert reading.ocr_pages == (OcrPage(page=2, confidence=0.71),)
    assert [(warning.code, warning.detail) for warning in reading.warnings] == [
        (
            WarningCode.TEXT_QUALITY,
            "Page 2 is a scan that OCR was not sure about (confidence 71 %): compare it with the original.",
        )
    ]
    assert seen.width == int(WIDTH / 72 * DPI)


def test_a_scan_that_says_nothing_has_no_text() -> None:
    """A photograph is no minutes, and OCR that was tried is not offered as the cure."""
    with pytest.raises(DocumentError) as refused:
        read(pages(picture), Reader(says=""))

    assert refused.value.reason is RejectionReason.NO_TEXT
    assert "README" not in refused.value.detail


def test_a_text_layer_is_kept_where_ocr_reads_less() -> None:
    """Letters that were doubted for nothing are better than a bad reading."""
    aged = (LONG * 3).replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    reading = read(pages(text(aged)), Reader(says="~~ ... ~~"))

    assert reading.ocr_pages == ()
    assert "moellelauget" in "".join(part.text for part in reading.flow if isinstance(part, Paragraph))


def test_more_scanned_pages_than_anybody_reads_are_refused() -> None:
    """The limit holds before any page is read twice, and for OCR as well."""

    def small(canvas: Canvas) -> None:
        canvas.setPageSize((50, 50))
        picture(canvas)

    data = pages(*[small] * (MAX_OCR_PAGES + 1))
    reader = Reader()
    with pytest.raises(DocumentError) as told:
        read(data, tell_scans=True)
    with pytest.raises(DocumentError) as refused:
        read(data, reader)

    assert told.value.reason is refused.value.reason is RejectionReason.LIMIT
    assert len(reader.seen) == MAX_OCR_PAGES


def test_a_page_askew_is_drawn_level() -> None:
    """It is turned around its middle, by the angle that was measured, and white where nothing was."""

    def cross(canvas: Canvas) -> None:
        canvas.setLineWidth(20)
        canvas.line(0, HEIGHT / 2, WIDTH, HEIGHT / 2)

    level, turned = Reader(), Reader(leans=0.1)
    read(pages(picture, cross), level)
    read(pages(picture, cross), turned)
    before, after = level.seen[1], turned.seen[1]
    middle, edge = before.height // 2, before.width // 2 * 0.1

    assert [seen.grey[middle * seen.width + seen.width // 2] for seen in (before, after)] == [0, 0]
    assert before.grey[middle * before.width + 5] == 0
    assert after.grey[middle * after.width + 5] == 255
    assert after.grey[int(middle - edge) * after.width + 5] == 0


def test_a_page_of_any_size_becomes_a_picture_that_fits_into_memory() -> None:
    """The largest page that a PDF may have is drawn coarsely."""

    def huge(canvas: Canvas) -> None:
        canvas.setPageSize((14_400, 14_400))
        canvas.drawImage(ImageReader(Image.linear_gradient("L")), 0, 0, 14_400, 14_400)

    reader = Reader()
    read(pages(huge), reader)

    assert len(reader.seen[0].grey) <= 24_000_000
    assert reader.seen[0].dpi < 30
