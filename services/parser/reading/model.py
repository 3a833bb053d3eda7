"""What reading makes of any file: pages of lines and tables, then one flow of paragraphs.

Readers of formats yield :class:`Page`; :mod:`services.parser.reading.flow` turns pages into a flow. What comes
after knows the flow only, so no library's types and no geometry leak further than this room.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from shared.contract.record import OcrPage, RecordWarning
from shared.errors import ReferatError


class Source(StrEnum):
    """Where a page's letters came from."""

    TEXT = "text"
    OCR = "ocr"


MAX_OCR_PAGES = 300  # of one file: the longest scanned minutes known have 180, and a page takes a second


class ScannedError(ReferatError):
    """The file has pages that must be read by OCR, so many, and that was not to happen here."""

    def __init__(self, pages: int) -> None:
        super().__init__(f"{pages} scanned pages")
        self.pages = pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it stands in the file: NFC, no markup, tabs kept, no line break inside.

    ``level`` is the heading level that the markup itself states (1 is the highest). ``gap_before`` says that
    white space stands above. Positions are points from the page's top left corner, ``None`` in files without
    pages; ``size`` is points too, ``None`` where the file does not say it. ``bold`` and ``italic`` speak of the
    whole line; ``lead`` is the part at its beginning that alone is bold (a label such as "Mødested"), "" if there
    is none. ``bullet`` says that a list dash stood before the text, ``hyphenated`` that a hyphen at the line's end
    is already gone. ``edge`` is how far its column goes to the right, on pages that are set in columns.
    """

    text: str
    page: int | None = None
    level: int | None = None
    gap_before: bool = False
    bold: bool = False
    italic: bool = False
    lead: str = ""
    bullet: bool = False
    hyphenated: bool = False
    size: float | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None
    edge: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells in reading order; every row has as many cells as it has in the file.

    ``row_pages`` says on which page each row stands, where a page's end has parted the table.
    """

    rows: tuple[tuple[str, ...], ...]
    page: int | None = None
    top: float | None = None
    row_pages: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page (``number`` from 1), or a whole file that has no pages (``None``).

    ``is_scan`` says that the page shows what its letters do not say, and that OCR has not read it. ``confidence``
    (0 to 1) is how sure the letters are: text is what it is.
    """

    items: tuple[Line | Table, ...]
    number: int | None = None
    width: float | None = None
    height: float | None = None
    source: Source = Source.TEXT
    is_scan: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A line or the wrapped lines of one paragraph, joined: what the text says, without its typesetting.

    ``text`` is NFC without list dashes; numbers of lists stay. A run of white space is one blank, or one tab
    where it stood between columns (a contents list, a label and its value). ``bullet`` says that a list dash
    stood before it. ``bold`` and ``italic`` speak of all of it, ``lead`` is the part at its beginning that
    alone is bold (a label such as "Mødested"), "" if there is none. ``turns`` are the places in ``text`` at which
    another page begins, with its number.
    """

    text: str
    page: int | None = None
    level: int | None = None
    gap_before: bool = False
    bold: bool = False
    italic: bool = False
    lead: str = ""
    bullet: bool = False
    size: float | None = None
    turns: tuple[tuple[int, int], ...] = ()


Flow = tuple[Paragraph | Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Text of a file that is no part of its flow, and is looked at for personal numbers alone.

    ``is_shown`` says that people see it where they see the file: a header, a note, a field of a form. An address is
    what a link leads to, or anything else that programs have spelled and numbered. ``repeats`` says that what the
    flow says is in it once more.
    """

    text: str
    page: int | None = None
    is_shown: bool = False
    is_address: bool = False
    repeats: bool = False


class Opened(NamedTuple):
    """What the reader of a format without pages gives: its one page, lines around it, and all that stands beside."""

    pages: list[Page]
    furniture: tuple[str, ...] = ()
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that reading makes of one file.

    ``media_type`` is what the file is, whatever was claimed; ``pages`` is ``None`` where it has none.
    ``furniture`` holds the headers and footers that were taken out of the flow, each once: sometimes the body
    and the date of the meeting stand nowhere else. ``beside`` is all text that is not in the flow, headers and footers
    once more, with their pages: what the file says of itself, what it hides, and what it links to.
    """

    media_type: str
    flow: Flow
    pages: int | None = None
    furniture: tuple[str, ...] = ()
    beside: tuple[Beside, ...] = ()
    warnings: tuple[RecordWarning, ...] = ()
    ocr_pages: tuple[OcrPage, ...] = ()
