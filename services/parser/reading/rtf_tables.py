"""What the head of an RTF file says of its fonts, charset and styles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.parser.reading.rtf_words import DEFAULT_CODEC, codec_of_charset, codec_of_page

_HEAD_LETTERS = 4096
_CHARACTER_SET = re.compile(r"\\(ansicpg|mac|pca|pc)(?![a-z])(\d{0,6})")
_DEFAULT_FONT = re.compile(r"\\deff(\d{1,6})")
_FONT = re.compile(r"\\f(\d{1,6})((?:\\[a-z]+-?\d*+ ?|\s)*+)(?:\{[^{}]*+\})?+((?:\\[a-z]+-?\d*+ ?|\s)*+)")
_FONT_CHARSET = re.compile(r"\\fcharset(\d{1,3})")
_FONT_PAGE = re.compile(r"\\cpg(\d{1,6})")
_STYLE = re.compile(r"\{\s*\\s(\d{1,5})(?![0-9])([^{};]*+)")
_OUTLINE = re.compile(r"\\outlinelevel(\d)(?!\d)")
_HEADING_NAME = re.compile(r"(?:heading|overskrift) ([1-6])\s*$", re.IGNORECASE)
_LEVELS = 6


@dataclass(slots=True)
class Head:
    """What holds for the whole file; fonts and styles by their numbers."""

    codec: str = DEFAULT_CODEC
    raw_utf8: bool = False
    default_font: int = -1
    fonts: Mapping[int, str] = field(default_factory=dict)
    levels: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, *, raw_utf8: bool) -> "Head":
        """Read the charset and the default font from the beginning of the file.

        ``raw_utf8`` says that the file's letters are UTF-8 where they are not spelled in codes.
        """
        head = text[:_HEAD_LETTERS]
        codec = DEFAULT_CODEC
        for word, page in _CHARACTER_SET.findall(head):
            if word == "ansicpg" and page not in {"", "0"}:
                codec = codec_of_page(int(page))
                break
            codec = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}.get(word, codec)
        default_font = _DEFAULT_FONT.search(head)
        return cls(codec=codec, raw_utf8=raw_utf8, default_font=int(default_font[1]) if default_font else -1)

    def take_fonts(self, table: str) -> None:
        """Read the font table."""
        fonts: dict[int, str] = {}
        for font in _FONT.finditer(table):
            words = font[2] + font[3]
            if page := _FONT_PAGE.search(words):
                fonts[int(font[1])] = codec_of_page(int(page[1]))
            elif charset := _FONT_CHARSET.search(words):
                fonts[int(font[1])] = codec_of_charset(int(charset[1]), self.codec)
        self.fonts = fonts

    def take_styles(self, sheet: str) -> None:
        """Read the style sheet: which styles are headings."""
        levels: dict[int, int] = {}
        for style in _STYLE.finditer(sheet):
            if outline := _OUTLINE.search(style[2]):
                if int(outline[1]) < _LEVELS:
                    levels[int(style[1])] = int(outline[1]) + 1
            elif name := _HEADING_NAME.search(style[2][-100:]):
                levels[int(style[1])] = int(name[1])
        self.levels = levels

    def codec_of(self, font: int) -> str:
        """Name the codec of a font's letters."""
        return self.fonts.get(font, self.codec)
