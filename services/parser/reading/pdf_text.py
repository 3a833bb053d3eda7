"""The text of one PDF page as segments: PDFium's calls for text, and nothing else.

PDFium breaks lines by itself (CRLF) and puts U+FFFE for a hyphen at a line's end. It is asked for rectangles
and a few single letters of each line, never for every letter: that would take four times as long.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import hypot
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from services.parser.reading.geometry import Segment
from services.parser.reading.letters import PLAIN, clean, squeeze

_LINE = re.compile("[^\r\n\ufffe]+")
_WORD = re.compile(r"\S+")
_HYPHEN = "\ufffe"
_FAR = 0.95  # ems between two words that do not belong together
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|[-,]bd\b", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|kursiv", re.IGNORECASE)
_ITALIC_FLAG, _FORCE_BOLD_FLAG = 1 << 6, 1 << 18
_BOLD_WEIGHT = 700
_SWAPPED = re.compile("[\u4100-\u7a00]")
_Index = Callable[[int], int]
"""From a letter's place in the text to its place among PDFium's letters."""
_HALVES = re.compile("[\ud800-\udfff]")
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

    def across(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float]:
        """Say from where to where a box goes, from left to right."""
        if not self.quarter_turns:
            return left - self.left, right - self.left
        one, other = self.place(left, bottom)[0], self.place(right, top)[0]
        return min(one, other), max(one, other)


class _Group(NamedTuple):
    """From where to where some words go, drawn with at most so many fonts: PDFium's rectangles never mix two."""

    x0: float
    x1: float
    fonts: int


class _Piece(NamedTuple):
    """The part of a line that becomes one segment; its letters stand from ``start`` to ``stop``."""

    text: str
    start: int
    stop: int
    group: _Group
    hyphenated: bool


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
        self._flags_at = ctypes.byref(self._flags)
        self._matrix_at = ctypes.byref(self._matrix)
        self._styles: dict[tuple[bytes, int], tuple[bool, bool]] = {}

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
        size = self._size(first)
        groups = self._groups(first, last - first + 1, size)
        cuts = [begin]
        if len(groups) > 1:
            words = [match.start() for match in _WORD.finditer(letters, begin, end)]
            cuts += [self._first_from(words, group.x0, at) for group in groups[1:]]
        cuts.append(end)
        for group, start, stop in zip(groups, cuts, cuts[1:], strict=False):
            text = _repaired(letters[start:stop])
            if text:
                is_last = hyphenated and stop == end
                piece = _Piece(text, start, start + len(letters[start:stop].rstrip()), group, hyphenated=is_last)
                yield self._segment(letters, piece, at, size if start == begin else None)

    def _segment(self, letters: str, piece: _Piece, at: _Index, size: float | None) -> Segment:
        first = at(piece.start)
        bold, italic = last_bold, last_italic = self._style(first)
        size, lead = size or self._size(first), ""
        if piece.group.fonts > 1:
            last = at(piece.stop - 1)
            last_bold, last_italic = self._style(last)
            size = max(size, self._size(last))  # a list's number or a footnote's may be smaller
            if bold and not last_bold:
                lead = _repaired(letters[piece.start : self._last_bold(piece.start, piece.stop, at)])
        return Segment(
            text=piece.text,
            x0=piece.group.x0,
            x1=piece.group.x1,
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

    def _groups(self, first: int, count: int, size: float) -> list[_Group]:
        """Merge a line's rectangles where they are near: what is left are its columns, left to right."""
        left, top, right, bottom = self._box
        spans = sorted(
            self._frame.across(left.value, bottom.value, right.value, top.value)
            for index in range(min(pdfium.FPDFText_CountRects(self._page, first, count), _MAX_RECTANGLES))
            if pdfium.FPDFText_GetRect(self._page, index, *self._refs)
        )
        groups: list[_Group] = []
        for x0, x1 in spans:
            before = groups[-1] if groups else None
            if before and x0 - before.x1 < _FAR * size:
                groups[-1] = _Group(before.x0, max(before.x1, x1), before.fonts + 1)
            else:
                groups.append(_Group(x0, x1, 1))
        return groups or [_Group(0.0, 0.0, 1)]

    def _first_from(self, words: list[int], x0: float, at: _Index) -> int:
        """Find the first word at or right of ``x0`` by halving."""
        left, right, bottom, top = self._box
        low, high = 0, len(words) - 1
        while low < high:
            middle = (low + high) // 2
            pdfium.FPDFText_GetCharBox(self._page, at(words[middle]), *self._refs)
            if sum(self._frame.across(left.value, bottom.value, right.value, top.value)) / 2 < x0:
                low = middle + 1
            else:
                high = middle
        return words[low]

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
        if pdfium.FPDFText_GetMatrix(self._page, index, self._matrix_at):
            size *= hypot(self._matrix.c, self._matrix.d) or 1.0
        return max(0.5, min(size, 1000.0))

    def _style(self, index: int) -> tuple[bool, bool]:
        """Tell whether a letter is bold and italic; each font is looked at once."""
        pdfium.FPDFText_GetFontInfo(self._page, index, self._name, len(self._name), self._flags_at)
        font = self._name.value, self._flags.value
        known = self._styles.get(font)
        if known is None:
            name, flags = font[0].decode("utf-8", errors="replace"), font[1]
            bold = bool(_BOLD_NAME.search(name) or flags & _FORCE_BOLD_FLAG)
            bold = bold or pdfium.FPDFText_GetFontWeight(self._page, index) >= _BOLD_WEIGHT
            known = self._styles[font] = bold, bool(_ITALIC_NAME.search(name) or flags & _ITALIC_FLAG)
        return known


def _repaired(letters: str) -> str:
    """Put right what writers of PDF get wrong about letters, then clean them."""
    if PLAIN.fullmatch(letters):
        return squeeze(letters)
    # Ghostscript swaps the bytes of ligatures: U+6600 stands for "f". Danish has no use for these signs.
    letters = _SWAPPED.sub(lambda match: chr(ord(match[0]) >> 8) if not ord(match[0]) & 0xFF else match[0], letters)
    if _HALVES.search(letters):
        letters = letters.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return squeeze(clean(letters))
