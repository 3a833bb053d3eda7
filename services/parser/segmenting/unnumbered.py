"""Items without numbers: pages that hold one item each, and web pages that lost their headings."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.parser.document import Block
from services.parser.extracting.dates import find_dates, find_times
from services.parser.extracting.labels import labelled_values
from services.parser.extracting.numbers import is_number_line
from services.parser.segmenting.contents import Contents, Entry
from services.parser.segmenting.heading import Heading, is_furniture, is_head_line, is_label_in_item, is_title_like
from services.parser.segmenting.titles import Titles
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading
from shared.contract.codes import SectionRole

_SUPPORT = 1.0
_MAX_PLACE = 3  # words of a line that names where the meeting was held
_PROSE_ABOVE = 3  # paragraphs that may stand between the title and the first heading of a page with one item
_REPEATABLE = {SectionRole.ATTACHMENTS, SectionRole.DECISION, SectionRole.HISTORY}


def find_unnumbered(blocks: Sequence[Block], contents: Contents) -> list[Heading]:
    """Begin an item at each run of case numbers, else wherever the template's headings begin again.

    The title is the line above, if it can be one; many such pages show none.
    """
    body = [index for index in range(len(blocks)) if not contents.start <= index < contents.end]
    starts = list(_number_lines(blocks, body)) or list(_restarts(blocks, body))
    found = [_heading(blocks, start, starts[position - 1] if position else -1) for position, start in enumerate(starts)]
    if found and not found[0].shown and (title := _title_above(blocks, found[0].index)) is not None:
        found[0] = Heading(index=title, support=_SUPPORT, title=blocks[title].text)
    return found


def _number_lines(blocks: Sequence[Block], body: Sequence[int]) -> Iterator[int]:
    """Yield the first line of each run of head lines that holds a number and comes before headings of a template."""
    run: list[int] = []
    for index in body:
        if is_head_line(blocks[index]) or (run and is_label_in_item(blocks[index])):
            run.append(index)
            continue
        numbered = any(is_number_line(blocks[line].text) for line in run)
        if numbered and any(is_furniture(below) for below in blocks[index : index + 2]):
            yield run[0]
        run = []


def _restarts(blocks: Sequence[Block], body: Sequence[int]) -> Iterator[int]:
    """Yield where headings come again: a heading of the case text, or a second decision of the same meeting.

    Between two decisions the next item begins at the first heading behind the one before.
    """
    seen: set[str] = set()
    behind_decision: int | None = None
    roles = vocabulary().roles
    for index in body:
        if not is_furniture(blocks[index]) or is_head_line(blocks[index]):
            continue
        folded = fold_heading(blocks[index].text)
        role = roles.get(folded, SectionRole.DECISION)
        if not seen or (folded in seen and role not in _REPEATABLE):
            yield index
            seen, behind_decision = set(), None
        elif folded in seen and role is SectionRole.DECISION and behind_decision is not None:
            yield behind_decision
            behind_decision = None
        elif role not in _REPEATABLE and behind_decision is None and _has_decision(seen):
            behind_decision = index
        seen.add(folded)


def _has_decision(seen: set[str]) -> bool:
    return any(vocabulary().roles.get(folded, SectionRole.DECISION) is SectionRole.DECISION for folded in seen)


def _heading(blocks: Sequence[Block], start: int, previous: int) -> Heading:
    above = start - 1
    is_venue = previous < 0 and _is_place(blocks[above].text)
    if above > previous and is_title_like(blocks[above]) and not is_venue:
        return Heading(index=above, support=_SUPPORT, title=blocks[above].text)
    return Heading(index=start, support=_SUPPORT, shown=False)


def _is_place(text: str) -> bool:
    return len(text.split()) <= _MAX_PLACE and matches(vocabulary().phrases.places, text)


def _title_above(blocks: Sequence[Block], start: int) -> int | None:
    """Find the title of a page's first item, where an introduction stands between it and the first heading."""
    facts = {entry.value.start for entry in labelled_values(blocks[:start])}
    first = max(0, start - _PROSE_ABOVE - 1)
    for index in range(start - 1, first - 1, -1):
        text = blocks[index].text
        if (
            any(block_start >= blocks[index].start for block_start in facts)
            or any(find_dates(text))
            or any(find_times(text))
        ):
            return None
        if is_title_like(blocks[index]):
            return index if index + 1 < start else None
        if not text.endswith("."):
            return None
    return None


def find_titled(blocks: Sequence[Block], contents: Contents, listed: Titles[Entry]) -> list[Heading]:
    """Begin an item at each line of the body that equals an entry of the contents list; each entry counts once."""
    used: set[int] = set()
    found = []
    for index, block in enumerate(blocks[contents.end :], start=contents.end):
        entry = next((entry for entry in listed.find(block.text) if entry.block.start not in used), None)
        if entry and block.rows is None:
            used.add(entry.block.start)
            found.append(Heading(index=index, support=_SUPPORT, number=entry.number, title=block.text))
    return found


def numbered_by(listed: Titles[Entry], headings: Sequence[Heading]) -> list[Heading]:
    """Give headings without a number the one that the contents list has for their title."""
    return [_numbered(heading, listed) for heading in headings]


def _numbered(heading: Heading, listed: Titles[Entry]) -> Heading:
    if heading.number is not None or not heading.title:
        return heading
    return replace(heading, number=next((entry.number for entry in listed.find(heading.title)), None))
