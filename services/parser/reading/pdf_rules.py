"""The straight lines that one PDF page draws: what a table's borders are made of."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from services.parser.reading import pdf_calls
from services.parser.reading.geometry import Rule
from services.parser.reading.pdf_text import Frame

MAX_PATHS = 20_000  # a page with more is a map or an attack, and no table is lost
MAX_PIECES = 4_000  # of one path
_PATH: int = pdfium.FPDF_PAGEOBJ_PATH
_THIN = 2.5  # points: a line may be drawn as a filled rectangle
_SHORTEST = 6.0  # points


def rules_of(page: Any, frame: Frame) -> list[Rule]:
    """Find the straight lines among the page's own paths; none if there are too many paths to look at."""
    count = pdfium.FPDFPage_CountObjects(page)
    if count > MAX_PATHS:
        return []
    rules: list[Rule] = []
    edges = [ctypes.c_float() for _ in range(4)]
    references = [ctypes.byref(edge) for edge in edges]
    for index in _paths(page, count):
        item = pdfium.FPDFPage_GetObject(page, index)
        if not pdfium.FPDFPageObj_GetBounds(item, *references):
            continue
        left, bottom, right, top = (edge.value for edge in edges)
        if min(right - left, top - bottom) <= _THIN:
            rules += _rule(frame.place(left, bottom), frame.place(right, top))
        elif right - left >= _SHORTEST and top - bottom >= _SHORTEST:
            rules += _stroked(item, frame)
        if len(rules) > MAX_PATHS:
            return []
    return rules


def _paths(page: Any, count: int) -> list[int]:
    """Find which objects are paths; browsers make one of every letter, so that nothing else may happen here."""
    get_kind, get_object, where, path = pdf_calls.get_kind, pdf_calls.get_object, pdf_calls.address(page), _PATH
    return [index for index in range(count) if get_kind(get_object(where, index)) == path]


def _rule(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    width, height = abs(one[0] - other[0]), abs(one[1] - other[1])
    if height <= _THIN and width >= _SHORTEST:
        start, end = sorted((one[0], other[0]))
        yield Rule(horizontal=True, at=(one[1] + other[1]) / 2, start=start, end=end)
    elif width <= _THIN and height >= _SHORTEST:
        start, end = sorted((one[1], other[1]))
        yield Rule(horizontal=False, at=(one[0] + other[0]) / 2, start=start, end=end)


def _stroked(path: Any, frame: Frame) -> Iterator[Rule]:
    """Take a drawn frame or grid apart into its straight pieces; filled areas have no lines."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    drawn = pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke)) and stroke.value
    pieces = pdfium.FPDFPath_CountSegments(path)
    if not drawn or not 0 < pieces <= MAX_PIECES:
        return
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix)):
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    begun = before = (0.0, 0.0)
    for index in range(pieces):
        piece = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(piece, ctypes.byref(x), ctypes.byref(y))
        point = frame.place(
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(piece)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begun = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield from _rule(before, point)
        before = point
        if pdfium.FPDFPathSegment_GetClose(piece):
            yield from _rule(before, begun)
