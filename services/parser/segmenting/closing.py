"""Closed items that the numbering does not show, and groups of closed items: whose text stays out of the open ones.

A line that heads closed items ends the open item above it, whatever follows. What stands below is closed up to the
next heading that is clearly open: one of the document's own numbering below "Åbne punkter", or with that word in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.parser.document import Block
from services.parser.extracting.numbers import head_numbers
from services.parser.extracting.states import (
    LONGEST_LINE,
    State,
    closed_heading,
    group_of,
    is_closed_document,
    is_closed_title,
    may_tell,
    state_of_line,
)
from services.parser.segmenting.contents import Contents
from services.parser.segmenting.heading import Heading, is_furniture, is_head_line
from services.parser.segmenting.support import FURNITURE_NEAR, furniture
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading, fold_title, one_line
from shared.contract.codes import SectionRole

_LETTERED = re.compile(r"[A-H]\. [A-ZÆØÅ0-9 ,\-/]{4,80}$")  # "D. ORIENTERING"
_NONE = frozenset({"ingen", "intet", "-", "ingen punkter", "ingen sager", "der var ingen"})
_NEAR = 3  # lines above a heading among which its group stands
_HEAD = 40  # lines that the head of an item can have
_AHEAD = 8  # lines from one on that are looked at for an item's own words
_ATTACHMENTS = 40  # lines above one that are looked at for "Bilag"


def group_headed_by(block: Block) -> State | None:
    """Read a line that heads a group of items; lettered ones ("D. ORIENTERING") are open if they don't say closed."""
    if block.rows is not None or block.bullet:
        return None
    folded = fold_heading(block.text)
    if " " not in folded and not folded.endswith("e"):
        return None  # "Lukket" and "Åben" alone are more often the state of one item
    if group := group_of(block.text):
        return group
    if _is_lettered(block):
        return State.CLOSED if "LUKKE" in block.text else State.OPEN
    return None


def heads_a_group(block: Block) -> bool:
    """Tell whether a line heads a group of items."""
    return group_headed_by(block) is not None


def says_group(block: Block) -> bool:
    """Tell whether a line heads a group of items and says itself that they are open or closed."""
    return heads_a_group(block) and (group_of(block.text) is not None or not _is_lettered(block))


def _is_lettered(block: Block) -> bool:
    return _LETTERED.match(block.text) is not None


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
            self._states_above = end > start and _says(blocks[end - 1]) is not None
            start = _behind_a_list(blocks, start, end)
        for at in self._telling(start, end):
            group = self._group(at)
            if group is State.OPEN:
                yield from self._opened(at, end)
            elif at == end - 1 and group is None and not (heading.shown and _names_an_item(blocks[at])):
                marked = replace(heading, state=State.CLOSED, above=end - at)
                heading = marked if heading.shown else _heading(blocks, at)
            else:
                yield from self._begin(at, group, is_head=is_first)
        if heading.state is State.OPEN:
            yield from self._opened(end, end)
        if self._began is not None:
            heading = replace(heading, above=heading.index - self._began)
        self._began, self._above = None, heading
        yield replace(heading, in_closed_group=self._in_group)

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
            group = self._group(at)
            if group is not State.OPEN:
                yield from self._begin(at, group, is_head=False)
        yield from self._closed_until(end)

    def _begin(self, at: int, group: State | None, *, is_head: bool) -> Iterator[Heading]:
        if group is State.CLOSED:
            self._in_group, self._is_lettered = True, _is_lettered(self._blocks[at])
            self._began = at if self._began is None else self._began
        elif not is_head or furniture(self._blocks, at) >= FURNITURE_NEAR:
            heading = replace(_heading(self._blocks, at), in_closed_group=self._in_group)
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
            group = self._group(at)
            is_last = at == end - 1
            if block.start in stating and not (is_last and (group or self._states_above)):
                continue
            heads = self._is_closed_heading(at, end) if group is None else not self._is_empty(at, end)
            if heads or group is State.OPEN:
                yield at

    def _group(self, at: int) -> State | None:
        """Read the group that a line heads; "Lukket referat" behind the open one does, unless it is an attachment."""
        block = self._blocks[at]
        if group := group_headed_by(block):
            return group
        if block.rows is not None or not is_closed_document(block.text):
            return None
        apart = block.prominent or (block.gap_before and not _among_attachments(self._blocks, at))
        return State.CLOSED if apart else None

    def _stating(self, start: int, end: int) -> set[int]:
        """Find the lines that tell the state of the item that begins above, as its reader will."""
        if self._above is None:
            return set()
        head = self._blocks[start : min(end, start + _HEAD)]
        if State.CLOSED not in map(_says, head):
            return set()
        numbers = head_numbers(head, [is_furniture(block) and not is_head_line(block) for block in head])
        return {block.start for block in head if block.start in numbers.stating and _says(block) is State.CLOSED}

    def _is_empty(self, at: int, end: int) -> bool:
        """Tell whether "Lukkede punkter" has "Ingen" below it."""
        return at + 1 < end and fold_heading(self._blocks[at + 1].text) in _NONE

    def _is_closed_heading(self, at: int, end: int) -> bool:
        blocks, block = self._blocks, self._blocks[at]
        if block.rows is not None or block.bullet or not may_tell(block.text):
            return False
        near = furniture(blocks[at : min(end, at + _AHEAD)], 0) >= FURNITURE_NEAR
        match = closed_heading(block.text, is_set=block.prominent, heads_item=near) or _numbered(block)
        if match is None or _heads_column(blocks, at) or _repeats(self._above, match):
            return False
        apart = block.prominent or near or (block.gap_before and not _among_attachments(blocks, at))
        return apart or (at == end - 1 and self._states_above)


