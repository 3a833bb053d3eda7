"""Closed items that the numbering does not show, and groups of closed items: whose text stays out of the open ones.

A line that heads closed items ends the open item above it, whatever follows. What stands below is closed up to the
next heading that is clearly open: one of the document's own numbering below "Åbne punkter", or with that word in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.parser.document import Block
from services.parser.extracting.numbers import head_numbers
from services.parser.extracting.states import LONGEST_LINE, State
from services.parser.segmenting.closed_lines import (
    group_at,
    group_headed_by,
    heading_at,
    heads_a_group,
    is_closed_heading,
    is_lettered,
    names_an_item,
    repeats,
    says,
    says_group,
)
from services.parser.segmenting.contents import Contents
from services.parser.segmenting.heading import Heading, is_furniture, is_head_line
from services.parser.segmenting.support import FURNITURE_NEAR, furniture, leading
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading, one_line

_NONE = frozenset({"ingen", "intet", "-", "ingen punkter", "ingen sager", "der var ingen"})
_NEAR = 3  # lines above a heading among which its group stands
_HEAD = 40  # lines that the head of an item can have


def with_closed(blocks: Sequence[Block], headings: Sequence[Heading], contents: Contents) -> list[Heading]:
    """Add headings of closed items outside the numbering, and tell of each heading whether a closed group holds it.

    A document in which no items were found has none that are closed either.
    """
    if not headings:
        return []
    found: list[Heading] = []
    walk = _Walk(blocks)
    start = 0
    for heading in headings:
        behind = contents.end if start < contents.end <= heading.index else start
        found += walk.to(heading, behind, is_first=not found)
        start = heading.index + heading.lines
    return [*found, *walk.to_end(max(start, contents.end))]


class _Walk:
    """Goes from heading to heading, and knows whether it is among closed items and where their text began."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._in_group = False
        self._is_lettered = False  # whether a letter heads that group
        self._began: int | None = None  # the line "LUKKEDE SAGER", while no heading has followed
        self._above: Heading | None = None  # the heading above
        self._states_above = False  # whether states stand above the headings, and not below

    def to(self, heading: Heading, start: int, *, is_first: bool) -> Iterator[Heading]:
        """Yield the headings that stand before one, and that one."""
        blocks, end = self._blocks, heading.index
        if is_first:
            self._states_above = end > start and says(blocks[end - 1]) is not None
            start = _behind_a_list(blocks, start, end)
        for at in self._telling(start, end):
            group = group_at(self._blocks, at)
            if group is State.OPEN:
                yield from self._opened(at, end)
            elif at == end - 1 and group is None and not (heading.shown and names_an_item(blocks[at])):
                marked = replace(heading, state=State.CLOSED, above=end - at)
                heading = marked if heading.shown else heading_at(blocks, at)
            else:
                yield from self._begin(at, group, is_head=is_first)
        if heading.state is State.OPEN or self._only_lists(heading):
            yield from self._opened(end, end)
        if self._began is not None:
            heading = replace(heading, above=heading.index - self._began)
        self._began, self._above = None, heading
        yield replace(heading, in_closed_group=self._in_group)

    def _only_lists(self, heading: Heading) -> bool:
        """Tell whether "Lukkede punkter" heads a list of items whose turn comes later: one has a higher number."""
        if self._began is None or heading.number is None:
            return False
        numbers = (_number_of(block) for block in self._blocks[self._began + 1 : heading.index])
        return any(number > leading(heading.number) for number in numbers if number)

    def _opened(self, at: int, end: int) -> Iterator[Heading]:
        """End the closed group at a line that says open, if it stands near the heading that it speaks of."""
        ends = (
            at == end or self._is_lettered or says_group(self._blocks[at])
        )  # "C. ORIENTERING" behind "B. LUKKEDE SAGER"
        if ends and end - at <= _NEAR:
            yield from self._closed_until(at)
            self._in_group = False

    def to_end(self, start: int) -> Iterator[Heading]:
        """Yield the headings behind the last one of the numbering."""
        end = len(self._blocks)
        for at in self._telling(start, end):
            group = group_at(self._blocks, at)
            if group is not State.OPEN:
                yield from self._begin(at, group, is_head=False)
        yield from self._closed_until(end)

    def _begin(self, at: int, group: State | None, *, is_head: bool) -> Iterator[Heading]:
        if group is State.CLOSED:
            self._in_group, self._is_lettered = True, is_lettered(self._blocks[at])
            self._began = at if self._began is None else self._began
        elif not is_head or furniture(self._blocks, at) >= FURNITURE_NEAR:
            heading = replace(heading_at(self._blocks, at), in_closed_group=self._in_group)
            if self._began is not None:
                heading = replace(heading, above=at - self._began)
            self._began, self._above = None, heading
            yield heading

    def _closed_until(self, end: int) -> Iterator[Heading]:
        """Yield a heading for the text of a closed group that has none of the numbering."""
        began, self._began = self._began, None
        if began is None:
            return
        below = self._blocks[began + 1 : end]
        if any(_tells_something(block) for block in below):
            yield Heading(
                index=began,
                support=0.0,
                title=one_line(self._blocks[began].text),
                state=State.CLOSED,
                in_closed_group=True,
            )

    def _telling(self, start: int, end: int) -> Iterator[int]:
        """Yield the lines that head a group or one closed item, and not those that tell the state of the item above."""
        stating = self._stating(start, end)
        for at in range(start, end):
            block = self._blocks[at]
            if len(block.text) > LONGEST_LINE:
                continue
            group = group_at(self._blocks, at)
            is_last = at == end - 1
            if block.start in stating and not (is_last and (group or self._states_above)):
                continue
            heads = self._heads_item(at, start, end) if group is None else not self._is_empty(at, end)
            if heads or group is State.OPEN:
                yield at

    def _stating(self, start: int, end: int) -> set[int]:
        """Find the lines that tell the state of the item that begins above, as its reader will."""
        if self._above is None:
            return set()
        head = self._blocks[start : min(end, start + _HEAD)]
        if State.CLOSED not in map(says, head):
            return set()
        numbers = head_numbers(head, [is_furniture(block) and not is_head_line(block) for block in head])
        return {block.start for block in head if block.start in numbers.stating and says(block) is State.CLOSED}

    def _heads_item(self, at: int, start: int, end: int) -> bool:
        """Tell whether a line heads a closed item; where states stand above the headings, one directly above does."""
        block = self._blocks[at]
        if self._above is not None and repeats(self._above, block):
            return False
        return is_closed_heading(self._blocks, at, start, end) or (
            at == end - 1 and self._states_above and says(block) is State.CLOSED
        )

    def _is_empty(self, at: int, end: int) -> bool:
        """Tell whether "Lukkede punkter" has "Ingen" below it."""
        return at + 1 < end and fold_heading(self._blocks[at + 1].text) in _NONE


