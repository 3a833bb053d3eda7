"""One agenda item: from the blocks between two headings to the record's item."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.parser.document import Block, cover, join
from services.parser.extracting.absence import item_attendance
from services.parser.extracting.attachments import read_attachments
from services.parser.extracting.decisions import decision_blocks, read_decisions
from services.parser.extracting.normalising import normalised
from services.parser.extracting.numbers import head_numbers, is_number_line, title_number
from services.parser.extracting.outcomes import overall
from services.parser.extracting.recommendations import read_recommendations
from services.parser.extracting.statements import read_statements
from services.parser.extracting.states import State, is_closed_title
from services.parser.segmenting.closed_lines import heads_a_group, says, says_group
from services.parser.segmenting.heading import Heading, is_furniture, is_head_line, is_label_in_item, is_title_like
from services.parser.segmenting.sections import Context, Part, split_sections
from services.parser.segmenting.support import TYPE_MARK
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading, one_line
from shared.contract.codes import DecisionOutcome, ItemKind, SectionRole
from shared.contract.record import Item, Section, Table

_KINDS = {"b": ItemKind.DECISION, "o": ItemKind.INFORMATION, "d": ItemKind.DISCUSSION}


def read_items(blocks: Sequence[Block], headings: Sequence[Heading], context: Context) -> Iterator[Item]:
    """Cut the blocks at the headings; a number line above every heading belongs to the item below it.

    So do the lines below "LUKKEDE SAGER", but for that one.
    """
    if not headings:
        return
    starts = [heading.index for heading in headings]
    if _is_below_a_number(blocks, headings[0]):
        starts = [heading.index - _is_below_a_number(blocks, heading) for heading in headings]
    starts = [min(start, heading.index - heading.above) for heading, start in zip(headings, starts, strict=True)]
    for heading, start, end in zip(headings, starts, [*starts[1:], len(blocks)], strict=True):
        own = _without_groups(blocks, heading, end)
        yield _item(heading, blocks[start + bool(heading.above) : heading.index], own, context)


def _without_groups(blocks: Sequence[Block], heading: Heading, end: int) -> Sequence[Block]:
    """Take an item's blocks without the lines at its end that head the next group of items, or end the meeting.

    In a closed item "B. SALG" may be its own text, so it stays there.
    """
    closed = heading.in_closed_group or _is_closed(heading, heading.title, None)
    heads = says_group if closed else heads_a_group
    start = heading.index
    while end > start + 1 and (heads(blocks[end - 1]) or _repeats_below(blocks, end) or _ends_it(blocks[end - 1])):
        end -= 1
    return blocks[start:end]


def _ends_it(block: Block) -> bool:
    """Tell whether a line only says when the meeting ended ("Mødet hævet kl. 18.45")."""
    return block.rows is None and matches(vocabulary().phrases.meeting_ends, one_line(block.text))


def _is_below_a_number(blocks: Sequence[Block], heading: Heading) -> bool:
    return heading.index > 0 and is_number_line(blocks[heading.index - 1].text)


def _repeats_below(blocks: Sequence[Block], end: int) -> bool:
    """Tell whether the line before an item names its group, which the line below the item's heading says again."""
    return end + 1 < len(blocks) and fold_heading(blocks[end - 1].text) == fold_heading(blocks[end + 1].text)


def _item(heading: Heading, before: Sequence[Block], own: Sequence[Block], context: Context) -> Item:
    title, labels, body = _title(heading, own)
    kind = None
    if title and (mark := TYPE_MARK.search(title)):
        kind, title = _KINDS[mark["mark"][0].casefold()], title[: mark.start()]
    parts = split_sections(body, context)
    if context.bare and _is_bare_decision(parts):
        parts = [replace(parts[0], role=SectionRole.DECISION)]
    parts = [*(Part(role=SectionRole.CASE, blocks=tuple(lead)) for lead in (before, labels) if lead), *parts]
    heading_blocks = {part.heading.start for part in parts if part.heading}
    lines = [*before, *labels, *body]
    numbers = head_numbers(lines, [block.start in heading_blocks for block in lines])
    for part in parts:
        if part.heading and fold_heading(part.heading.text) in vocabulary().item.case:
            for block in part.blocks:
                numbers.add("case", block.text.strip())
    if title and (number := title_number(title)):
        numbers.add("case", number)
    decided = decision_blocks(parts, context, own=True)
    return Item(
        number=heading.number,
        title=title or None,
        kind=kind,
        closed=_is_closed(heading, title, numbers.state),
        case_numbers=tuple(numbers.case),
        cases=tuple(normalised(number) for number in numbers.case),
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


def _is_closed(heading: Heading, title: str | None, said: State | None) -> bool:
    """Tell whether anything says that an item is closed: title, heading, head, or its group and none of them open."""
    if State.CLOSED in {heading.state, said} or (title and is_closed_title(title)):
        return True
    return heading.in_closed_group and State.OPEN not in {heading.state, said}


def _is_bare_decision(parts: Sequence[Part]) -> bool:
    """Tell whether an item has nothing but text, and that text says what was decided."""
    if len(parts) != 1 or parts[0].heading is not None:
        return False
    return overall(join(parts[0].blocks))[0] not in {DecisionOutcome.OTHER, DecisionOutcome.NONE}


def _title(heading: Heading, own: Sequence[Block]) -> tuple[str | None, Sequence[Block], Sequence[Block]]:
    """Take the title from the heading, or from the line below where that is a number alone; then what follows.

    Where labels stand between number and title, these come apart from the rest.
    """
    if not heading.shown:
        return None, (), own
    if heading.title:
        return one_line(heading.title), (), own[heading.lines :]
    if len(own) > 1 and says(own[1]) is State.CLOSED:
        return one_line(own[1].text), (), own[2:]  # "Punkt 5." and "Lukket punkt"
    place = next((at for at, block in enumerate(own[1:], start=1) if not _is_in_head(block)), len(own))
    below = own[place] if place < len(own) else None
    if below is None or below.rows is not None or is_furniture(below) or (place > 1 and not is_title_like(below)):
        return None, (), own[1:]
    return one_line(below.text), own[1:place], own[place + 1 :]


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
    """Collect where an item tells of its own attendance: its decision, and the lines before its first heading.

    Where no decision is recorded, the last words of the item may tell.
    """
    before = [block for part in parts[:1] if part.heading is None for block in part.blocks if len(block.text) < 200]
    if decided or not parts or parts[-1].heading is None:
        return [*before, *decided]
    return [*before, *parts[-1].blocks[-1:]]
