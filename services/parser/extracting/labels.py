"""Labels and their values in the head of a document: "Mødested X", "Sted: X Slut: Y", a label above its value."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from itertools import takewhile

from services.parser.document import Block
from services.parser.extracting.dates import first_date
from services.parser.extracting.people import is_list_of_people, is_party, listed_people
from services.parser.vocabulary.load import MeetingLabels, vocabulary
from services.parser.wording import fold_contents_heading, fold_heading

_MAX_LISTED = 200  # letters of a line in a list of names
_LONGEST_OFFICE = 2  # words of a line that is nobody's name
_LONGEST_VALUE = 6  # words of a value that ends in a full stop; more is a sentence
_PEOPLE = {"members", "present", "absent", "other"}
_PLAIN_LABEL = re.compile(
    r"(?P<label>(?:Mødedato|Mødested|Mødetidspunkt|Tid|Sted)(?=\s)"
    r"|(?:Deltagere|Medlemmer|Til ?stede|Fraværende|Afbud(?: fra)?)(?=\s[A-ZÆØÅ][\wé]+\s[A-ZÆØÅ]))\s+(?=\S)"
)
_NUMBER = re.compile(r"^\d{1,3}\.\s+")
_NOBODY = re.compile(r"\b(?:ingen|intet)\b\.?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The value that stands with one label; ``kinds`` are the facts that the label can announce."""

    kinds: frozenset[str]
    value: Block
    label: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a line: a label with what stands behind it, or (``label`` empty) text that no label announces."""

    label: str
    value: Block

    @property
    def is_open(self) -> bool:
        """Tell whether it is a label that waits for its value."""
        return bool(self.label) and not _said(self.value.text)


def labelled_values(blocks: Sequence[Block]) -> Iterator[Labelled]:
    """Yield every labelled value of a document's head, in order."""
    return _values(_pieces(blocks))


def unlabelled(blocks: Sequence[Block]) -> list[Block]:
    """Take the lines, and pieces of lines, that stand with no label."""
    return [piece.value for piece in _pieces(blocks) if not piece.label]


def both(blocks: Sequence[Block]) -> tuple[list[Labelled], list[Block]]:
    """Answer both at once, for half of the work."""
    pieces = _pieces(blocks)
    return list(_values(pieces)), [piece.value for piece in pieces if not piece.label]


def _pieces(blocks: Sequence[Block]) -> Sequence[_Piece]:
    return [piece for block in blocks for line in _lines(block) for piece in _split(line)]


def _values(pieces: Sequence[_Piece]) -> Iterator[Labelled]:
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        if not piece.is_open:
            position += 1
            if piece.label:
                yield _labelled(piece, piece.value)
            if _kinds(piece.label) & _PEOPLE:
                yield from (_labelled(piece, line.value) for line in _run(pieces, position, _goes_on))
            continue
        waiting = _run(pieces, position, lambda piece: piece.is_open)
        position += len(waiting)
        below = _run(pieces, position, _is_below)
        yield from _values_below(waiting, [piece.value for piece in below])
        if not below and position < len(pieces) and pieces[position].label:
            yield from _values_behind(waiting, pieces[position])


def _run(pieces: Sequence[_Piece], start: int, fits: Callable[[_Piece], bool]) -> Sequence[_Piece]:
    """Take the pieces from ``start`` on, as far as they fit."""
    end = start
    while end < len(pieces) and fits(pieces[end]):
        end += 1
    return pieces[start:end]


def _goes_on(piece: _Piece) -> bool:
    """Tell whether a line without a label goes on with the list of people above it."""
    return _is_below(piece) and is_list_of_people(piece.value.text)


def _is_below(piece: _Piece) -> bool:
    return not piece.label and _can_be_a_value(piece.value)


def _values_below(waiting: Sequence[_Piece], values: Sequence[Block]) -> Iterator[Labelled]:
    """Give the lines below to the labels above them: one each where the counts agree, else all to the last."""
    last = waiting[-1]
    is_list = _kinds(last.label) & _PEOPLE and (len(waiting) == 1 or all(map(_names, values)))
    if is_list:
        yield from (_labelled(last, value) for value in takewhile(_can_be_listed, values))
    elif len(values) >= len(waiting) and not any(_is_sentence(value) for value in values[: len(waiting)]):
        yield from (_labelled(piece, value) for piece, value in zip(waiting, values, strict=False))
    elif values:
        moved = waiting if first_date(values[0].text) else waiting[-1:]  # several values on one line
        yield from (_labelled(piece, values[0]) for piece in moved)


