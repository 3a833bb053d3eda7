"""Strings that PDFium gives out in two calls: how long it is, then the string."""

import ctypes
from collections.abc import Callable
from typing import Any

_MAX_BYTES = 64 * 1024


def wide(read: Callable[[Any, int], int]) -> str:
    """Read a text of UTF-16 with a NUL at its end; "" if there is none, or one that is absurdly long."""
    return _read(read).decode("utf-16-le", "replace").rstrip("\0")


def narrow(read: Callable[[Any, int], int]) -> str:
    """Read a text of bytes with a NUL at its end, as addresses have it."""
    return _read(read).decode("utf-8", "replace").rstrip("\0")


def as_wide(buffer: Any) -> Any:
    """Hand a buffer to those calls that ask for letters of two bytes."""
    return ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)) if buffer else None


def _read(read: Callable[[Any, int], int]) -> bytes:
    size = int(read(None, 0))
    if not 0 < size <= _MAX_BYTES:
        return b""
    buffer = ctypes.create_string_buffer(size)
    read(buffer, size)
    return buffer.raw[:size]
