"""From blocks to the record: cut the document into items, read each, add what belongs to all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.parser.choosing import choose
from services.parser.document import Block, Text
from services.parser.extracting.absence import with_presence_elsewhere
from services.parser.extracting.attendance import read_attendance
from services.parser.extracting.meeting import read_meeting
from services.parser.extracting.states import State, group_of, is_closed_document
from services.parser.itemizing import read_items
from services.parser.listed import compare
from services.parser.segmenting.closing import with_closed
from services.parser.segmenting.contents import Entry, contents_with, find_contents
from services.parser.segmenting.items import find_headings
from services.parser.segmenting.sections import Context, heads_a_decision, repeated_weak_headings
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import labelled_line, one_line
from shared.contract.codes import DocumentKind
from shared.contract.record import Attendance, Item, Layout, Meeting

_TITLE_LINES = 2  # where a document says what it is
_HEAD_LINES = 40  # a head without an item heading after it is at most this long


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What the text itself says, before the file's own facts are added to make a record."""

    kind: DocumentKind
    meeting: Meeting
    attendance: tuple[Attendance, ...]
    items: tuple[Item, ...]
    layout: Layout
    missing: tuple[Entry, ...]
    has_title: bool
    is_other: bool


def assemble(text: Text, entries: Sequence[Entry] = (), furniture: Sequence[str] = ()) -> Minutes:
    """Read a whole document. What it does not say stays unknown; nothing is raised for odd content.

    ``entries`` are those of the contents list, where they are known already; ``furniture`` has the running heads.
    """
    blocks = [block for block in text.blocks if not _is_noise(block)]
    layout, profile = choose(text.blocks)
    contents = contents_with(entries, blocks) if entries else find_contents(blocks)
    numbered = find_headings(blocks, contents, profile.item_headings if profile else ())
    headings = with_closed(blocks, numbered, contents)
    first = headings[0].index if headings else min(len(blocks), _HEAD_LINES)
    head = [block for index, block in enumerate(blocks[:first]) if not contents.start <= index < contents.end]
    meeting = read_meeting(head, blocks)
    template = profile.template if profile else frozenset()
    context = Context(
        date=meeting.date,
        body=meeting.body,
        repeated=repeated_weak_headings(blocks) | template,
        bare=not any(map(heads_a_decision, blocks)),
    )
    items = with_presence_elsewhere(tuple(read_items(blocks, headings, context)), head)
    listed = compare(contents.entries, items)
    if _calls_itself_closed(head, furniture):
        items = tuple(replace(item, closed=True) for item in items)
    else:
        items = tuple(replace(item, closed=item.closed or at in listed.closed) for at, item in enumerate(items))
    closed = tuple(_closed_item(entry) for entry in listed.unseen if entry.closed)
    return Minutes(
        kind=_kind(head, items),
        meeting=meeting,
        attendance=read_attendance(head, blocks[first : headings[1].index if len(headings) > 1 else len(blocks)]),
        items=items + closed,
        layout=layout,
        missing=tuple(entry for entry in listed.unseen if not entry.closed),
        has_title=_has_title(head),
        is_other=_is_other(blocks),
    )


def _closed_item(entry: Entry) -> Item:
    return Item(number=entry.number, title=entry.title, closed=True, page=None, span=entry.block.span)


def _calls_itself_closed(head: Sequence[Block], furniture: Sequence[str]) -> bool:
    """Tell whether a document says it is closed as a whole: "Lukket dagsorden" beside "Åben dagsorden" heads a part."""
    lines = [*furniture, *(line for block in head for line in _lines(block))]
    says_so = [line for line in lines if is_closed_document(line)]
    groups = {line: group_of(line) for line in lines}
    return any(groups[line] is None or State.OPEN not in groups.values() for line in says_so)


def _lines(block: Block) -> Iterator[str]:
    """Yield the lines of a head, those of a table of labels with their values."""
    if block.rows is None:
        yield block.text
    for row in block.rows or ():
        yield labelled_line(row)


def _kind(head: Sequence[Block], items: Sequence[Item]) -> DocumentKind:
    phrases = vocabulary().phrases
    top = [block.text for block in head[:12] if len(block.text) < 200]
    if any(matches(phrases.correction_titles, line) for line in top):
        return DocumentKind.CORRECTION
    if any(matches(phrases.supplement_titles, line) for line in top):
        return DocumentKind.SUPPLEMENT
    decided = any(decision.current for item in items for decision in item.decisions)
    decided = decided or any(matches(phrases.decision_titles, line) for line in top)
    return DocumentKind.REFERAT if decided else DocumentKind.DAGSORDEN


def _has_title(head: Sequence[Block]) -> bool:
    titles = sorted(vocabulary().words.document_titles, key=len, reverse=True)
    pattern = re.compile(rf"^(?:{'|'.join(map(re.escape, titles))})\b", re.IGNORECASE)
    return any(pattern.match(one_line(block.text)) for block in head)


def _is_other(blocks: Sequence[Block]) -> bool:
    """Tell whether a document's first lines say that it is something else: a note, a letter, a plan."""
    return any(matches(vocabulary().phrases.other_titles, one_line(block.text)) for block in blocks[:_TITLE_LINES])


def _is_noise(block: Block) -> bool:
    return block.rows is None and vocabulary().any_noise.match(block.text) is not None
