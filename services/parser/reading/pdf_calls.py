"""PDFium's calls that are made for every line or object of a page, bound so that they cost next to nothing.

The bindings of pypdfium2 make an object of each pointer and let go of the interpreter's lock, which takes longer than
what PDFium then does. Here pointers are numbers, and a child has one thread.
"""

import ctypes
from collections.abc import Callable
from ctypes import c_double, c_int, c_ulong, c_void_p
from typing import Any

import pypdfium2.raw as pdfium

Handle = int
"""The address of something of PDFium's."""


def address(pointer: Any) -> Handle:
    """Take the address out of a pointer of pypdfium2."""
    return ctypes.cast(pointer, c_void_p).value or 0


def _bound(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *arguments)(address(getattr(pdfium, name)))


count_rectangles = _bound("FPDFText_CountRects", c_int, c_void_p, c_int, c_int)
get_rectangle = _bound("FPDFText_GetRect", c_int, c_void_p, c_int, c_void_p, c_void_p, c_void_p, c_void_p)
get_loose_box = _bound("FPDFText_GetLooseCharBox", c_int, c_void_p, c_int, c_void_p)
get_size = _bound("FPDFText_GetFontSize", c_double, c_void_p, c_int)
get_matrix = _bound("FPDFText_GetMatrix", c_int, c_void_p, c_int, c_void_p)
get_font = _bound("FPDFText_GetFontInfo", c_ulong, c_void_p, c_int, c_void_p, c_ulong, c_void_p)
get_weight = _bound("FPDFText_GetFontWeight", c_int, c_void_p, c_int)
index_of_letter = _bound("FPDFText_GetCharIndexFromTextIndex", c_int, c_void_p, c_int)
get_object = _bound("FPDFPage_GetObject", c_void_p, c_void_p, c_int)
get_kind = _bound("FPDFPageObj_GetType", c_int, c_void_p)
