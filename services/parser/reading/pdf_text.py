"""The text of one PDF page as segments: PDFium's calls for text, and nothing else.

PDFium breaks lines by itself (CRLF) and puts U+FFFE for a hyphen at a line's end. It is asked for rectangles
and a few single letters of each line, never for every letter: that would take twice as long.
"""

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from services.parser.reading import pdf_calls
from services.parser.reading.geometry import Rule, Segment
from services.parser.reading.letters import PLAIN, clean, squeeze

_LINE = re.compile("[^\r\n\ufffe]+")
_WORD = re.compile(r"\S+")
_HYPHEN = "\ufffe"
_FAR = 0.95  # ems between two words that do not belong together
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|[-,]bd\b", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|kursiv", re.IGNORECASE)
_TELLING_NAME = re.compile("[A-Za-z]{4}")
_ITALIC_FLAG, _FORCE_BOLD_FLAG = 1 << 6, 1 << 18
_BOLD_WEIGHT = 700
_LEAST, _MOST = 0.5, 1000.0  # points: sizes that a letter may have
_SWAPPED = re.compile("[\u4100-\u7a00]")
_HALVES = re.compile("[\ud800-\udfff]")
_WIDE = 0.62  # of the size: what letters of running text take at most, on average
_FEW_RECTANGLES = 6  # of one line; where there are more, its words are fewer


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
            case 0:
                return x, self.height - y
            case 1:
                return y, x
            case 2:
                return self.width - x, y
            case _:
                return self.width - y, self.height - x

    def across(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float]:
        """Say from where to where a box goes, from left to right."""
        if not self.quarter_turns:
            return left - self.left, right - self.left
        one, other = self.place(left, bottom)[0], self.place(right, top)[0]
        return min(one, other), max(one, other)


class _Group(NamedTuple):
    """Words of a line that stand together: where their text begins, from where to where they go.

    ``mixed`` says that they may be set in more than one font: PDFium's rectangles never mix two.
    """

    start: int
    x0: float
    x1: float
    mixed: bool = False


