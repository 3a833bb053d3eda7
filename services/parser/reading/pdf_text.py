"""The text of one PDF page as segments: PDFium's calls for text, and nothing else.

PDFium breaks lines by itself (CRLF) and puts U+FFFE for a hyphen at a line's end. It is asked for rectangles
and a few single letters of each line, never for every letter: that would take four times as long.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import hypot
from typing import Any

import pypdfium2.raw as pdfium

from services.parser.reading.geometry import Segment
from services.parser.reading.letters import clean, squeeze

_LINE = re.compile("[^\r\n\ufffe]+")
_HYPHEN = "\ufffe"
_FAR = 0.95  # ems between two words that do not belong together
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|[-,]bd\b", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|kursiv", re.IGNORECASE)
_ITALIC_FLAG, _FORCE_BOLD_FLAG = 1 << 6, 1 << 18
_BOLD_WEIGHT = 700
_SWAPPED = re.compile("[\u4100-\u7a00]")
_Index = Callable[[int], int]
"""From a letter's place in the text to its place among PDFium's letters."""
_MAX_RECTANGLES = 2000  # for one line; more are no text that anybody reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How a page's own coordinates become points from the top left corner as it is shown."""

    left: float
    bottom: float
    width: float
    height: float
    quarter_turns: int = 0

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Turn one point."""
        x, y = x - self.left, y - self.bottom
        match self.quarter_turns:
            case 1:
                return y, x
            case 2:
                return self.width - x, y
            case 3:
                return self.width - y, self.height - x
            case _:
                return x, self.height - y


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """The part of a line that becomes one segment; ``is_uniform`` says that one font has drawn it."""

    text: str
    start: int
    stop: int
    x0: float
    x1: float
    hyphenated: bool
    is_uniform: bool


class PageText:
    """Reads the segments of one loaded text page."""

    def __init__(self, text_page: Any, frame: Frame) -> None:
        self._page = text_page
        self._frame = frame
        self._box = [ctypes.c_double() for _ in range(4)]
        self._refs = [ctypes.byref(number) for number in self._box]
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()

    def segments(self) -> Iterator[Segment]:
        """Yield the page's segments in the order in which they were drawn."""
        letters, one_to_one = self._letters()
        for match in _LINE.finditer(letters):
            line = match[0]
            if not line.strip():
                continue
            begin = match.start() + len(line) - len(line.lstrip())
            end = match.start() + len(line.rstrip())
            hyphenated = letters[match.end() : match.end() + 1] == _HYPHEN
            yield from self._in_line(letters, begin, end, one_to_one=one_to_one, hyphenated=hyphenated)

    def _letters(self) -> tuple[str, bool]:
        """Take all letters of the page, one for each of PDFium's 16-bit units."""
        count = pdfium.FPDFText_CountChars(self._page)
        if count <= 0:
            return "", True
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self._page, 0, count, buffer)
        raw = bytes(buffer)[: max(0, written - 1) * 2]
        letters = raw.decode("utf-16-le", errors="surrogatepass")
        if len(letters) * 2 != len(raw):  # beyond the first plane: keep the halves apart, so that places agree
            letters = "".join(map(chr, buffer[: len(raw) // 2]))
        return letters, len(letters) == count

    def _in_line(self, letters: str, begin: int, end: int, *, one_to_one: bool, hyphenated: bool) -> Iterator[Segment]:
        at: _Index = int if one_to_one else self._char_index
        first, last = at(begin), at(end - 1)
        groups, is_uniform = self._groups(first, last - first + 1, self._size(first))
        cuts = [begin]
        if len(groups) > 1:
            inked = [index for index in range(begin, end) if not letters[index].isspace()]
            cuts += [self._first_from(inked, x0, at) for x0, _ in groups[1:]]
        cuts.append(end)
        for (x0, x1), start, stop in zip(groups, cuts, cuts[1:], strict=False):
            text = _repaired(letters[start:stop])
            if text:
                is_last = hyphenated and stop == end
                piece = _Piece(
                    text=text, start=start, stop=stop, x0=x0, x1=x1, hyphenated=is_last, is_uniform=is_uniform
                )
                yield self._segment(letters, piece, at)

    def _segment(self, letters: str, piece: _Piece, at: _Index) -> Segment:
        start, stop = piece.start, piece.stop
        while stop - start > 1 and letters[stop - 1].isspace():
            stop -= 1
        first, last = at(start), at(stop - 1)
        bold, italic = last_bold, last_italic = self._style(first)
        size, lead = self._size(first), ""
        if not piece.is_uniform and last > first:
            last_bold, last_italic = self._style(last)
            size = max(size, self._size(last))  # a list's number or a footnote's may be smaller
            if bold and not last_bold:
                lead = _repaired(letters[start : self._last_bold(start, stop, at)])
        return Segment(
            text=piece.text,
            x0=piece.x0,
            x1=piece.x1,
            baseline=self._baseline(first),
            size=size,
            bold=bold and last_bold,
            italic=italic and last_italic,
            lead=lead,
            hyphenated=piece.hyphenated,
        )

    def _last_bold(self, start: int, stop: int, at: _Index) -> int:
        """Find where the bold beginning ends, taking it that boldness ends once."""
        low, high = start, stop - 1
        while high - low > 1:
            middle = (low + high) // 2
            if self._style(at(middle))[0]:
                low = middle
            else:
                high = middle
        return high

    def _groups(self, first: int, count: int, size: float) -> tuple[list[tuple[float, float]], bool]:
        """Merge a line's rectangles where they are near: what is left are its columns, left to right.

        PDFium gives one rectangle for each text object, so that a single one means a single font.
        """
        left, top, right, bottom = self._box
        spans: list[tuple[float, float]] = []
        for index in range(min(pdfium.FPDFText_CountRects(self._page, first, count), _MAX_RECTANGLES)):
            if pdfium.FPDFText_GetRect(self._page, index, *self._refs):
                one = self._frame.place(left.value, top.value)[0]
                other = self._frame.place(right.value, bottom.value)[0]
                spans.append((min(one, other), max(one, other)))
        if len(spans) > 1:
            spans.sort()
        merged = spans[:1]
        for x0, x1 in spans[1:]:
            if x0 - merged[-1][1] < _FAR * size:
                merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
            else:
                merged.append((x0, x1))
        return merged or [(0.0, 0.0)], len(spans) <= 1

    def _first_from(self, inked: list[int], x0: float, at: _Index) -> int:
        """Find the first letter at or right of ``x0`` by halving."""
        left, right, bottom, top = self._box
        low, high = 0, len(inked) - 1
        while low < high:
            middle = (low + high) // 2
            pdfium.FPDFText_GetCharBox(self._page, at(inked[middle]), *self._refs)
            one = self._frame.place(left.value, bottom.value)[0]
            other = self._frame.place(right.value, top.value)[0]
            if (one + other) / 2 < x0:
                low = middle + 1
            else:
                high = middle
        return inked[low]

    def _char_index(self, text_index: int) -> int:
        index: int = pdfium.FPDFText_GetCharIndexFromTextIndex(self._page, text_index)
        return max(0, index)

    def _baseline(self, index: int) -> float:
        x, y = self._box[:2]
        pdfium.FPDFText_GetCharOrigin(self._page, index, *self._refs[:2])
        return self._frame.place(x.value, y.value)[1]

    def _size(self, index: int) -> float:
        """Take the size as shown: what PDFium calls the size is not scaled yet."""
        size: float = pdfium.FPDFText_GetFontSize(self._page, index)
        if pdfium.FPDFText_GetMatrix(self._page, index, ctypes.byref(self._matrix)):
            size *= hypot(self._matrix.c, self._matrix.d) or 1.0
        return max(0.5, min(size, 1000.0))

    def _style(self, index: int) -> tuple[bool, bool]:
        length = pdfium.FPDFText_GetFontInfo(self._page, index, self._name, len(self._name), ctypes.byref(self._flags))
        name = self._name.raw[: max(0, min(length, len(self._name)) - 1)].decode("utf-8", errors="replace")
        flags = self._flags.value if length else 0
        bold = bool(_BOLD_NAME.search(name) or flags & _FORCE_BOLD_FLAG)
        bold = bold or pdfium.FPDFText_GetFontWeight(self._page, index) >= _BOLD_WEIGHT
        return bold, bool(_ITALIC_NAME.search(name) or flags & _ITALIC_FLAG)


def _repaired(letters: str) -> str:
    """Put right what writers of PDF get wrong about letters, then clean them."""
    if letters.isascii():
        return squeeze(letters)
    # Ghostscript swaps the bytes of ligatures: U+6600 stands for "f". Danish has no use for these signs.
    letters = _SWAPPED.sub(lambda match: chr(ord(match[0]) >> 8) if not ord(match[0]) & 0xFF else match[0], letters)
    if any("\ud800" <= letter < "\ue000" for letter in letters):
        letters = letters.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return squeeze(clean(letters))