def _values_behind(waiting: Sequence[_Piece], piece: _Piece) -> Iterator[Labelled]:
    """Read labels that a converter moved together, and their values behind the last: "Medlemmer: Afbud: A B Ingen"."""
    for label in waiting:
        if not _kinds(label.label) & _PEOPLE or _NOBODY.search(piece.value.text):
            yield _labelled(label, piece.value)


def _labelled(piece: _Piece, value: Block) -> Labelled:
    return Labelled(kinds=_kinds(piece.label), value=value, label=piece.label)


def _is_sentence(value: Block) -> bool:
    return value.text.endswith(".") and len(value.text.split()) > _LONGEST_VALUE


def _said(text: str) -> str:
    return text.strip(" .:-–")


def _names(line: Block) -> bool:
    return any(True for _ in listed_people(line.text))


def _can_be_listed(line: Block) -> bool:
    """Tell whether a line can be one of a list of people: somebody's name, or an office or party alone."""
    is_short = len(line.text.split()) <= _LONGEST_OFFICE or is_party(line.text)
    return line.level is None and len(line.text) <= _MAX_LISTED and (is_short or _names(line))


def _can_be_a_value(line: Block) -> bool:
    """Tell whether a line can be the value of a label above it: it heads no group of items or contents list."""
    words = vocabulary().words
    heads = words.open_groups | words.closed_groups | words.contents_headings | words.document_titles
    return fold_contents_heading(line.text) not in heads


def _lines(block: Block) -> Iterator[Block]:
    """Read the rows of a head's table as lines "label TAB value"."""
    if block.rows is None:
        yield block
        return
    position = 0
    for row in block.rows:
        text = "\t".join(row)
        yield block.part(position, position + len(text))
        position += len(text) + 1


def _split(line: Block) -> Iterator[_Piece]:
    """Cut a line at the labels in it."""
    alone = _NUMBER.sub("", line.text)  # "1. Fraværende" may be an item that is the list
    if _kinds(alone):
        yield _Piece(alone, line.part(len(line.text), len(line.text)))
        return
    labels = _label().finditer(line.text) if ":" in line.text else ()
    marks = [(match.start("label"), match["label"], match.end()) for match in labels]
    first = marks[0][0] if marks else len(line.text)
    if first and (opening := _opening_label(line)):
        marks.insert(0, opening)
    if not marks or marks[0][0]:
        before = line.part(0, marks[0][0] if marks else len(line.text))
        if before.text:
            yield _Piece("", before)
    if not marks:
        return
    ends = [*(start for start, _, _ in marks[1:]), len(line.text)]
    for (_, label, begin), end in zip(marks, ends, strict=True):
        value = line.part(begin, end)
        yield _Piece(label, value.part(0, len(value.text.rstrip(" .,;|"))))


def _opening_label(line: Block) -> tuple[int, str, int] | None:
    """Find a label without a colon: set apart by its markup or a tab, or one that nothing else begins with."""
    if line.lead and _kinds(line.lead) and line.text.startswith(line.lead):
        return 0, line.lead, len(line.lead)
    tab = line.text.find("\t")
    if tab > 0 and _kinds(line.text[:tab]):
        return 0, line.text[:tab], tab + 1
    words = _PLAIN_LABEL.match(line.text)
    return (0, words["label"], words.end()) if words else None


@cache
def _label() -> re.Pattern[str]:
    """One pattern for every label that can stand in the middle of a line: with its colon, after a blank or dot."""
    labels = {label for field in fields(MeetingLabels) for label in getattr(vocabulary().meeting, field.name)}
    written = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    return re.compile(rf"(?:^|(?<=[\s.;,|•]))(?P<label>{written})\.?\s*:\s*", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _kinds(label: str) -> frozenset[str]:
    folded, labels = fold_heading(label), vocabulary().meeting
    return frozenset(field.name for field in fields(MeetingLabels) if folded in getattr(labels, field.name))
