"""Any file's bytes to one flow of paragraphs and tables: what it is decides who reads it."""

from collections.abc import Callable

from services.parser.reading import docx, odt
from services.parser.reading.flow import flow_of
from services.parser.reading.html import read_html_and_furniture
from services.parser.reading.model import MAX_OCR_PAGES, Opened, Page, Reading, ScannedError, Source
from services.parser.reading.ocr import Recogniser
from services.parser.reading.pdf import PdfReader, too_many_scans
from services.parser.reading.quality import judge
from services.parser.reading.rtf import read_rtf_and_furniture
from services.parser.reading.sniff import Kind, sniff
from services.parser.reading.text import read_text_and_furniture
from shared.contract.codes import RejectionReason
from shared.contract.record import OcrPage
from shared.errors import DocumentError

__all__ = ["Reading", "read"]

_READERS: dict[Kind, tuple[str, Callable[[bytes], Opened]]] = {
    Kind.DOCX: (docx.MEDIA_TYPE, docx.read_docx),
    Kind.ODT: (odt.MEDIA_TYPE, odt.read_odt),
    Kind.HTML: ("text/html", read_html_and_furniture),
    Kind.RTF: ("application/rtf", read_rtf_and_furniture),
}
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # what Office calls a document inside that has a password
_CURES = {
    Kind.DOC: "open it in Word, save it as docx or PDF, and drop that",
    Kind.ARCHIVE: "unpack it, and drop the minutes themselves",
}


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
        return _without_pages(*read_text_and_furniture(data))
    if kind in _READERS:
        media_type, reader = _READERS[kind]
        return _without_pages(media_type, reader(data))
    if kind is Kind.DOC and _LOCKED in data:
        raise DocumentError(
            RejectionReason.ENCRYPTED, "The Office file is locked with a password: drop it again without one."
        )
    raise DocumentError(
        RejectionReason.UNSUPPORTED_TYPE,
        f"The file is {kind}; PDF, Word (docx), OpenDocument (odt), web pages, rich text (rtf), plain text and "
        f"Markdown are read: {_CURES.get(kind, 'drop the minutes as one of these')}.",
    )


def _without_pages(media_type: str, opened: Opened) -> Reading:
    flowing = flow_of(opened.pages)
    return Reading(
        media_type=media_type,
        flow=flowing.flow,
        furniture=(*opened.furniture, *flowing.furniture),
        beside=(*opened.beside, *flowing.beside),
        warnings=judge(opened.pages),
    )


def _read_pdf(data: bytes, recogniser: Recogniser | None, *, tell_scans: bool) -> Reading:
    pages: list[Page] = []
    with PdfReader(data, recogniser) as reader:
        pages.extend(reader.pages())
        missing = tuple(reader.missing)
        beside = tuple(reader.beside())
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
        beside=(*beside, *flowing.beside),
        warnings=warnings,
        ocr_pages=tuple(
            OcrPage(page=page.number, confidence=page.confidence)
            for page in pages
            if page.source is Source.OCR and page.number
        ),
    )
