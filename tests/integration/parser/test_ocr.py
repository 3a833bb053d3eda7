"""Scans as a scanner makes them, read by the real OCR: words, paragraphs, tables, and what the record says of them."""

import difflib
import hashlib
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from reportlab.platypus import PageBreak, Spacer
from reportlab.platypus import Paragraph as Printed

from services.parser.reading.model import Paragraph, Reading, Table
from services.parser.reading.ocr import Recogniser, make_recogniser
from services.parser.reading.read import read
from services.parser.sandbox.port import Parsed, Request, Sandbox
from services.parser.sandbox.scans import ScanStep, open_sandbox
from services.parser.version import PARSER_VERSION
from shared.contract.record import Item, Record
from tests.scanning import language_data, printed, scan_of, without_unicode
from tests.unit.parser.reading.conftest import BODY, minutes_story, story_pdf

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "demo" / "samples" / "480" / "teknik-og-miljoe-2023-11-21.pdf"
INVENTED = sorted((ROOT / "demo" / "samples").glob("*/*.txt"))
REAL = sorted((ROOT.parent / "shared" / "real").glob("*.txt"))
BAR = 0.99  # of all words at 200 dots for each inch
MOST = 2  # pages of each file: a page takes a second


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


@pytest.mark.parametrize("skew", [0.4, 2.0])
def test_a_scan_comes_out_as_it_was_set(recogniser: Recogniser, skew: float) -> None:
    """Paragraphs, bold headings, list and table of a page askew are those of the text layer, header and footer gone."""
    pdf = story_pdf(minutes_story(), header="Musterkøbing Kommune", footer="Side {page} af 2")
    set_by_us, scanned = read(pdf), read(scan_of(pdf, skew=skew), recogniser)

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


def test_a_blank_page_is_blank_and_a_page_of_one_line_is_not(recogniser: Recogniser) -> None:
    """The back of a sheet that was scanned on both sides says nothing, and the grain of the paper hides no line."""
    story = [*minutes_story(), PageBreak(), Spacer(1, 1), PageBreak(), Printed("Sidste side.", BODY)]
    reading = read(scan_of(story_pdf(story)), recogniser)

    assert [page.page for page in reading.ocr_pages] == [1, 2, 4]
    assert [warning.detail for warning in reading.warnings] == ["Page 3 has no text."]


def test_a_scan_says_what_the_minutes_say(recogniser: Recogniser) -> None:
    """Found in one child and read in another, within limits: its record is that of the text, contents list and all."""
    del recogniser  # where it can't be made, this can't be tested
    pdf = SAMPLE.read_bytes()
    steps: list[ScanStep] = []
    with open_sandbox(1, language_data(), steps.append) as sandbox:
        text, scan = (_record(sandbox, data) for data in (pdf, scan_of(pdf)))

    assert [_gist(item) for item in scan.items] == [_gist(item) for item in text.items]
    assert scan.meeting == text.meeting
    assert [page.page for page in scan.document.ocr_pages] == [1, 2, 3, 4]
    assert [(step.found, step.read) for step in steps] == [(4, 0), (0, 4)]
    assert steps[1].seconds > 0


def _record(sandbox: Sandbox, data: bytes) -> Record:
    answer = sandbox.run(data, Request(sha256=hashlib.sha256(data).hexdigest(), parser_version=PARSER_VERSION))
    assert isinstance(answer, Parsed), answer
    return answer.record


def _gist(item: Item) -> tuple[object, ...]:
    sections = [(section.heading, section.role, len(section.tables)) for section in item.sections]
    recommended = [(found.by, found.points) for found in item.recommendations]
    return item.number, item.title, sections, recommended, [decision.outcome for decision in item.decisions]