def _behind_a_list(blocks: Sequence[Block], start: int, end: int) -> int:
    """Find where a list of contents ends that was not taken for one.

    It ends behind lines that look like items, and behind a closed group below an open one that has lines.
    """
    is_open = has_lines = False
    for at in range(start, end):
        group = group_headed_by(blocks[at])
        if _is_listed(blocks[at]) or (group is State.CLOSED and has_lines):
            start = at + 1
        is_open = is_open or group is State.OPEN
        has_lines = has_lines or (is_open and group is None and fold_heading(blocks[at].text) not in _NONE)
    return start


def _number_of(block: Block) -> tuple[int, str] | None:
    """Read the number of a line that looks like an item."""
    if not _is_listed(block):
        return None
    matches_of = (style.pattern.match(block.text) for style in vocabulary().item_headings)
    return next((leading(match["number"]) for match in matches_of if match), None)


def _is_listed(block: Block) -> bool:
    """Tell whether a line before the first item looks like an item: it is one of a list of contents."""
    return block.rows is None and vocabulary().any_item_heading.match(block.text) is not None


def _tells_something(block: Block) -> bool:
    ends = block.rows is None and matches(vocabulary().phrases.meeting_ends, one_line(block.text))
    return bool(block.text.strip()) and not ends and not heads_a_group(block)