def _heads_column(blocks: Sequence[Block], at: int) -> bool:
    """Tell whether a line stands beside its contrary: columns "Åbent punkt" and "Lukket punkt"."""
    return _says(blocks[at]) is not None and State.OPEN in map(_says, blocks[max(0, at - 1) : at + 2])


def _numbered(block: Block) -> re.Match[str] | None:
    """Read a closed item's heading in another style than the others': "3. (Lukket) Ejendomssag"."""
    if not (block.prominent or block.gap_before) or not vocabulary().any_item_heading.match(block.text):
        return None
    for style in vocabulary().item_headings:
        match = style.pattern.match(block.text)
        if match and match["title"] and closed_heading(match["title"], is_set=True, heads_item=True):
            return match
        if match and "lukket" in {(said or "").casefold() for key, said in match.groupdict().items() if "state" in key}:
            return match
    return None


def _heading(blocks: Sequence[Block], at: int) -> Heading:
    match = _numbered(blocks[at]) or closed_heading(blocks[at].text, is_set=True, heads_item=True)
    said = match.groupdict() if match else {}
    number = said.get("number")
    title = one_line(said.get("title") or "") if number else ""
    return Heading(index=at, support=0.0, number=number, title=title or one_line(blocks[at].text), state=State.CLOSED)


def _names_an_item(block: Block) -> bool:
    """Tell whether a closed item's heading says more than that it is one."""
    match = _numbered(block) or closed_heading(block.text, is_set=True, heads_item=True)
    return match is not None and bool(match.groupdict().get("number") or match.groupdict().get("title"))


def _repeats(above: Heading | None, match: re.Match[str]) -> bool:
    """Tell whether a heading says again what the one above has said: templates repeat number and title."""
    if above is None or not (above.state is State.CLOSED or is_closed_title(above.title or "")):
        return False
    said = match.groupdict()
    if said.get("number"):
        return said["number"] == above.number
    return fold_title(match[0]) == fold_title(above.title or "")


def _says(block: Block) -> State | None:
    return state_of_line(block.text) if block.rows is None else None


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


def _is_listed(block: Block) -> bool:
    """Tell whether a line before the first item looks like an item: it is one of a list of contents."""
    return block.rows is None and vocabulary().any_item_heading.match(block.text) is not None


def _tells_something(block: Block) -> bool:
    ends = block.rows is None and matches(vocabulary().phrases.meeting_ends, one_line(block.text))
    return bool(block.text.strip()) and not ends and not heads_a_group(block)


def _among_attachments(blocks: Sequence[Block], at: int) -> bool:
    for block in reversed(blocks[max(0, at - _ATTACHMENTS) : at]):
        if is_furniture(block):
            return vocabulary().roles.get(fold_heading(block.text)) is SectionRole.ATTACHMENTS
    return False
