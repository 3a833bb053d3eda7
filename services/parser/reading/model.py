"""What reading makes of any file: pages of lines and tables, then one flow of paragraphs.

Readers of formats yield :class:`Page`; :mod:`services.parser.reading.flow` turns pages into a flow. What comes
after knows the flow only, so no library's types and no geometry leak further than this room.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.contract.record import RecordWarning


class Source(StrEnum):
    """Where a page's letters came from."""

    TEXT = "text"
    OCR = "ocr"


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
    """Rows of cells in reading order; every row has as many cells as it has in the file."""

    rows: tuple[tuple[str, ...], ...]
    page: int | None = None
    top: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page (``number`` from 1), or a whole file that has no pages (``None``)."""

    items: tuple[Line | Table, ...]
    number: int | None = None
    width: float | None = None
    height: float | None = None
    source: Source = Source.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A line or the wrapped lines of one paragraph, joined: what the text says, without its typesetting.

    ``text`` is NFC without list dashes; numbers of lists stay. A run of white space is one blank, or one tab
    where it stood between columns (a contents list, a label and its value). ``bullet`` says that a list dash
    stood before it. ``bold`` and ``italic`` speak of all of it, ``lead`` is the part at its beginning that
    alone is bold (a label such as "Mødested"), "" if there is none.
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


Flow = tuple[Paragraph | Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that reading makes of one file.

    ``media_type`` is what the file is, whatever was claimed; ``pages`` is ``None`` where it has none.
    ``furniture`` holds the headers and footers that were taken out of the flow, each once: sometimes the body
    and the date of the meeting stand nowhere else. ``properties`` is what the file says of itself and shows to nobody:
    title, author, keywords, names of files inside.
    """

    media_type: str
    flow: Flow
    pages: int | None = None
    furniture: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    warnings: tuple[RecordWarning, ...] = ()
