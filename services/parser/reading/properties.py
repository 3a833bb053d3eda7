"""What web pages and rich text say of themselves and show to nobody: author, keywords, description."""

import re
from collections.abc import Iterator

_HEAD_BYTES = 64 * 1024  # such things stand at a file's beginning
_META = re.compile(rb"<meta\b[^<>]{0,4000}", re.IGNORECASE)
_TELLING = re.compile(
    rb"""name\s*=\s*["']?(?:dc\.)?(?:author|creator|description|keywords|subject|title)\b""", re.IGNORECASE
)
_INFO = re.compile(rb"\{\\(?:title|subject|author|manager|operator|keywords|doccomm|category)\b([^{}]{0,4000})")


def html_properties(data: bytes) -> Iterator[str]:
    """Yield what the head of a web page tells machines. Not decoded: digits are the same in every charset."""
    return (meta[0].decode("latin-1") for meta in _META.finditer(data[:_HEAD_BYTES]) if _TELLING.search(meta[0]))


def rtf_properties(data: bytes) -> Iterator[str]:
    """Yield what the information group of a rich text says."""
    return (info[1].decode("latin-1") for info in _INFO.finditer(data[:_HEAD_BYTES]))
