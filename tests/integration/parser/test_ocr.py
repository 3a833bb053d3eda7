"""Scans as a scanner makes them, read by the real OCR: words, paragraphs, tables, and what the record says of them."""

import difflib
import hashlib
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from services.parser.reading.model import Paragraph, Reading, Table
from services.parser.reading.ocr import Recogniser, make_recogniser
from services.parser.reading.read import read
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.port import Answer, Parsed, Request
from services.parser.sandbox.scans import ScanReader, ScanStep
from services.parser.version import PARSER_VERSION
from tests.scanning import language_data, printed, scan_of, without_unicode
from tests.unit.parser.reading.conftest import minutes_story, story_pdf

ROOT = Path(__file__).parents[3]
INVENTED = sorted((ROOT / "demo" / "samples").glob("*/*.txt"))
REAL = sorted((ROOT.parent / "shared" / "real").glob("*.txt"))
BAR = 0.99  # of all words at 200 dots for each inch
MOST = 3  # pages of each file: a page takes a second


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    """Make the real recogniser."""
    return make_recogniser(language_data())


def words(reading: Reading) -> list[str]:
    """List every word, those of tables too."""
    parts = (part.text if isinstance(part, Paragraph) else " ".join(map(" ".join, part.rows)) for part in reading.flow)
    return re.findall(r"\w+", " ".join(parts))


def first_pages(pdf: bytes) -> bytes:
    """Cut a PDF short."""
    target = BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        for _ in range(MOST, len(document)):
            document.del_page(MOST)
        document.save(target)
    return target.getvalue()


def hits(wanted: list[str], found: list[str]) -> Iterator[str]:
    """Yield the words that were found, in their order."""
    for block in difflib.SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks():
        yield from wanted[block.a : block.a + block.size]


@pytest.mark.parametrize("texts", [INVENTED, REAL], ids=["invented", "real"])
def test_ninety_nine_of_a_hundred_words_are_read(recogniser: Recogniser, texts: list[Path]) -> None:
    """What LibreOffice printed and a scanner scanned at 200 dpi has its words in order, those with æ, ø and å too."""
    if not texts:
        pytest.skip("the real minutes (../shared) do not lie beside the project")
    wanted: list[str] = []
    found: list[str] = []
    for pdf in map(first_pages, printed(texts).values()):
        before, after = words(read(pdf)), words(read(scan_of(pdf), recogniser))
        wanted += before
        found += hits(before, after)
    danish = [[word for word in side if re.search("[æøåÆØÅ]", word)] for side in (found, wanted)]

    assert len(wanted) > 500
    assert len(found) >= BAR * len(wanted)
    assert len(danish[0]) >= BAR * len(danish[1])


def test_a_scan_comes_out_as_it_was_set(recogniser: Recogniser) -> None:
    """Paragraphs, bold headings, list and table of a page askew are those of the text layer, header and footer gone."""
    pdf = story_pdf(minutes_story(), header="Musterkøbing Kommune", footer="Side {page} af 2")
    set_by_us, scanned = read(pdf), read(scan_of(pdf, skew=0.7), recogniser)

    def shape(reading: Reading) -> list[object]:
        return [
            part.rows if isinstance(part, Table) else (part.text, part.page, part.bold, part.bullet)
            for part in reading.flow
        ]

    assert shape(scanned) == shape(set_by_us)
    assert scanned.furniture == set_by_us.furniture
    assert [page.page for page in scanned.ocr_pages] == [1, 2]
    assert min(page.confidence for page in scanned.ocr_pages) > 0.9
    assert scanned.warnings == ()


def test_letters_that_the_file_has_lost_are_read_from_its_picture(recogniser: Recogniser) -> None:
    """Without its fonts' own words on what they show, a file reads as it did with them."""
    (pdf,) = map(first_pages, printed(INVENTED[:1]).values())
    wanted, found = words(read(pdf)), words(read(without_unicode(pdf), recogniser))

    assert len(wanted) > 200
    assert sum(1 for _ in hits(wanted, found)) >= BAR * len(wanted)


def test_a_scan_becomes_a_record_in_children() -> None:
    """Found in one child and read in another, within limits, with its pages' confidence, and told page by page."""
    data = language_data()
    pdf = scan_of(story_pdf(minutes_story()))
    request = Request(sha256=hashlib.sha256(pdf).hexdigest(), parser_version=PARSER_VERSION)
    steps: list[ScanStep] = []
    with SandboxPool(1) as text, SandboxPool(1, language_data=data) as ocr:
        reader = ScanReader(text=text, ocr=ocr, language_data=data, on_scan=steps.append)
        answer: Answer = reader.run(pdf, request)

    assert isinstance(answer, Parsed)
    assert [item.title for item in answer.record.items] == ["Den gamle mølle", "Eventuelt"]
    assert [page.page for page in answer.record.document.ocr_pages] == [1, 2]
    assert [(step.found, step.read) for step in steps] == [(2, 0), (0, 2)]
    assert steps[1].seconds > 0
