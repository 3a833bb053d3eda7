"""What an RTF file holds beside its text: groups that are left out, hidden text, and what links lead to."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from services.parser.reading.model import Beside
from services.parser.reading.rtf_skipping import end_of_group
from services.parser.reading.rtf_words import CODE, DULL, FURNITURE
from services.parser.reading.tables import Item, texts

_RUNNING = FURNITURE | frozenset(("footnote", "annotation", "background", "object", "falt"))
_END = re.compile(r"(?<!\\)}")
_APART = "\n\n"
_PICTURE = "pict"
_PICTURE_WORDS = "\\picprop"  # its alternative text
_MAX_INSIDE = 3  # pictures in groups that are left out, one in another
_WITHIN = 4096  # letters of a picture's group: what it says of itself stands before its bytes


@dataclass(slots=True, kw_only=True)
class LeftOut:
    """Groups as they are written, and hidden text that has been decoded; ``lines`` are those of headers and footers."""

    lines: list[str] = field(default_factory=list)
    shown: dict[str, None] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def take(self, word: str, text: str, start: int, end: int) -> None:
        """Take a group that is left out, which begins with this word."""
        if word == _PICTURE:
            at = text.find(_PICTURE_WORDS, start, min(end, start + _WITHIN))
            closed = end_of_group(text, at) if at >= 0 else None
            if closed is not None:
                self.groups.append(_group(_each_apart(text[at:closed])))
        elif word in FURNITURE:
            self.shown[_group(text[start:end])] = None
        elif word == CODE:
            self.codes.append(_group(text[start:end]))
        elif word not in DULL:
            inside = text[start:end]
            self.groups.append(_group(inside if word in _RUNNING else _each_apart(inside)))

    def end_line(self) -> None:
        """Take the end of a line, hidden or not."""
        if self.hidden and self.hidden[-1] != _APART:
            self.hidden.append(_APART)

    def beside(self, read: Callable[[str, frozenset[str]], list[Item]]) -> Iterator[Beside]:
        """Yield all of it; ``read`` reads groups, in which those that begin with these words are dull."""
        if self.shown:
            yield Beside(text=_APART.join(texts(read("".join(self.shown), DULL | {CODE}))), is_shown=True)
        for _ in range(_MAX_INSIDE):
            if self.groups:
                groups, self.groups = "".join(self.groups), []
                yield Beside(text=_APART.join(texts(read(groups, DULL | {CODE}))))
        if self.hidden:
            yield Beside(text="".join(self.hidden))
        # Last, since the groups above may hold codes of their own.
        if self.codes:
            yield from (Beside(text=line, is_address=True) for line in texts(read("".join(self.codes), DULL)))


def _group(text: str) -> str:
    return f"{{{text}\\par}}"


def _each_apart(text: str) -> str:
    """Let each group inside be a line of its own: they are values, and not words of one text."""
    return _END.sub(r"{\\par}}", text)
