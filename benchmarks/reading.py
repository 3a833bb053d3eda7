"""Reading PDFs against PDFium's floor, by the program that has set them, and reading text against splitting it."""

from collections.abc import Iterator
from functools import partial

import pypdfium2  # noqa: F401  # sets the library up
import pypdfium2.raw as pdfium

from benchmarks.ratio import Ratio, compare
from deploy.stack.servers.process import NotInstalledError
from services.parser.extracting.numbers import is_number_line
from services.parser.parse import parse_file, parse_reading
from services.parser.reading.model import Reading
from services.parser.reading.pdf import PdfReader
from services.parser.reading.read import read
from services.parser.sandbox.port import Request
from services.parser.segmenting.decision_heads import decision_head
from services.parser.wording import fold_heading, fold_title
from tests.building.invented import invented_minutes
from tests.building.programs import PDFS, build

PAGES_AIM, UNDERSTANDING_AIM, RECORD_AIM, TEXT_AIM = 2.5, 1.0, 4.0, 25.0
_FLOOR = "PDFium loading page and text page"
_REQUEST = Request(sha256="0" * 64, parser_version="benchmark", municipality="165")
_PROSE = (
    "Forvaltningen har gennemgået forslaget og finder, at den gamle mølle kan åbnes som værested, når taget er "
    "tætnet, og der er lagt en sti fra skolen. Møllelauget vil stå for åbningstiden og har fundet tolv frivillige. "
)


def measure() -> Iterator[Ratio]:
    """Measure both kinds of file."""
    files = dict(pdfs())
    readings = {kind: read(data) for kind, data in files.items()}
    for what, aim, work in (
        ("lines, layout and tables of a PDF", PAGES_AIM, _pages),
        ("understanding what was read", UNDERSTANDING_AIM, _understand),
        ("a PDF from file to record", RECORD_AIM, _record),
    ):
        times = {
            kind: compare(partial(work, data, readings[kind]), partial(floor, data)) for kind, data in files.items()
        }
        spelled = ", ".join(f"{kind.removesuffix('.pdf')} {own / least:.2f}" for kind, (own, least) in times.items())
        together = sum(own for own, _ in times.values()) / sum(least for _, least in times.values())
        yield Ratio(what=what, peer=_FLOOR, times=together, aim=aim, note=spelled)
    text = _text()
    own, peer = compare(lambda: read(text), lambda: [line.split() for line in text.decode().splitlines()])
    note = f"{len(text) / own / 1_000_000:.1f} MB/s"
    yield Ratio(what="read plain text", peer="splitting it into words", times=own / peer, aim=TEXT_AIM, note=note)


def pdfs() -> Iterator[tuple[str, bytes]]:
    """Yield invented minutes, some ten pages, as each program sets them that is on this machine."""
    script = invented_minutes()
    for kind in PDFS:
        try:
            yield kind, build(kind, [script])[script.name]
        except NotInstalledError:
            continue


def floor(data: bytes) -> None:
    """Do what everybody must who reads a PDF with PDFium."""
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    for index in range(pdfium.FPDF_GetPageCount(document)):
        page = pdfium.FPDF_LoadPage(document, index)
        text_page = pdfium.FPDFText_LoadPage(page)
        pdfium.FPDFText_CountChars(text_page)
        pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)


def _pages(data: bytes, _: Reading) -> None:
    with PdfReader(data) as reader:
        for _page in reader.pages():
            pass


def _understand(data: bytes, reading: Reading) -> None:
    _forget()
    parse_reading(reading, len(data), _REQUEST)


def _record(data: bytes, _: Reading) -> None:
    _forget()
    parse_file(data, _REQUEST)


def _forget() -> None:
    """Forget what is remembered of lines, as if this file were the first that has them."""
    for remembering in (fold_heading, fold_title, is_number_line, decision_head):
        remembering.cache_clear()


def _text() -> bytes:
    table = "Del\t2023\nTag\t10\n\n"
    item = f"## Punkt\n\n**Sted** Rådhuset\n\n{_PROSE}\n\n- 1. at møllen åbnes\n- 2. at taget tætnes\n\n{table}"
    return (item * 2000).encode()
