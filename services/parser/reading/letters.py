"""Letters as every later step may expect them: NFC, no invisible characters, one kind of blank and line end."""

import re
import sys
import unicodedata

PLAIN = re.compile("[\n\t -~\u00a1-\u00ac\u00ae-\u024f–—‘’“”„•…€]*")  # composed and visible: the most of all text
_LINE_ENDS = re.compile(r"\r\n?|[\n\v\x85\u2028\u2029]")
_TERMINAL_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b")
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
# Word draws list dots from the fonts Symbol and Wingdings, whose letters have no place in Unicode.
_PRIVATE_BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF02D, 0xF076, 0xF0A8), "•")
_DROPPED_CATEGORIES = {
    "Cc",
    "Cf",
    "Cs",
}  # controls, invisible formats (bidi, soft hyphen, BOM), lone surrogates
_KEPT = {"\n", "\t"}


class _Cleaning(dict[int, str | None]):
    """What each character becomes; learned as letters come, since Unicode is larger than any text."""

    def __missing__(self, code: int) -> str | None:
        letter = chr(code)
        category = unicodedata.category(letter)
        becomes: str | None = letter
        if category == "Zs":
            becomes = " "
        elif category in _DROPPED_CATEGORIES and letter not in _KEPT:
            becomes = None
        if len(self) < sys.maxunicode // 16:  # hostile text with every character there is stays bounded
            self[code] = becomes
        return becomes


_NO_BREAK_HYPHEN = {0x2011: "-"}  # stands in numbers of cases, which are the same number without it

_CLEANING = _Cleaning({**_LIGATURES, **_PRIVATE_BULLETS, **_NO_BREAK_HYPHEN})


def clean(text: str) -> str:
    r"""Clean text of any origin; line ends become ``\n``, a page's end a blank line, tabs stay."""
    if PLAIN.fullmatch(text):
        return text
    if "\x1b" in text:
        text = _TERMINAL_ESCAPE.sub("", text)
    text = _LINE_ENDS.sub("\n", text.replace("\f", "\n\n")).translate(_CLEANING)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """Make runs of white space one blank, or one tab where there was one: it stood between columns."""
    if "\t" in text:
        cells = (" ".join(cell.split()) for cell in text.split("\t"))
        return "\t".join(cells).rstrip()
    return " ".join(text.split())