class PageText:
    """Reads the segments of one loaded text page; upright ``rules`` part the words on both sides."""

    def __init__(self, text_page: Any, frame: Frame, rules: Sequence[Rule] = ()) -> None:
        self._fences = [(rule.at, rule.start, rule.end) for rule in rules if not rule.horizontal]
        self._text_page = text_page
        self._page = pdf_calls.address(text_page)
        self._frame = frame
        self._box = (ctypes.c_double * 4)()
        first = ctypes.addressof(self._box)
        self._sides = tuple(range(first, first + 32, 8))
        self._floats = (ctypes.c_float * 4)()
        self._floats_at = ctypes.addressof(self._floats)
        self._matrix = (ctypes.c_float * 6)()
        self._matrix_at = ctypes.addressof(self._matrix)
        self._name = ctypes.create_string_buffer(256)
        self._name_at = ctypes.addressof(self._name)
        self._flags = ctypes.c_int()
        self._flags_at = ctypes.addressof(self._flags)
        self._styles: dict[tuple[bytes, int], tuple[bool, bool]] = {}
        self._index: Callable[[int], int] = int

    def segments(self) -> Iterator[Segment]:
        """Yield the page's segments in the order in which they were drawn."""
        letters = self._letters()
        for match in _LINE.finditer(letters):
            line = match[0]
            begin, end = match.span()
            text = line.strip()
            if not text:
                continue
            begin += line.index(text)
            stop = begin + len(text)
            hyphenated = letters[end : end + 1] == _HYPHEN
            place = self._size_and_baseline(self._index(begin))
            groups = self._groups(letters, begin, stop, *place)
            ends = [stop] if len(groups) == 1 else [*(group.start for group in groups[1:]), stop]
            for group, after in zip(groups, ends, strict=True):
                segment = self._segment(letters, group, after, place if group.start == begin else None)
                if segment.text:
                    yield segment._replace(hyphenated=True) if hyphenated and after == stop else segment

    def _letters(self) -> str:
        """Take all letters of the page, one for each of PDFium's 16-bit units."""
        count = pdfium.FPDFText_CountChars(self._text_page)
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self._text_page, 0, count, buffer)
        raw = bytes(buffer)[: max(0, written - 1) * 2]
        letters = raw.decode("utf-16-le", errors="surrogatepass")
        if len(letters) * 2 != len(raw):  # beyond the first plane: keep the halves apart, so that places agree
            letters = "".join(map(chr, buffer[: len(raw) // 2]))
        if len(letters) != count:
            self._index = self._char_index
        return letters

    def _segment(self, letters: str, group: _Group, stop: int, place: tuple[float, float] | None) -> Segment:
        """Make a segment of a group; ``place`` is the size and the baseline of its first letter, if known."""
        start, x0, x1, mixed = group
        text = letters[start:stop]
        first = self._index(start)
        size, baseline = place or self._size_and_baseline(first)
        bold, italic = last_bold, last_italic = self._style(first)
        lead = ""
        if mixed:
            stop = start + len(text.rstrip())
            last = self._index(stop - 1)
            last_bold, last_italic = self._style(last)
            size = max(size, self._size_and_baseline(last)[0])  # a list's number or a footnote's may be smaller
            if bold and not last_bold:
                lead = _repaired(letters[start : self._last_bold(start, stop)])
        is_bold, is_italic = bold and last_bold, italic and last_italic
        return Segment(_repaired(text), x0, x1, baseline, size, is_bold, is_italic, lead)

    def _last_bold(self, start: int, stop: int) -> int:
        """Find where the bold beginning ends, taking it that boldness ends once."""
        low, high = start, stop - 1
        while high - low > 1:
            middle = (low + high) // 2
            if self._style(self._index(middle))[0]:
                low = middle
            else:
                high = middle
        return high

    def _groups(self, letters: str, begin: int, end: int, size: float, baseline: float) -> list[_Group]:
        """Cut a line where words stand far apart: what is left are its columns, left to right."""
        first, last = self._index(begin), self._index(end - 1)
        count = pdf_calls.count_rectangles(self._page, first, last - first + 1)
        if count > _FEW_RECTANGLES:
            return self._groups_of_words(letters, begin, end, size, baseline)
        groups: list[_Group] = []
        width = 0.0
        for x0, x1 in [self._rectangle(0)] if count == 1 else sorted(map(self._rectangle, range(count))):
            width += x1 - x0
            before = groups[-1] if groups else None
            if before and x0 - before.x1 < _FAR * size:
                groups[-1] = _Group(begin, before.x0, max(before.x1, x1), mixed=True)
            else:
                groups.append(_Group(begin, x0, x1))
        fenced = self._fences and any(self._fenced(group.x0, group.x1, baseline) for group in groups)
        if fenced or width > _WIDE * size * (end - begin):
            return self._groups_of_words(letters, begin, end, size, baseline)
        if len(groups) > 1:
            words = [match.start() for match in _WORD.finditer(letters, begin, end)]
            groups[1:] = (group._replace(start=self._first_from(words, group.x0)) for group in groups[1:])
        return groups or [_Group(begin, 0.0, 0.0)]

    def _groups_of_words(self, letters: str, begin: int, end: int, size: float, baseline: float) -> list[_Group]:
        """Cut a line by its words: one that browsers drew letter by letter, or that was drawn at once over gaps."""
        groups: list[_Group] = []
        start, left, right = begin, 0.0, 0.0
        for match in _WORD.finditer(letters, begin, end):
            first, after = match.span()
            x0, x1 = self._loose_box(first)[0], self._loose_box(after - 1)[1]
            if first == begin:
                left, right = x0, x1
            elif left - size < x0 < right + _FAR * size and not (self._fences and self._fenced(right, x0, baseline)):
                right = max(right, x1)
            else:
                groups.append(_Group(start, left, right, mixed=True))
                start, left, right = first, x0, x1
        return [*groups, _Group(start, left, right, mixed=True)]

    def _fenced(self, x0: float, x1: float, baseline: float) -> bool:
        """Tell whether an upright line stands between two places of a line."""
        return any(x0 < at < x1 and start < baseline < end for at, start, end in self._fences)

    def _first_from(self, words: list[int], x0: float) -> int:
        """Find the first word at or right of ``x0`` by halving."""
        low, high = 0, len(words) - 1
        while low < high:
            middle = (low + high) // 2
            if sum(self._loose_box(words[middle])) / 2 < x0:
                low = middle + 1
            else:
                high = middle
        return words[low]

    def _rectangle(self, number: int) -> tuple[float, float]:
        """Say from where to where one of the rectangles goes that were counted last."""
        pdf_calls.get_rectangle(self._page, number, *self._sides)
        left, top, right, bottom = self._box[:]
        return self._frame.across(left, bottom, right, top)

    def _loose_box(self, letter: int) -> tuple[float, float]:
        pdf_calls.get_loose_box(self._page, self._index(letter), self._floats_at)
        left, top, right, bottom = self._floats[:]
        return self._frame.across(left, bottom, right, top)

    def _char_index(self, text_index: int) -> int:
        index: int = pdf_calls.index_of_letter(self._page, text_index)
        return max(0, index)

    def _size_and_baseline(self, index: int) -> tuple[float, float]:
        """Take the size as shown: what PDFium calls the size is not scaled yet."""
        size: float = pdf_calls.get_size(self._page, index)
        matrix = self._matrix
        if not pdf_calls.get_matrix(self._page, index, self._matrix_at):
            return max(_LEAST, min(size, _MOST)), 0.0
        size *= hypot(matrix[2], matrix[3]) or 1.0
        if not _LEAST <= size <= _MOST:
            size = max(_LEAST, min(size, _MOST))
        return size, self._frame.place(matrix[4], matrix[5])[1]

    def _style(self, index: int) -> tuple[bool, bool]:
        """Tell whether a letter is bold and italic; each font is looked at once."""
        pdf_calls.get_font(self._page, index, self._name_at, 256, self._flags_at)
        font = self._name.value, self._flags.value
        known = self._styles.get(font)
        if known is None:
            name, flags = font[0].decode("utf-8", errors="replace"), font[1]
            bold = bool(_BOLD_NAME.search(name) or flags & _FORCE_BOLD_FLAG)
            if not _TELLING_NAME.search(name):  # Ghostscript puts down any stem, so that a name is worth more
                bold = bold or pdf_calls.get_weight(self._page, index) >= _BOLD_WEIGHT
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
