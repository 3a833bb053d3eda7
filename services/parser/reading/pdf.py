"""PDF files to pages, one at a time; the only module that opens them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

import pypdfium2  # sets the library up
import pypdfium2.raw as pdfium

from services.parser.reading.geometry import Rule, Segment
from services.parser.reading.grid import merged_rules
from services.parser.reading.model import MAX_OCR_PAGES, Beside, Page, Source
from services.parser.reading.ocr import Recogniser
from services.parser.reading.page import PageParts, lay_out_page
from services.parser.reading.pdf_notes import Notes
from services.parser.reading.pdf_properties import properties_of
from services.parser.reading.pdf_rules import rules_of
from services.parser.reading.pdf_scans import is_scan
from services.parser.reading.pdf_text import Frame, PageText
from services.parser.reading.picture import picture_of
from services.parser.reading.quality import the_more_danish
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

_LEVEL = 0.009  # radians: half a degree
MAX_PAGE_LETTERS = 200_000  # the smallest print fills a large sheet with 50,000
MAX_PAGES = 5_000  # the longest minutes known have 1,400

_ENCRYPTED = {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}


class PdfReader:
    """One opened PDF. Raises DocumentError on opening; pages that can't be read are noted in ``missing``.

    Pages whose letters are of no use are counted in ``scans``, and read by the ``recogniser`` if there is one.
    """

    def __init__(self, data: bytes, recogniser: Recogniser | None = None) -> None:
        self._data = data  # PDFium reads from it as long as the document is open
        self._document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not self._document:
            raise _opening_error(pdfium.FPDF_GetLastError())
        self.page_count: int = pdfium.FPDF_GetPageCount(self._document)
        self.missing: list[int] = []
        self.scans = 0
        self._recogniser = recogniser
        self._notes = Notes(self._document)

    def __enter__(self) -> Self:
        """Refuse what has no pages, or too many."""
        if self.page_count < 1:
            self.close()
            raise DocumentError(RejectionReason.MALFORMED, "The PDF has no pages: make it anew and drop it again.")
        if self.page_count > MAX_PAGES:
            self.close()
            raise DocumentError(
                RejectionReason.LIMIT,
                f"The PDF has {self.page_count} pages, more than {MAX_PAGES}: drop one file for each meeting.",
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the document."""
        self.close()

    def close(self) -> None:
        """Give the document back to PDFium."""
        self._notes.close()
        if self._document:
            pdfium.FPDF_CloseDocument(self._document)
            self._document = None

    def beside(self) -> Iterator[Beside]:
        """Yield what lies upon the pages that were read, and what the file says of itself and shows on no page."""
        yield from self._notes.beside
        yield from properties_of(self._document, self._data)

    def pages(self) -> Iterator[Page]:
        """Yield each page that can be read. Raises DocumentError if none can."""
        for index in range(self.page_count):
            page = pdfium.FPDF_LoadPage(self._document, index)
            if not page:
                self.missing.append(index + 1)
                continue
            try:
                yield self._read(page, index + 1)
            finally:
                pdfium.FPDF_ClosePage(page)
        if len(self.missing) == self.page_count:
            raise DocumentError(
                RejectionReason.MALFORMED, "No page of the PDF can be opened: make it anew and drop it again."
            )

    def _read(self, page: Any, number: int) -> Page:
        """Read one page, by OCR where that is wanted and the letters are of no use."""
        read = _read_page(page, number)
        self._notes.read(page, number)
        self.scans += read.is_scan
        if not (read.is_scan and self._recogniser):
            return read
        if self.scans > MAX_OCR_PAGES:
            raise too_many_scans()
        return the_more_danish(_recognised(page, number, self._recogniser), replace(read, is_scan=False))


def too_many_scans() -> DocumentError:
    """Say that a file has more scanned pages than anybody reads."""
    return DocumentError(
        RejectionReason.LIMIT, f"It has more than {MAX_OCR_PAGES} scanned pages: drop one file for each meeting."
    )


def _read_page(page: Any, number: int) -> Page:
    frame = _frame(page)
    rules = merged_rules(rules_of(page, frame))
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        _must_be_a_page(text_page, number)
        segments = list(PageText(text_page, frame, rules).segments()) if text_page else []
        shows_more = is_scan(page, text_page, "\n".join(segment.text for segment in segments))
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
    laid_out = _laid_out(number, frame, segments, rules)
    return replace(laid_out, is_scan=True) if shows_more else laid_out


def _must_be_a_page(text_page: Any, number: int) -> None:
    """Refuse a page with more letters than any that is read by people."""
    letters = pdfium.FPDFText_CountChars(text_page) if text_page else 0
    if letters > MAX_PAGE_LETTERS:
        raise DocumentError(
            RejectionReason.LIMIT,
            f"Page {number} has {letters:,} letters, more than {MAX_PAGE_LETTERS:,}: print the minutes anew.",
        )


def _recognised(page: Any, number: int, recogniser: Recogniser) -> Page:
    frame, picture = _frame(page), picture_of(page)
    lean = recogniser.lean(picture)
    # What lies askew is drawn once more: at 1.5 degrees every thirtieth word would be misread.
    found = recogniser.read(picture_of(page, turn=lean) if abs(lean) > _LEVEL else picture)
    laid_out = _laid_out(number, frame, found.segments, merged_rules(rules_of(page, frame)))
    return replace(laid_out, source=Source.OCR, confidence=round(found.confidence, 3))


def _laid_out(number: int, frame: Frame, segments: Sequence[Segment], rules: Sequence[Rule]) -> Page:
    turned = frame.quarter_turns % 2
    return lay_out_page(
        PageParts(
            number=number,
            width=frame.height if turned else frame.width,
            height=frame.width if turned else frame.height,
            segments=segments,
            rules=rules,
        )
    )


def _frame(page: Any) -> Frame:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    return Frame(
        left=box.left,
        bottom=min(box.bottom, box.top),
        width=abs(box.right - box.left),
        height=abs(box.top - box.bottom),
        quarter_turns=pdfium.FPDFPage_GetRotation(page) % 4,
    )


def _opening_error(code: int) -> DocumentError:
    if code in _ENCRYPTED:
        return DocumentError(RejectionReason.ENCRYPTED, "The PDF needs a password: drop a copy that opens without one.")
    if code == pdfium.FPDF_ERR_SUCCESS:  # what PDFium says of a document with an empty page tree
        return DocumentError(RejectionReason.MALFORMED, "The PDF has no pages: make it anew and drop it again.")
    return DocumentError(
        RejectionReason.MALFORMED,
        "The PDF is damaged or cut short, as after an upload that was broken off: drop it again.",
    )


__all__ = ["MAX_PAGES", "PdfReader", "pypdfium2"]
