"""What lies upon a PDF's pages: fields of forms as they are filled in, notes, and what links lead to."""

import ctypes
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pypdfium2.raw as pdfium

from services.parser.reading.model import Beside
from services.parser.reading.pdf_strings import as_wide, narrow, wide

_MAX_NOTES = 2_000  # of one page
_MAX_ALL = 50_000  # of one file
_WORDS = (b"Contents", b"Subj", b"TU", b"DV")
_RICH = b"RC"
_NUMBER = re.compile(r"[0-9]+")
_TAG = re.compile(r"<[^<>]*>")


class Notes:
    """Reads what lies upon the pages of an opened document, page by page; ``beside`` is what there was."""

    def __init__(self, document: Any) -> None:
        self.beside: list[Beside] = []
        self._document = document
        self._form: Any = None
        self._left = _MAX_ALL
        self._settings: Any = None  # PDFium reads them as long as the form is open

    def read(self, page: Any, number: int) -> None:
        """Read those of one page."""
        count = min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_NOTES, self._left)
        self._left -= max(count, 0)
        for index in range(count):
            note = pdfium.FPDFPage_GetAnnot(page, index)
            if note:
                try:
                    self.beside += self._of(note, number)
                finally:
                    pdfium.FPDFPage_CloseAnnot(note)

    def close(self) -> None:
        """Give the form back to PDFium."""
        if self._form:
            pdfium.FPDFDOC_ExitFormFillEnvironment(self._form)
            self._form = None

    def _of(self, note: Any, page: int) -> Iterator[Beside]:
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        words = [_value(note, key) for key in _WORDS]
        words.append(_TAG.sub("\n", _value(note, _RICH)))
        name = _value(note, b"T")
        if kind == pdfium.FPDF_ANNOT_WIDGET:  # programs name and number their fields
            yield Beside(text=name, page=page, is_address=True)
            words.append(f"{_NUMBER.sub('', name)}: {self._filled_in(note)}")
        else:
            words.append(name)  # of whoever wrote it
        if text := "\n\n".join(filter(None, words)):
            yield Beside(text=text, page=page, is_shown=True)
        for address in _addresses(self._document, note, kind):
            yield Beside(text=address, page=page, is_address=True)

    def _filled_in(self, note: Any) -> str:
        """Read a field, whose value may stand in the one that it is a part of."""
        if value := _value(note, b"V"):
            return value
        if self._form is None:
            self._form = self._opened_form()
        if not self._form:
            return ""
        form = self._form
        return wide(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, note, as_wide(buffer), size))

    def _opened_form(self) -> Any:
        if pdfium.FPDF_GetFormType(self._document) == pdfium.FORMTYPE_NONE:
            return False
        self._settings = pdfium.FPDF_FORMFILLINFO(version=2)
        return pdfium.FPDFDOC_InitFormFillEnvironment(self._document, ctypes.pointer(self._settings)) or False


def _value(note: Any, key: bytes) -> str:
    return wide(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(note, key, as_wide(buffer), size))


def _addresses(document: Any, note: Any, kind: int) -> Iterator[str]:
    if kind == pdfium.FPDF_ANNOT_FILEATTACHMENT and (inside := pdfium.FPDFAnnot_GetFileAttachment(note)):
        yield wide(lambda buffer, size: pdfium.FPDFAttachment_GetName(inside, as_wide(buffer), size))
    link = pdfium.FPDFAnnot_GetLink(note) if kind == pdfium.FPDF_ANNOT_LINK else None
    action = pdfium.FPDFLink_GetAction(link) if link else None
    if action:
        yield narrow(partial(pdfium.FPDFAction_GetURIPath, document, action))
        yield narrow(partial(pdfium.FPDFAction_GetFilePath, action))
