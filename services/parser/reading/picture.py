"""A PDF page as a grey picture, for whoever reads pictures: PDFium's calls for drawing, and nothing else."""

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, sin, sqrt
from typing import Any

import pypdfium2.raw as pdfium

DPI = 200  # enough for 99 % of all words; 300 takes twice the time and reads no more
_MAX_PIXELS = 24_000_000  # six pages of A4, and 24 MB: larger pages are drawn with fewer points for each inch
_POINTS_PER_INCH = 72
_INK = bytes(level < 128 for level in range(256))
_WHITE = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page as it is shown, one byte for each pixel, black is 0; from the top left corner, row by row."""

    width: int
    height: int
    dpi: float
    grey: bytes

    @property
    def points(self) -> float:
        """How many points one pixel measures."""
        return _POINTS_PER_INCH / self.dpi

    def ink(self) -> bytes:
        """Say of each pixel whether it is dark: 1, else 0."""
        return self.grey.translate(_INK)

    def stroke(self, boxes: Iterable[tuple[int, int, int, int]]) -> float:
        """Measure how broad the strokes in some boxes (left, top, right, bottom) are on average, in pixels."""
        dark = runs = 0
        for left, top, right, bottom in boxes:
            for start in range(top * self.width, bottom * self.width, self.width):
                row = self.grey[start + left : start + right].translate(_INK)
                dark += row.count(1)
                runs += row.count(b"\0\1") + row.startswith(b"\1")
        return dark / runs if runs else 0.0


def picture_of(page: Any, dpi: float = DPI, turn: float = 0.0) -> Picture:
    """Draw a loaded page, turned around its middle by so many radians. Raises MemoryError where that takes too much."""
    width, height = (max(1.0, size(page)) for size in (pdfium.FPDF_GetPageWidthF, pdfium.FPDF_GetPageHeightF))
    scale = min(dpi / _POINTS_PER_INCH, sqrt(_MAX_PIXELS / (width * height)))
    columns, rows = max(1, int(width * scale)), max(1, int(height * scale))
    grey = (ctypes.c_ubyte * (columns * rows))()
    bitmap = pdfium.FPDFBitmap_CreateEx(columns, rows, pdfium.FPDFBitmap_Gray, grey, columns)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, _WHITE)
        how = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE
        if turn:
            across, down = scale * cos(turn), scale * sin(turn)
            x, y = (columns - across * width + down * height) / 2, (rows - down * width - across * height) / 2
            matrix, whole = pdfium.FS_MATRIX(across, down, -down, across, x, y), pdfium.FS_RECTF(0, 0, columns, rows)
            pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, whole, how)
        else:
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, how)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return Picture(width=columns, height=rows, dpi=scale * _POINTS_PER_INCH, grey=bytes(grey))
