"""Whether a PDF page shows what its text layer does not say, so that it must be read from its picture."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

from services.parser.reading.picture import picture_of
from services.parser.reading.quality import has_danish_letters, is_garbled, is_unreadable, lost_danish_letters

_STAMP_LETTERS = 200  # what a scanner or an archive prints over a picture
_SCAN = 0.5  # of the page: what the picture goes over on a page with a stamp
_PICTURE = 0.02  # of the page: what is worth a look where there is no text at all
_INK = 0.003  # of the page: more than a rule; a page of text has 0.03
_LOOK_DPI = 36
_MAX_UNMAPPED = 0.005  # of all signs
_MAX_OBJECTS = 2_000  # of a page are looked at; a scan in strips has hundreds


def is_scan(page: Any, text_page: Any, text: str) -> bool:
    """Tell whether a loaded page must be read by OCR; ``text`` is what its text layer says."""
    if not text.strip():
        return bool(pdfium.FPDFPage_CountObjects(page)) and (_pictured(page) >= _PICTURE or _ink(page) >= _INK)
    if len(text) < _STAMP_LETTERS and _pictured(page) >= _SCAN:
        return True
    if is_unreadable(text):
        return True
    # To ask for every letter takes as long as to read the page: only where letters seem to be missing.
    return not has_danish_letters(text) and (
        lost_danish_letters(text) or is_garbled(text) or _unmapped(text_page) > _MAX_UNMAPPED * len(text)
    )


def _pictured(page: Any) -> float:
    """Measure which share of the page its pictures go over, from the first to the last."""
    whole = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, whole)
    edges = [ctypes.c_float() for _ in range(4)]
    boxes: list[tuple[float, ...]] = []
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        is_picture = pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_IMAGE
        if is_picture and pdfium.FPDFPageObj_GetBounds(item, *map(ctypes.byref, edges)):
            boxes.append(tuple(edge.value for edge in edges))
    area = (whole.right - whole.left) * (whole.top - whole.bottom)
    if not boxes or area <= 0:
        return 0.0
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    width = min(whole.right, max(rights)) - max(whole.left, min(lefts))
    height = min(whole.top, max(tops)) - max(whole.bottom, min(bottoms))
    return float(max(0.0, width) * max(0.0, height) / area)


def _ink(page: Any) -> float:
    """Measure how much of the page is dark, on a small picture of it."""
    grey = picture_of(page, _LOOK_DPI).grey
    return 1 - sum(grey) / (255 * len(grey))


def _unmapped(text_page: Any) -> int:
    """Count the letters for which the page's fonts do not say which letters they are."""
    count = pdfium.FPDFText_CountChars(text_page)
    return sum(pdfium.FPDFText_HasUnicodeMapError(text_page, index) == 1 for index in range(count))
