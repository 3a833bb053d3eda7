"""What one line says of closed items: that it heads a group of them, or one without the numbering of the others."""

import re
from collections.abc import Sequence

from services.parser.document import Block
from services.parser.extracting.states import (
    State,
    closed_heading,
    group_of,
    is_closed_document,
    is_closed_title,
    is_set_group,
    may_tell,
    state_of_line,
)
from services.parser.segmenting.heading import Heading, is_furniture
from services.parser.segmenting.support import FURNITURE_NEAR, furniture
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import fold_heading, fold_title, one_line
from shared.contract.codes import SectionRole

_LETTERED = re.compile(r"[A-H]\. [A-ZÆØÅ0-9 ,\-/]{4,80}$")  # "D. ORIENTERING"
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
    if is_lettered(block):
        return State.CLOSED if "LUKKE" in block.text else State.OPEN
    return None


def heads_a_group(block: Block) -> bool:
    """Tell whether a line heads a group of items."""
    return group_headed_by(block) is not None


def says_group(block: Block) -> bool:
    """Tell whether a line heads a group of items and says itself that they are open or closed."""
    return heads_a_group(block) and (group_of(block.text) is not None or not is_lettered(block))


def is_lettered(block: Block) -> bool:
    """Tell whether a line heads a group with a letter: "D. ORIENTERING"."""
    return _LETTERED.match(block.text) is not None


def group_at(blocks: Sequence[Block], at: int) -> State | None:
    """Read the group that a line heads; "Lukket referat" behind the open one does, unless it is an attachment."""
    block = blocks[at]
    if group := group_headed_by(block):
        return group
    if block.rows is not None:
        return None
    if block.prominent and is_set_group(block.text):
        return State.CLOSED
    if not is_closed_document(block.text):
        return None
    apart = block.prominent or (block.gap_before and not _among_attachments(blocks, at))
    return State.CLOSED if apart else None


def is_closed_heading(blocks: Sequence[Block], at: int, start: int, end: int) -> bool:
    """Tell whether a line between two headings of the numbering heads a closed item of its own."""
    block = blocks[at]
    if block.rows is not None or block.bullet or not may_tell(block.text):
        return False
    near = furniture(blocks[at : min(end, at + _AHEAD)], 0) >= FURNITURE_NEAR
    apart = block.gap_before and not _among_attachments(blocks, at)
    begins = apart and at > start and blocks[at - 1].text.endswith(".")  # the library is closed where "Søndag" is above
    is_set = block.prominent or block.text.isupper() or (begins and near)
    match = closed_heading(block.text, is_set=is_set, heads_item=near or begins) or _numbered(block)
    return match is not None and not _heads_column(blocks, at) and (block.prominent or near or apart)


def _heads_column(blocks: Sequence[Block], at: int) -> bool:
    """Tell whether a line stands beside its contrary: columns "Åbent punkt" and "Lukket punkt"."""
    return says(blocks[at]) is not None and State.OPEN in map(says, blocks[max(0, at - 1) : at + 2])


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


def _read(block: Block) -> re.Match[str] | None:
    return _numbered(block) or closed_heading(block.text, is_set=True, heads_item=True)


def heading_at(blocks: Sequence[Block], at: int) -> Heading:
    """Make a heading of a line that heads a closed item."""
    match = _read(blocks[at])
    said = match.groupdict() if match else {}
    number = said.get("number")
    title = one_line(said.get("title") or "") if number else ""
    return Heading(index=at, support=0.0, number=number, title=title or one_line(blocks[at].text), state=State.CLOSED)


def names_an_item(block: Block) -> bool:
    """Tell whether a closed item's heading says more than that it is one."""
    match = _read(block)
    return match is not None and bool(match.groupdict().get("number") or match.groupdict().get("title"))


def repeats(above: Heading, block: Block) -> bool:
    """Tell whether a line says again what the closed heading above has said: templates repeat number and title."""
    match = _read(block)
    if match is None or not (above.state is State.CLOSED or is_closed_title(above.title or "")):
        return False
    said = match.groupdict()
    if said.get("number"):
        return said["number"] == above.number
    return fold_title(match[0]) == fold_title(above.title or "")


def says(block: Block) -> State | None:
    """Read the state that a line tells of its item, and nothing else."""
    return state_of_line(block.text) if block.rows is None else None


def _among_attachments(blocks: Sequence[Block], at: int) -> bool:
    for block in reversed(blocks[max(0, at - _ATTACHMENTS) : at]):
        if is_furniture(block):
            return vocabulary().roles.get(fold_heading(block.text)) is SectionRole.ATTACHMENTS
    return False
