"""From blocks to the record: cut the document into items, read each, add what belongs to all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.parser.choosing import choose
from services.parser.document import Block, Text, cover, join
from services.parser.extracting.absence import item_attendance, with_presence_elsewhere
from services.parser.extracting.attachments import read_attachments
from services.parser.extracting.attendance import read_attendance
from services.parser.extracting.decisions import decision_blocks, read_decisions
from services.parser.extracting.meeting import read_meeting
from services.parser.extracting.numbers import head_numbers, is_number_line
from services.parser.extracting.recommendations import read_recommendations
from services.parser.extracting.statements import read_statements
from services.parser.segmenting.contents import Entry, contents_with, find_contents, is_closed_title
from services.parser.segmenting.heading import Heading, is_furniture, is_head_line, is_label_in_item, is_title_like
from services.parser.segmenting.items import TYPE_MARK, find_headings
from services.parser.segmenting.sections import Context, Part, repeated_weak_headings, split_sections
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading, one_line, same_title
from shared.contract.codes import DocumentKind, ItemKind
from shared.contract.record import Attendance, Item, Layout, Meeting, Section, Table

_KINDS = {"b": ItemKind.DECISION, "o": ItemKind.INFORMATION, "d": ItemKind.DISCUSSION}
_HEAD_LINES = 40  # a head without an item heading after it is at most this long


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What the text itself says, before the file's own facts are added to make a record."""

    kind: DocumentKind
    meeting: Meeting
    attendance: tuple[Attendance, ...]
    items: tuple[Item, ...]
    layout: Layout
    missing_titles: tuple[str, ...]
    has_title: bool


def assemble(text: Text, entries: Sequence[Entry] = ()) -> Minutes:
    """Read a whole document. What it does not say stays unknown; nothing is raised for odd content.

    ``entries`` are those of the contents list, where they are known already.
    """
    blocks = [block for block in text.blocks if not _is_noise(block)]
    layout, profile = choose(blocks)
    contents = contents_with(entries, blocks) if entries else find_contents(blocks)
    headings = find_headings(blocks, contents, profile.item_headings if profile else ())
    first = headings[0].index if headings else min(len(blocks), _HEAD_LINES)
    head = [block for index, block in enumerate(blocks[:first]) if not contents.start <= index < contents.end]
    meeting = read_meeting(head, blocks)
    context = Context(
        date=meeting.date,
        body=meeting.body,
        repeated=repeated_weak_headings(blocks) | (profile.template if profile else frozenset()),
    )
    items = with_presence_elsewhere(tuple(_items(blocks, headings, context, contents.end)), head)
    unseen = [entry for entry in contents.entries if not any(_is_entry(item, entry) for item in items)]
    closed = tuple(_closed_item(entry) for entry in unseen if entry.closed)
    return Minutes(
        kind=_kind(head, items),
        meeting=meeting,
        attendance=read_attendance(head, blocks[first : headings[1].index if len(headings) > 1 else len(blocks)]),
        items=items + closed,
        layout=layout,
        missing_titles=tuple(entry.title for entry in unseen if not entry.closed),
        has_title=_has_title(head),
    )


def _items(blocks: Sequence[Block], headings: Sequence[Heading], context: Context, body: int) -> Iterator[Item]:
    """Cut the blocks at the headings; a number line above every heading belongs to the item below it."""
    shift = 1 if headings and headings[0].index and is_number_line(blocks[headings[0].index - 1].text) else 0
    closed_group = False
    for position, heading in enumerate(headings):
        end = headings[position + 1].index - shift if position + 1 < len(headings) else len(blocks)
        own = list(blocks[heading.index : end])
        before = list(blocks[heading.index - shift : heading.index])
        while len(own) > 1 and _group(own[-1]):
            own.pop()
        closed_group = _group_before(blocks[body : heading.index], closed=closed_group)
        yield _item(heading, before, own, context, closed=closed_group)


def _group(block: Block) -> str | None:
    """Name the kind of a line that heads a group of items ("LUKKEDE SAGER"), "open" or "closed"."""
    folded = fold_heading(block.text)
    words = vocabulary().words
    if block.rows is not None or (" " not in folded and not folded.endswith("e")):
        return None
    return "closed" if folded in words.closed_groups else "open" if folded in words.open_groups else None


