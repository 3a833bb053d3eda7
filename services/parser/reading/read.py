"""Any file's bytes to one flow of paragraphs and tables: what it is decides who reads it."""

from services.parser.reading.flow import flow_of
from services.parser.reading.html import read_html_and_furniture
from services.parser.reading.model import MAX_OCR_PAGES, Page, Reading, ScannedError, Source
from services.parser.reading.ocr import Recogniser
from services.parser.reading.pdf import PdfReader, too_many_scans
from services.parser.reading.quality import judge
from services.parser.reading.rtf import read_rtf_and_furniture
from services.parser.reading.sniff import Kind, sniff
from services.parser.reading.text import read_text
from shared.contract.codes import RejectionReason
from shared.contract.record import OcrPage
from shared.errors import DocumentError

__all__ = ["Reading", "read"]


def read(data: bytes, recogniser: Recogniser | None = None, *, tell_scans: bool = False) -> Reading:
    """Read one file of any type, judged by its content. Raises DocumentError with the cure in its sentence.

    Scanned pages are read by the ``recogniser``. Without one they are left out, with a warning, or ScannedError is
    raised where ``tell_scans`` asks for it.
    """
    if not data:
        raise DocumentError(RejectionReason.EMPTY, "The file is empty (0 bytes): drop it again with its content.")
    kind = sniff(data)
    if kind is Kind.PDF:
        return _read_pdf(data, recogniser, tell_scans=tell_scans)
    if kind is Kind.TEXT:
        media_type, page = read_text(data)
        return _without_pages(media_type, [page])
    if kind is Kind.HTML:
        return _without_pages("text/html", *read_html_and_furniture(data))
    if kind is Kind.RTF:
        return _without_pages("application/rtf", *read_rtf_and_furniture(data))
    raise DocumentError(
        RejectionReason.UNSUPPORTED_TYPE,
        f"The file is {kind}; today PDF, web pages, rich text (rtf), plain text and Markdown are read: "
        "drop the minutes as one of these.",
    )


def _without_pages(media_type: str, pages: list[Page], furniture: tuple[str, ...] = ()) -> Reading:
    flowing = flow_of(pages)
    return Reading(
        media_type=media_type,
        flow=flowing.flow,
        furniture=(*furniture, *flowing.furniture),
        warnings=judge(pages),
    )


def _read_pdf(data: bytes, recogniser: Recogniser | None, *, tell_scans: bool) -> Reading:
    pages: list[Page] = []
    with PdfReader(data, recogniser) as reader:
        pages.extend(reader.pages())
        missing = tuple(reader.missing)
    if tell_scans and reader.scans > MAX_OCR_PAGES:
        raise too_many_scans()
    if tell_scans and reader.scans:
        raise ScannedError(reader.scans)
    warnings = judge(pages, missing)
    flowing = flow_of(pages)
    return Reading(
        media_type="application/pdf",
        flow=flowing.flow,
        pages=reader.page_count,
        furniture=flowing.furniture,
        warnings=warnings,
        ocr_pages=tuple(
            OcrPage(page=page.number, confidence=page.confidence)
            for page in pages
            if page.source is Source.OCR and page.number
        ),
    )
