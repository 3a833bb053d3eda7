"""The record: what one file of minutes says, every fact with its place in the original.

Names follow the published contract (``schemas/referat-1.schema.json``) and are fixed: fields may be added
with a default, never renamed or retyped. ``None`` and the empty tuple mean that the text does not say.

A *span* is ``(start, end)`` in code points of the result's ``text``; a *page* counts from 1 and is ``None``
where the file has no pages.
"""

from dataclasses import dataclass

from shared.contract.codes import (
    AttendanceStatus,
    Concern,
    DecisionOutcome,
    DocumentKind,
    ItemAttendanceStatus,
    ItemKind,
    SectionRole,
    StatementKind,
    WarningCode,
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrPage:
    """A page whose text was read from its picture, and how sure the reader was, from 0 to 1."""

    page: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The file itself. ``bytes`` is its size; ``pages`` is ``None`` where it has none.

    ``ocr_pages`` are the scanned ones of its pages; all others were read from their own text.
    """

    sha256: str
    media_type: str
    bytes: int
    pages: int | None = None
    ocr_pages: tuple[OcrPage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """Who published: a kommunekode of three digits, or a region's code of four."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Which meeting it was. Dates are ISO 8601, times ``HH:MM`` as on the clock in Denmark.

    ``body_key`` is equal for all the ways in which one municipality writes the name of ``body``.
    """

    body: str | None = None
    body_key: str | None = None
    date: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    venue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One name on the meeting's own list."""

    name: str
    status: AttendanceStatus
    party: str | None = None
    reason: str | None = None
    substitute_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells, as printed."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A top-level part of an agenda item; its heading as written, without the colon."""

    role: SectionRole
    text: str
    span: Span
    heading: str | None = None
    page: int | None = None
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What somebody recommends: one point for each "at ..."."""

    points: tuple[str, ...]
    span: Span
    by: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteSide:
    """Those on one side of a ballot, as far as the text tells."""

    count: int | None = None
    parties: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One ballot on the item or on an amendment (``on``); a side that is not mentioned is ``None``.

    Published as ``for``, ``against`` and ``abstain``; the codec knows that ``for`` is a word of Python.
    """

    on: str | None = None
    for_: VoteSide | None = None
    against: VoteSide | None = None
    abstain: VoteSide | None = None
    page: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPart:
    """The outcome of one point where a decision has several ("Ad 1 ... Ad 2 ...")."""

    on: str
    outcome: DecisionOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision recorded in the item; ``current`` if it was taken at this very meeting.

    ``unanimous`` where the text says so; elsewhere it does not tell.
    """

    current: bool
    outcome: DecisionOutcome
    text: str
    span: Span
    body: str | None = None
    date: str | None = None
    parts: tuple[DecisionPart, ...] = ()
    votes: tuple[Ballot, ...] = ()
    unanimous: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something that named people had put on record."""

    kind: StatementKind
    text: str
    span: Span
    by: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAttendance:
    """Who was absent, left, came or was inhabil in this very item."""

    name: str
    status: ItemAttendanceStatus
    party: str | None = None
    reason: str | None = None
    substitute_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A bilag listed in the item."""

    title: str
    span: Span
    document_number: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNumber:
    """A case number as written and taken apart; ``key`` is equal for all spellings of one number.

    ``subject`` and ``facet`` are KLE's, ``owner`` a kommunekode or the letters of a system; what the shape does
    not tell is ``None``.
    """

    written: str
    key: str
    subject: str | None = None
    facet: str | None = None
    owner: str | None = None
    serial: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One agenda item (dagsordenspunkt). All of its text lies in exactly one of its sections."""

    span: Span
    number: str | None = None
    title: str | None = None
    kind: ItemKind | None = None
    closed: bool = False
    case_numbers: tuple[str, ...] = ()
    cases: tuple[CaseNumber, ...] = ()
    document_numbers: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    statements: tuple[Statement, ...] = ()
    attendance: tuple[ItemAttendance, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWarning:
    """Something a reader should look at; ``item`` is the index in ``Record.items``, ``None`` for all of it.

    ``number`` is that of an item which the record lacks, as the contents list prints it; ``concerns`` says of a
    contradiction what it is about. ``detail`` is for those who know the document: it may quote it.
    """

    code: WarningCode
    detail: str
    item: int | None = None
    number: str | None = None
    concerns: Concern | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which layout the document was read as: its score, the runner-up, and the margin between them."""

    name: str
    score: float
    runner_up: str | None = None
    margin: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that one file says."""

    document: Document
    kind: DocumentKind
    meeting: Meeting
    layout: Layout
    parser_version: str
    municipality: Municipality | None = None
    attendance: tuple[Attendance, ...] = ()
    items: tuple[Item, ...] = ()
    warnings: tuple[RecordWarning, ...] = ()
    schema: str = "referat/1"