def _group_before(blocks: Sequence[Block], *, closed: bool) -> bool:
    """Tell whether the lines above a heading begin the closed items, or go on as before."""
    for block in reversed(blocks[-3:]):
        if group := _group(block):
            return group == "closed"
    return closed


def _item(heading: Heading, before: Sequence[Block], own: Sequence[Block], context: Context, *, closed: bool) -> Item:
    title, body = _title(heading, own)
    kind = None
    if title and (mark := TYPE_MARK.search(title)):
        kind, title = _KINDS[mark["mark"][0].casefold()], title[: mark.start()]
    parts = split_sections(body, context)
    heading_blocks = {part.heading.start for part in parts if part.heading}
    numbers = head_numbers([*before, *body], [block.start in heading_blocks for block in [*before, *body]])
    for part in parts:
        if part.heading and fold_heading(part.heading.text) in vocabulary().item.case:
            for block in part.blocks:
                numbers.add("case", block.text.strip())
    decided = decision_blocks(parts, context, own=True)
    return Item(
        number=heading.number,
        title=title or None,
        kind=kind,
        closed=closed or bool(title and is_closed_title(title)),
        case_numbers=tuple(numbers.case),
        document_numbers=tuple(numbers.document),
        sections=tuple(_section(part) for part in parts),
        recommendations=read_recommendations(parts),
        decisions=read_decisions(parts, context),
        statements=read_statements(decision_blocks(parts, context)),
        attendance=item_attendance(_absence_blocks(parts, decided), heading.number),
        attachments=read_attachments(parts),
        page=own[0].page,
        span=cover([*before, *own]),
    )


def _title(heading: Heading, own: Sequence[Block]) -> tuple[str | None, Sequence[Block]]:
    """Take the title from the heading, or from the line below where the heading is a number alone."""
    if not heading.shown:
        return None, own
    if heading.title:
        return one_line(heading.title), own[1:]
    place = next((at for at, block in enumerate(own[1:], start=1) if not _is_in_head(block)), len(own))
    below = own[place] if place < len(own) else None
    if below is None or below.rows is not None or is_furniture(below) or (place > 1 and not is_title_like(below)):
        return None, own[1:]
    return one_line(below.text), [*own[1:place], *own[place + 1 :]]


def _is_in_head(block: Block) -> bool:
    return is_head_line(block) or is_label_in_item(block)


def _section(part: Part) -> Section:
    placed = [*([part.heading] if part.heading else []), *part.blocks]
    return Section(
        role=part.role,
        heading=one_line(part.heading.text).rstrip(" :") if part.heading else None,
        text=join(part.blocks),
        tables=tuple(Table(rows=block.rows) for block in part.blocks if block.rows is not None),
        page=placed[0].page,
        span=cover(placed),
    )


def _absence_blocks(parts: Sequence[Part], decided: Sequence[Block]) -> list[Block]:
    """Collect where an item tells of its own attendance: its decision, and the lines before its first heading."""
    before = [block for part in parts[:1] if part.heading is None for block in part.blocks if len(block.text) < 200]
    return [*before, *decided]


def _closed_item(entry: Entry) -> Item:
    return Item(number=entry.number, title=entry.title, closed=True, page=None, span=entry.block.span)


def _is_entry(item: Item, entry: Entry) -> bool:
    if item.number is not None and entry.number is not None and item.number != entry.number:
        return False
    return same_title(item.title or "", TYPE_MARK.sub("", entry.title)) or same_title(item.title or "", entry.title)


def _kind(head: Sequence[Block], items: Sequence[Item]) -> DocumentKind:
    phrases = vocabulary().phrases
    top = [block.text for block in head[:12] if len(block.text) < 200]
    if any(matches(phrases.correction_titles, line) for line in top):
        return DocumentKind.CORRECTION
    if any(matches(phrases.supplement_titles, line) for line in top):
        return DocumentKind.SUPPLEMENT
    decided = any(decision.current for item in items for decision in item.decisions)
    return DocumentKind.REFERAT if decided else DocumentKind.DAGSORDEN


def _has_title(head: Sequence[Block]) -> bool:
    titles = sorted(vocabulary().words.document_titles, key=len, reverse=True)
    pattern = re.compile(rf"^(?:{'|'.join(map(re.escape, titles))})\b", re.IGNORECASE)
    return any(pattern.match(one_line(block.text)) for block in head)


def _is_noise(block: Block) -> bool:
    return block.rows is None and matches(vocabulary().phrases.noise, block.text)
