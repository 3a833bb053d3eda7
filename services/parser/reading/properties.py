"""What files without pages say of themselves and show to nobody: title, author, keywords, description."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from services.parser.reading.office_xml import Attributes, Listener, tell
from services.parser.reading.package import Package
from services.parser.reading.sniff import Kind
from shared.errors import DocumentError

_HEAD_BYTES = 64 * 1024  # where web pages and rich text have such things
_META = re.compile(rb"<meta\b[^<>]{0,4000}", re.IGNORECASE)
_TELLING = re.compile(
    rb"""name\s*=\s*["']?(?:dc\.)?(?:author|creator|description|keywords|subject|title)\b""", re.IGNORECASE
)
_INFO = re.compile(rb"\{\\(?:title|subject|author|manager|operator|keywords|doccomm|category)\b([^{}]{0,4000})")
_ELEMENTS = {"title", "subject", "creator", "initial-creator", "lastModifiedBy", "keywords", "keyword", "description"}


def properties_of(kind: Kind, data: bytes) -> tuple[str, ...]:
    """Give every property of a file that holds anything. A file whose properties are damaged may be read still."""
    try:
        return tuple(_READERS[kind](data)) if kind in _READERS else ()
    except DocumentError:
        return ()


def _of_html(data: bytes) -> Iterator[str]:
    """Yield what a page tells machines. Not decoded: digits are the same in every charset."""
    return (meta[0].decode("latin-1") for meta in _META.finditer(data[:_HEAD_BYTES]) if _TELLING.search(meta[0]))


def _of_rtf(data: bytes) -> Iterator[str]:
    return (info[1].decode("latin-1") for info in _INFO.finditer(data[:_HEAD_BYTES]))


def _of_office(part: str, data: bytes) -> Iterator[str]:
    package, words = Package(data, "Office file"), _Words()
    if part in package:
        tell(package, part, words)
    return filter(None, words.found)


_READERS: dict[Kind, Callable[[bytes], Iterator[str]]] = {
    Kind.HTML: _of_html,
    Kind.RTF: _of_rtf,
    Kind.DOCX: partial(_of_office, "docProps/core.xml"),
    Kind.ODT: partial(_of_office, "meta.xml"),
}


class _Words(Listener):
    """Hears the text of the elements that may tell of somebody."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._listens = False

    def start(self, name: str, _attributes: Attributes) -> bool:
        """Hear an element's start."""
        self._listens = name.rpartition(":")[2] in _ELEMENTS
        self.found.append("")
        return True

    def end(self, _name: str) -> None:
        """Hear an element's end."""
        self._listens = False

    def text(self, text: str) -> None:
        """Hear text, which may come in pieces."""
        if self._listens:
            self.found[-1] += text
