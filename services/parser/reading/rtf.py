"""Rich text (RTF) to lines and tables: one pass over the control words, without recursion."""

import re
from collections.abc import Callable
from contextlib import suppress

from services.parser.reading.model import Opened, Page
from services.parser.reading.rtf_beside import LeftOut
from services.parser.reading.rtf_blocks import Blocks
from services.parser.reading.rtf_limits import MAX_RTF_BYTES, check_size
from services.parser.reading.rtf_skipping import end_of_group
from services.parser.reading.rtf_state import CHANGES, State
from services.parser.reading.rtf_tables import Head
from services.parser.reading.rtf_words import (
    FURNITURE,
    LEFT_OUT,
    MARKS,
    NOTE,
    STARRED_TEXT,
    SYMBOLS,
    TEXTS,
    decode,
    is_utf8,
)
from services.parser.reading.runs import Run
from services.parser.reading.tables import Item, texts
from shared.contract.codes import RejectionReason
from shared.errors import DocumentError

__all__ = ["MAX_RTF_BYTES", "read_rtf", "read_rtf_and_furniture"]

_MAX_DEPTH = 10_000
_MAX_FURNITURE = 20

_TOKEN = re.compile(
    r"(?P<text>(?:[^\\{}]++|\\'[0-9A-Fa-f]{2})++)"
    r"|\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|(?P<brace>[{}])"
    r"|\\(?P<symbol>.)",
    re.DOTALL,
)
_HEX = re.compile(r"\\'([0-9A-Fa-f]{2})")
_UNIT = re.compile(r"[\r\n]*(?:\\'[0-9A-Fa-f]{2}|[^\r\n])", re.DOTALL)


def read_rtf(data: bytes) -> list[Page]:
    """Read a rich text file as the one page that it is. Raises DocumentError."""
    return read_rtf_and_furniture(data).pages


def read_rtf_and_furniture(data: bytes) -> Opened:
    """Read a rich text file, its headers and footers, and what it does not show. Raises DocumentError."""
    check_size(data)
    text = data.decode("latin-1")  # every byte one letter: pictures are skipped by their length
    left_out = LeftOut()
    reader = _Reader(text, Head.of(text, raw_utf8=is_utf8(data)), left_out)
    reader.read()
    if not reader.blocks.items:
        raise DocumentError(RejectionReason.EMPTY, "The rich text holds no text: drop it again with its text.")

    beside = tuple(left_out.beside(reader.within))
    return Opened([Page(items=tuple(reader.blocks.items))], tuple(left_out.lines[:_MAX_FURNITURE]), beside)


