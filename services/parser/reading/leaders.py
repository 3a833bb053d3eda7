"""Dots that lead from a title to its page, taken out of a picture: OCR reads them as words, and the title wrong."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from services.parser.reading.picture import Picture

_LEAST = 4
_DOT = re.compile(rb"\x01{1,5}")
_DOTS = re.compile(rb"\x01{1,5}(?:\x00{2,32}\x01{1,5}){%d,}" % (_LEAST - 1))
_DOT_ROWS = 4  # that a dot goes up and down from any of its own rows
_EMPTY_ROWS = 14  # above a dot and below; no part of a letter stands so far from all others
_EMPTY_COLUMNS = 2


def without_leaders(picture: Picture) -> Picture:
    """Paint rows of single dots white."""
    ink, width = picture.ink(), picture.width
    grey = bytearray(picture.grey)
    for start, stop in _leaders(ink, width):
        for row in range(-_DOT_ROWS, _DOT_ROWS + 1):
            first = start + row * width
            if 0 <= first <= len(grey) - width:
                grey[first : first + stop - start] = b"\xff" * (stop - start)
    return replace(picture, grey=bytes(grey))


def _leaders(ink: bytes, width: int) -> Iterator[tuple[int, int]]:
    """Find where rows of dots begin and end; each is found in every row of pixels that it goes through."""
    for found in _DOTS.finditer(_lonely(ink, width)):
        dots = [(found.start() + dot.start(), found.start() + dot.end()) for dot in _DOT.finditer(found[0])]
        for is_alone, group in groupby(dots, lambda dot: _is_alone(ink, width, *dot)):
            together = list(group)
            if is_alone and len(together) >= _LEAST:
                yield together[0][0], together[-1][1]


def _lonely(ink: bytes, width: int) -> bytes:
    """Keep ink that has none above or below it; the picture as one long number, which is quick to move by rows."""
    whole = int.from_bytes(ink, "big")
    near = 0
    for rows in range(_DOT_ROWS, _EMPTY_ROWS, 2):
        near |= whole << 8 * rows * width | whole >> 8 * rows * width
    return (whole & ~near).to_bytes(len(ink), "big")


def _is_alone(ink: bytes, width: int, start: int, stop: int) -> bool:
    """Tell whether there is nothing above and below a dot."""
    away = (*range(-_EMPTY_ROWS, -_DOT_ROWS), *range(_DOT_ROWS + 1, _EMPTY_ROWS))
    places = (rows * width + start - _EMPTY_COLUMNS for rows in away)
    return not any(1 in ink[max(0, at) : max(0, at + stop - start + 2 * _EMPTY_COLUMNS)] for at in places)
