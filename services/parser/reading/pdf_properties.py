"""What a PDF says of itself and shows on no page: title, author, keywords, and the names of files inside."""

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pypdfium2.raw as pdfium

_TAGS = (b"Title", b"Author", b"Subject", b"Keywords")
_MAX_BYTES = 64 * 1024
_MAX_ATTACHMENTS = 200


def properties_of(document: Any) -> Iterator[str]:
    """Yield every property of an opened document that holds anything; one that is absurdly long is left out."""
    for tag in _TAGS:
        yield from _text(partial(pdfium.FPDF_GetMetaText, document, tag))
    for index in range(min(pdfium.FPDFDoc_GetAttachmentCount(document), _MAX_ATTACHMENTS)):
        inside = pdfium.FPDFDoc_GetAttachment(document, index)
        if inside:
            yield from _text(partial(_name, inside))


def _name(inside: Any, buffer: Any, size: int) -> int:
    wide = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)) if buffer else None
    return int(pdfium.FPDFAttachment_GetName(inside, wide, size))


def _text(read: Callable[[Any, int], int]) -> Iterator[str]:
    """Ask how long a text is, then for the text: UTF-16 with a NUL at its end."""
    size = read(None, 0)
    if 2 < size <= _MAX_BYTES:
        buffer = ctypes.create_string_buffer(size)
        read(buffer, size)
        yield buffer.raw[: size - 2].decode("utf-16-le", "replace")