class _Reader:
    """One file on its way: the groups that are open, and the bytes that wait for their charset.

    An inner one reads a group that is left out of the text; with ``dull`` it reads all of it, what is hidden too, but
    for groups that begin with one of these words.
    """

    def __init__(
        self,
        text: str,
        head: Head,
        left_out: LeftOut,
        *,
        is_inner: bool = False,
        dull: frozenset[str] | None = None,
    ) -> None:
        self.blocks = Blocks()
        self._text = text  # every letter a byte
        self._head = head
        self._left_out = left_out
        self._is_inner = is_inner
        self._dull = dull
        self._state = State(font=self._head.default_font)
        self._groups: list[State] = []
        self._letters: list[str] = []  # each stands for a byte
        self._units: list[int] = []  # of UTF-16: a rare sign is two of them
        self._skip = 0  # letters that stand in for a sign of Unicode
        self._starred = self._opened = False

    def read(self) -> None:
        """Read all of it, up to the end of the outermost group."""
        position: int | None = 0
        while position is not None:
            position = self._read_from(position)
        if self._groups:
            raise DocumentError(
                RejectionReason.MALFORMED, "The rich text ends in the middle: drop it again, all of it."
            )
        self._flush()
        self.blocks.finish()

    def _read_from(self, position: int) -> int | None:
        """Read up to something that is skipped by its length, and say where to go on; ``None`` at the end."""
        for token in _TOKEN.finditer(self._text, position):
            kind = token.lastgroup
            if kind == "text":
                self._take_text(token[0])
            elif kind == "brace":
                if token[0] == "{":
                    self._open()
                elif self._close():
                    return None
                continue
            elif kind == "symbol":
                self._take_symbol(token["symbol"])
                continue
            else:
                word = token["word"]
                if word == "bin":
                    return self._after_bytes(token.end(), int(token["number"] or 0))
                if (self._opened or self._starred) and self._leaves_out(word):
                    return self._after_group(token.start(), word)
                self._take_word(word, token["number"])
            self._opened = self._starred = False
        return None

    def _open(self) -> None:
        if len(self._groups) >= _MAX_DEPTH:
            raise DocumentError(
                RejectionReason.LIMIT,
                f"The rich text has groups more than {_MAX_DEPTH:,} deep: save it anew in a word processor.",
            )
        self._flush()
        self._groups.append(self._state)
        self._opened, self._starred, self._skip = True, False, 0

    def _close(self) -> bool:
        """Close a group; tell whether it was the outermost."""
        self._flush()
        self._opened, self._starred, self._skip = False, False, 0
        if self._groups:
            self._state = self._groups.pop()
        return not self._groups

    def _leaves_out(self, word: str) -> bool:
        if self._dull is not None:
            return word in self._dull
        return word in LEFT_OUT or (self._starred and word not in STARRED_TEXT)

    def _after_bytes(self, position: int, count: int) -> int | None:
        end = position + max(count, 0)
        self._opened = self._starred = False
        return end if end <= len(self._text) else None

    def _after_group(self, position: int, word: str) -> int | None:
        """Skip the rest of a group, up to its closing brace, which is read as any other."""
        end = end_of_group(self._text, position)
        if end is not None:
            self._take_group(word, position, end)
        return end

    def _take_group(self, word: str, start: int, end: int) -> None:
        if word == "fonttbl":
            self._head.take_fonts(self._text[start:end])
        elif word == "stylesheet":
            self._head.take_styles(self._text[start:end])
        elif word == NOTE and not self._is_inner:
            self.blocks.notes(self.within(self._text[start:end]))
        else:
            self._left_out.take(word, self._text, start, end)
            lines = self._left_out.lines
            if word in FURNITURE and not self._is_inner and len(lines) < _MAX_FURNITURE:
                lines += (text for text in texts(self.within(self._text[start:end])) if text not in lines)

    def within(self, groups: str, dull: frozenset[str] | None = None) -> list[Item]:
        """Read groups that are left out of the text; one that is damaged is read so far."""
        within = _Reader(f"{{\\rtf1{groups}}}", self._head, self._left_out, is_inner=True, dull=dull)
        with suppress(DocumentError):
            within.read()
        return within.blocks.items

    def _take_symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
            return
        self._opened = self._starred = False
        if self._skip:
            self._skip -= 1
        elif symbol in "\r\n":
            self.take_end("par", None)
        elif text := SYMBOLS.get(symbol):
            self._put(text)

    def _take_text(self, text: str) -> None:
        if self._skip:
            position = 0
            while self._skip and (unit := _UNIT.match(text, position)):
                position = unit.end()
                self._skip -= 1
            text = text[position:]
        text = text.replace("\n", "").replace("\r", "").replace("\0", "")
        if not text:
            return
        if self._units:
            self._flush()
        self._letters.append(_HEX.sub(_from_hex, text) if "\\" in text else text)

    def _take_word(self, word: str, number: str | None) -> None:
        action = _ACTIONS.get(word)
        if self._skip and word != "u":
            self._skip -= 1
        elif action:
            action(self, word, int(number) if number else None)

    def take_sign(self, word: str, _number: int | None) -> None:
        """Take a sign that has a word of its own."""
        self._put(TEXTS[word])

    def take_mark(self, _word: str, _number: int | None) -> None:
        """Take that a list's printed number or dash follows."""
        self._state = self._state._replace(mark=True)

    def take_end(self, word: str, _number: int | None) -> None:
        """Take the end of a paragraph, a cell or a row."""
        self._flush()
        self._left_out.end_line()
        _ENDS[word](self.blocks)

    def take_unicode(self, _word: str, number: int | None) -> None:
        """Take a sign of Unicode, after which stand letters for readers that know none."""
        if number is None:
            return
        self._skip = self._state.unicode_skip
        if self._letters:
            self._flush()
        self._units.append(number & 0xFFFF)

    def change_letters(self, word: str, number: int | None) -> None:
        """Change how letters look from here on."""
        changed = self._state.changed(word, number, self._head.default_font)
        if changed is not self._state and changed != self._state:
            self._flush()
            self._state = changed

    def set_paragraph(self, word: str, number: int | None) -> None:
        """Change how the paragraph is set."""
        if word != "pard" or not self._state.mark:
            self.blocks.set(word, number, self._head.levels)

    def _put(self, text: str) -> None:
        """Put text that has no charset."""
        self._flush()
        if self._state.hidden and self._dull is None:
            self._left_out.hidden.append(text)
        elif self._state.mark:
            self.blocks.mark(text)
        else:
            self.blocks.text(Run(text, self._state.bold, self._state.italic))

    def _flush(self) -> None:
        """Decode what waits, in the charset of its font."""
        if self._units:
            wide = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units.clear()
            self._put(wide.decode("utf-16-le", errors="replace"))
        if self._letters:
            text = self._letters[0] if len(self._letters) == 1 else "".join(self._letters)
            self._letters.clear()
            if not text.isascii():
                codec = self._head.codec_of(self._state.font)
                text = decode(text.encode("latin-1"), codec, raw_utf8=self._head.raw_utf8)
            self._put(text)


_Action = Callable[[_Reader, str, int | None], None]
_ENDS: dict[str, Callable[[Blocks], None]] = {
    "par": Blocks.end_paragraph,
    "sect": Blocks.end_page,
    "page": Blocks.end_page,
    "cell": Blocks.end_cell,
    "nestcell": Blocks.end_inner_cell,
    "row": Blocks.end_row,
}
# What is missing here says nothing about the text.
_ACTIONS: dict[str, _Action] = {
    "u": _Reader.take_unicode,
    **dict.fromkeys(TEXTS, _Reader.take_sign),
    **dict.fromkeys(CHANGES, _Reader.change_letters),
    **dict.fromkeys(MARKS, _Reader.take_mark),
    **dict.fromkeys(_ENDS, _Reader.take_end),
    **dict.fromkeys(("pard", "intbl", "s", "outlinelevel", "sb", "sa"), _Reader.set_paragraph),
}


def _from_hex(code: re.Match[str]) -> str:
    return chr(int(code[1], 16))
