"""What speaks for a line being the heading of an agenda item, weighed."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.parser.document import Block
from services.parser.extracting.states import State, group_of, is_closed_title
from services.parser.segmenting.contents import Entry
from services.parser.segmenting.heading import is_furniture, is_head_line
from services.parser.segmenting.titles import Titles
from services.parser.vocabulary.load import HeadingStyle, matches, vocabulary

TYPE_MARK = re.compile(r"\s*\((?P<mark>B|O|D|Beslutning|Orientering|Drøftelse)\)\s*$", re.IGNORECASE)
"""The mark behind a title that says what kind of item it is."""
FURNITURE_NEAR = 2.5  # support by an item's own furniture directly below
_LONG_SENTENCE = 8  # words of a line with a full stop that is no title
_SHORT_DECISION = 60  # letters
_LOOKAHEAD = 6  # blocks after a heading in which the item's own furniture is expected
_DIGITS = re.compile(r"\d+")
_SENTENCE = re.compile(r"[;,:]$|^at\b|\.\s+[A-ZÆØÅ].*\.$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """Weighs the lines of one document, whose contents list is known."""

    blocks: Sequence[Block]
    listed: Titles[Entry]
    in_closed_group: Collection[int] = ()

    def of(self, index: int, match: re.Match[str], style: HeadingStyle) -> float:
        """Weigh one line that has the shape of a heading."""
        return style.prior + self._support(index, match["title"]) - self._list_like(index, match, style)

    def _support(self, index: int, title: str | None) -> float:
        blocks = self.blocks
        block, support = blocks[index], 0.0
        named = title or (blocks[index + 1].text if index + 1 < len(blocks) else "")
        if any(True for _ in self.listed.find(named)):
            support += 3
        if is_closed_title(named) or matches(vocabulary().phrases.signature_titles, named):
            support += 2.5
        if index in self.in_closed_group:
            support += 2.0
        if title and TYPE_MARK.search(title):
            support += 1.5
        support += 1.5 if block.prominent else 0
        support += (follows := furniture(blocks, index))
        support += 0.5 if block.gap_before else 0
        support -= 0.5 if block.bullet and follows < FURNITURE_NEAR else 0
        if title and (_SENTENCE.search(title) or len(title) > 250 or _is_prose(title)):
            support -= 2.5
        return support

    def _list_like(self, index: int, match: re.Match[str], style: HeadingStyle) -> float:
        """Weigh what speaks for a list: the line above is its neighbour, or the text begins in lower case."""
        above = style.pattern.match(self.blocks[index - 1].text) if index else None
        neighbour = (
            above is not None
            and leading(above["number"])[0] + 1 == leading(match["number"])[0]
            and not is_closed_title(above["title"] or "")
            and index not in self.in_closed_group
            and not any(map(is_head_line, self.blocks[index + 1 : index + 2]))
        )
        return (1.5 if neighbour else 0) + (1.0 if (match["title"] or "A")[0].islower() else 0)


def closed_groups(blocks: Sequence[Block]) -> frozenset[int]:
    """Find the lines that stand in a group of closed items: below "LUKKEDE SAGER" and above any of the template."""
    closed, found = False, []
    for index, block in enumerate(blocks):
        group = group_of(block.text) if block.rows is None else None
        if group is State.CLOSED:
            closed = True
        elif closed and (group is State.OPEN or is_furniture(block)):
            closed = False
        elif closed:
            found.append(index)
    return frozenset(found)


def _is_prose(title: str) -> bool:
    return title.endswith(".") and (len(title.split()) >= _LONG_SENTENCE or ", " in title)


def furniture(blocks: Sequence[Block], index: int) -> float:
    """Weigh whether an item's own furniture follows, a section heading or case number: the closer the surer."""
    for distance, block in enumerate(blocks[index + 1 : index + 1 + _LOOKAHEAD]):
        if is_furniture(block) or (distance == 0 and is_decided(block)):
            return FURNITURE_NEAR if distance < 2 else 1.0
        if len(block.text) > 200:
            return 0.0
    return 0.0


def is_decided(block: Block) -> bool:
    """Tell whether a line is nothing but a decision: "Godkendt.", "Taget til efterretning."."""
    if block.rows is not None or len(block.text) > _SHORT_DECISION:
        return False
    return vocabulary().any_outcome.match(block.text) is not None


def leading(number: str) -> tuple[int, str]:
    """Split "12b" into 12 and "b", so that numbers sort as numbers."""
    match = re.match(r"(\d+)(.*)", number)
    return (int(match[1]), _DIGITS.sub(lambda digits: digits[0].zfill(3), match[2])) if match else (0, "")
