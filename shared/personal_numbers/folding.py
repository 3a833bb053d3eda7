r"""Escapes and odd letters as what they stand for, with the way back to where they stood.

Names of files come percent-encoded out of addresses (``%20120385-1236``), or as Python shows them in an error
(``120385\xa01236``), with plus signs for blanks, invisible characters and digits of other scripts.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

_DIGITS: Final = r"\u0660-\u0669\u06f0-\u06f9\uff10-\uff19\U0001d7ce-\U0001d7ff"
_INVISIBLE: Final = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_BEGINNING: Final = re.compile(rf"[%+\\{_DIGITS}{_INVISIBLE}]")  # alone it passes quickly over text that has none
_ESCAPE: Final = re.compile(
    r"%(?:25)*[0-7][0-9A-Fa-f]"  # a percent sign may itself be encoded
    r"|(?:%(?:25)*[89A-Fa-f][0-9A-Fa-f])+"  # bytes of UTF-8 make sense together only
    r"|\\{1,2}(?:x[0-9a-f]{2}|u[0-9a-f]{4}|[nrt])"
    r"|(?<=[0-9])\+(?=[0-9])"
    rf"|[{_DIGITS}]|[{_INVISIBLE}]"
)
_CONTROLS: Final = {"n": "\n", "r": "\n", "t": "\t"}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is to be read; from each of ``places`` on it stood at the one of ``origins`` in the original."""

    text: str
    places: tuple[int, ...]
    origins: tuple[int, ...]

    def origin(self, place: int) -> int:
        """Say where in the original a place of the text is."""
        piece = bisect_right(self.places, place) - 1
        return self.origins[piece] + place - self.places[piece]


def fold(text: str) -> Folded | None:
    """Read all escapes in a text; ``None`` if it has none."""
    pieces: list[str] = []
    places, origins = [0], [0]
    place = end = 0
    for beginning in _BEGINNING.finditer(text):
        escape = _ESCAPE.match(text, beginning.start()) if beginning.start() >= end else None
        if not escape:
            continue
        read = _read(escape[0])
        pieces += [text[end : escape.start()], read]
        begins = place + escape.start() - end
        place, end = begins + len(read), escape.end()
        places += [begins, place]
        origins += [escape.start(), end]
    return Folded("".join([*pieces, text[end:]]), tuple(places), tuple(origins)) if end else None


def _read(escape: str) -> str:
    match escape[0]:
        case "%":
            return unquote(re.sub("%(?:25)+", "%", escape))
        case "+":
            return " "
        case "\\":
            code = escape.lstrip("\\")
            return _CONTROLS.get(code) or chr(int(code[1:], 16))
        case letter:
            return str(int(letter)) if letter.isdecimal() else ""
