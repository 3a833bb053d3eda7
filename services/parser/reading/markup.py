"""Marks for bold and italic inside lines, taken off: balanced, stray, or spread over a line break."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_RUN = re.compile(r"\*+|_+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = 0xE000  # escaped marks wait in the private area until the real ones are gone
_UNHIDE = {_HIDDEN + code: chr(code) for code in range(0x21, 0x7F)}
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,2000}\)")
_BOLD, _ITALIC = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One line without marks, and what they said. ``goes_on`` says that a mark spans the line's end."""

    text: str
    bold: bool = False
    italic: bool = False
    lead: str = ""
    goes_on: bool = False


def unmark(lines: Sequence[str], *, markdown: bool) -> list[Marked]:
    """Take the marks off lines that stand together; escapes and links mean something in Markdown alone."""
    text, hidden = "\n".join(lines), 0
    if markdown and "\\" in text:
        text, hidden = _ESCAPED.subn(lambda match: chr(_HIDDEN + ord(match[1])), text)
    if markdown and "](" in text:
        text = _LINK.sub(r"\1", text)
    if "*" not in text and "_" not in text:
        return [Marked(text=line.translate(_UNHIDE) if hidden else line) for line in text.split("\n")]
    styles = bytearray(len(text) + 1)
    removed = bytearray(len(text) + 1)
    _weigh(text, styles, removed)
    return list(_lines(text, styles, removed, markdown=markdown))


def _weigh(text: str, styles: bytearray, removed: bytearray) -> None:
    """Find which runs of marks are marks, and what lies between them."""
    opened: dict[tuple[str, int], tuple[int, int]] = {}
    for match in _RUN.finditer(text):
        mark, start, end = match[0][0], match.start(), match.end()
        opens, closes = _flanks(text, mark, start, end)
        if not opens and not closes:
            continue
        for style in _styles(end - start):
            begun = opened.pop((mark, style), None) if closes else None
            if begun is not None:
                _paint(styles, begun[1], start, style)
                removed[begun[0] : begun[1]] = b"\1" * (begun[1] - begun[0])
                removed[start:end] = b"\1" * (end - start)
            elif opens:
                opened[mark, style] = (start, end)
        if mark == "*" and end - start > 1:  # a stray one is a slip of a converter, never text
            removed[start:end] = b"\1" * (end - start)


def _styles(length: int) -> tuple[int, ...]:
    return {1: (_ITALIC,), 2: (_BOLD,), 3: (_BOLD, _ITALIC)}.get(length, ())


def _flanks(text: str, mark: str, start: int, end: int) -> tuple[bool, bool]:
    """Tell whether a run can open and can close, by what stands beside it (CommonMark's rule)."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isdigit() and after.isdigit():
        return False, False
    left = not after.isspace() and (not _is_mark(after) or before.isspace() or _is_mark(before))
    right = not before.isspace() and (not _is_mark(before) or after.isspace() or _is_mark(after))
    if mark == "_":
        return left and (not right or _is_mark(before)), right and (not left or _is_mark(after))
    return left, right


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _paint(styles: bytearray, start: int, end: int, style: int) -> None:
    for index in range(start, end):
        styles[index] |= style


def _lines(text: str, styles: bytearray, removed: bytearray, *, markdown: bool) -> Iterator[Marked]:
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        kept = [index for index in range(start, end) if not removed[index]]
        letters = [index for index in kept if text[index].isalnum()]
        bold = bool(letters) and all(styles[index] & _BOLD for index in letters)
        italic = bool(letters) and all(styles[index] & _ITALIC for index in letters)
        lead = "" if bold else _lead(text, styles, kept)
        plain = "".join(text[index] for index in kept)
        if markdown:
            plain, lead = plain.translate(_UNHIDE), lead.translate(_UNHIDE)
        goes_on = end < len(text) and styles[end] != 0
        yield Marked(text=plain, bold=bold, italic=italic, lead=lead, goes_on=goes_on)
        start = end + 1


def _lead(text: str, styles: bytearray, kept: Sequence[int]) -> str:
    lead: list[str] = []
    for index in kept:
        if not styles[index] & _BOLD and not (text[index].isspace() and not "".join(lead).strip()):
            break
        lead.append(text[index])
    found = "".join(lead).strip()
    return found if any(letter.isalnum() for letter in found) else ""
