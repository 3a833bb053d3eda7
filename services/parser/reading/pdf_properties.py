"""What a PDF says of itself and shows on no page: its properties, bookmarks, and the names of files inside."""

import html
import re
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any

import pypdfium2.raw as pdfium

from services.parser.reading.charset import decode
from services.parser.reading.model import Beside
from services.parser.reading.pdf_strings import as_wide, wide

_WORDS = ("Title", "Author", "Subject", "Keywords", "Company", "Manager", "Category", "Comments")
_PROGRAMS = ("Creator", "Producer")  # their versions are numbers too
_DULL = frozenset(("Type", "CreationDate", "ModDate", "SourceModified", "Trapped", *_PROGRAMS))
_MAX_ATTACHMENTS = 200
_MAX_BOOKMARKS = 10_000
_MAX_DEPTH = 50
_MAX_KEYS = 200
# PDFium tells of those properties alone whose names one knows, and of no XMP: both are looked for in the bytes.
_INFO = re.compile(rb"/Info\s+(\d{1,10})\s+(\d{1,5})\s+R")
_KEY = re.compile(rb"/([A-Za-z][^\s()<>\[\]{}/%]{0,60})\s*[(<]")
_CODED = re.compile(rb"#([0-9A-Fa-f]{2})")
_INFO_BYTES = 16 * 1024
_WITHIN_BYTES = 1024 * 1024  # of the file's end, or its beginning: where it says which object that is
_XMP = b"/XML"
_XMP_BYTES = 1024 * 1024
_MAX_PACKETS = 20  # pictures have their own
_HEAD_BYTES = 500  # of a stream, which says how it is packed
_VALUE = re.compile(r">([^<>]+)<|=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')")


def properties_of(document: Any, data: bytes) -> Iterator[Beside]:
    """Yield all that an opened document says of itself; ``data`` are its bytes."""
    for name in dict.fromkeys((*_WORDS, *_names_in(data), *_PROGRAMS)):
        if text := wide(partial(pdfium.FPDF_GetMetaText, document, name.encode("latin-1"))):
            shown = text if name in _WORDS else f"{name}: {text}"
            yield Beside(text=shown, is_address=name in _PROGRAMS)
    for index in range(min(pdfium.FPDFDoc_GetAttachmentCount(document), _MAX_ATTACHMENTS)):
        inside = pdfium.FPDFDoc_GetAttachment(document, index)
        if inside:
            yield Beside(text=wide(partial(_name, inside)), is_address=True)
    yield from _bookmarks(document)
    for packet in _packets(data):
        yield Beside(text="\n\n".join(html.unescape("".join(found)) for found in _VALUE.findall(packet)))


def _name(inside: Any, buffer: Any, size: int) -> int:
    return int(pdfium.FPDFAttachment_GetName(inside, as_wide(buffer), size))


def _names_in(data: bytes) -> Iterator[str]:
    """Name the properties that a program has made up, where they are not packed."""
    found = _INFO.findall(data[-_WITHIN_BYTES:]) or _INFO.findall(data[:_WITHIN_BYTES])
    at = data.rfind(b"\n%s %s obj" % found[-1]) if found else -1
    if at >= 0:
        for key in _KEY.findall(data[at : at + _INFO_BYTES].partition(b"endobj")[0])[:_MAX_KEYS]:
            name = _CODED.sub(lambda code: bytes.fromhex(code[1].decode()), key).decode("latin-1")
            if name not in _DULL:
                yield name


def _bookmarks(document: Any) -> Iterator[Beside]:
    """Yield the titles of all bookmarks; those that go in a circle end as all do, by their number."""
    waiting = [(pdfium.FPDFBookmark_GetFirstChild(document, None), 0)]
    for _ in range(_MAX_BOOKMARKS):
        if not waiting:
            return
        bookmark, depth = waiting.pop()
        if not bookmark:
            continue
        if title := wide(partial(pdfium.FPDFBookmark_GetTitle, bookmark)):
            yield Beside(text=title)
        waiting.append((pdfium.FPDFBookmark_GetNextSibling(document, bookmark), depth))
        if depth < _MAX_DEPTH:
            waiting.append((pdfium.FPDFBookmark_GetFirstChild(document, bookmark), depth + 1))


def _packets(data: bytes) -> Iterator[str]:
    """Yield what stands in XMP, packed or not."""
    at = data.find(_XMP)
    for _ in range(_MAX_PACKETS):
        if at < 0:
            return
        stream = data.find(b"stream", at, at + _HEAD_BYTES)
        if stream >= 0:
            begin = stream + len(b"stream\n")
            head = data[max(0, at - _HEAD_BYTES) : stream].rpartition(b" obj")[2]
            packed = data[begin : begin + _XMP_BYTES].lstrip(b"\n")
            yield decode(_unpacked(packed) if b"/FlateDecode" in head else packed.partition(b"endstream")[0])
        at = data.find(_XMP, at + 1)


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _XMP_BYTES)
    except zlib.error:
        return b""
