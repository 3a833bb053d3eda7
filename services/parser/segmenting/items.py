"""Where the agenda items begin: one style of heading, chosen for the whole document by what supports it.

A line such as "1. Godkendelse af dagsorden" is an item, a list in a case text or an entry of the contents
list. No single sign decides: the wording, the contents list, the markup, the numbering and what follows each
add support, and the best rising chain of numbers is taken.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from services.parser.document import Block
from services.parser.extracting.dates import DATE, first_date
from services.parser.extracting.numbers import is_number_line
from services.parser.extracting.states import State
from services.parser.segmenting.chaining import rising_chain
from services.parser.segmenting.contents import Contents
from services.parser.segmenting.heading import Heading, is_furniture, is_title_like
from services.parser.segmenting.plain import PLAIN, plain_row, with_plain
from services.parser.segmenting.support import FURNITURE_NEAR, Weighing, closed_groups, furniture
from services.parser.segmenting.titles import Titles
from services.parser.segmenting.unnumbered import find_titled, find_unnumbered, numbered_by
from services.parser.vocabulary.load import HeadingStyle, vocabulary
from services.parser.wording import fold_title

NEEDED = 2.5  # support that a heading must have to count at all
_ENOUGH_DECIDED, _AMONG = 3, 4  # lines that decide, among how many at most, make minutes without headings
_DECIDING_WORDS = 6  # of the longest such line
ADVANTAGE = 1.25  # what the chosen layout adds to the support of its own styles


def find_headings(blocks: Sequence[Block], contents: Contents, styles: Sequence[str]) -> list[Heading]:
    """Choose the style of heading with the best supported chain; the layout's own styles have the advantage."""
    listed = Titles((entry.title, entry) for entry in contents.entries)
    weighing = Weighing(blocks=blocks, listed=listed, in_closed_group=closed_groups(blocks))
    best: list[Heading] = []
    best_support = 0.0
    shaped = _shaped(blocks, contents)
    by_style = [(style, _weighed(weighing, shaped, style)) for style in vocabulary().item_headings]
    among: list[Heading] = []
    for style, weighed in by_style:
        candidates = [heading for heading in weighed if heading.support >= NEEDED]
        chain = _with_strays(blocks, rising_chain(candidates), candidates)
        support = sum(heading.support for heading in chain) * (ADVANTAGE if style.name in styles else 1.0)
        if support > best_support:
            best, best_support, among = chain, support, weighed
    if best:
        best = with_plain(blocks, best, among)
        return [
            _with_title_above(blocks, heading, before) for before, heading in zip([None, *best], best, strict=False)
        ]
    unnumbered = numbered_by(listed, find_unnumbered(blocks, contents))
    titled = find_titled(blocks, contents, listed)
    plain = max((plain_row(blocks, weighed) for _, weighed in by_style), key=len, default=[])
    if plain and len(plain) >= max(len(titled), len(unnumbered)):
        return plain
    return (titled if len(titled) >= len(unnumbered) else unnumbered) or _decided_lines(blocks)


def _shaped(blocks: Sequence[Block], contents: Contents) -> list[int]:
    """Find the lines of the body that have the shape of a heading in any style, which few have."""
    shape = vocabulary().any_item_heading
    return [
        index
        for index, block in enumerate(blocks)
        if not contents.start <= index < contents.end and block.rows is None and shape.match(block.text)
    ]


def _weighed(weighing: Weighing, shaped: Sequence[int], style: HeadingStyle) -> list[Heading]:
    """Weigh the lines that have the shape of one style, and leave out those that nothing speaks for."""
    found = []
    for index in shaped:
        block = weighing.blocks[index]
        match = style.pattern.match(block.text)
        if match and match["title"] and is_number_line(block.text):
            continue
        if match and len(block.text) <= 400 and not _is_date(block.text):
            support = weighing.of(index, match, style)
            if support >= PLAIN:
                found.append(_heading(index, support, match))
    return found


def _heading(index: int, support: float, match: re.Match[str]) -> Heading:
    groups = match.groupdict()
    said = (groups.get("state") or groups.get("state_before") or "").casefold()
    return Heading(
        index=index,
        support=support,
        number=match["number"],
        title=match["title"],
        state=None if not said else State.CLOSED if said == "lukket" else State.OPEN,
    )


def _is_date(text: str) -> bool:
    return DATE.match(text) is not None and first_date(text) is not None


def _with_strays(blocks: Sequence[Block], chain: list[Heading], candidates: Sequence[Heading]) -> list[Heading]:
    """Add headings out of the numbers' order: items handled earlier, or numbers that begin anew.

    They need an item's own furniture below and white space or markup of their own; the chain's echoes are none.
    """
    chosen = {heading.index for heading in chain}
    echoes = {(heading.number, fold_title(heading.title or "")) for heading in chain}
    strays = [
        heading
        for heading in candidates
        if heading.index not in chosen
        and (heading.number, fold_title(heading.title or "")) not in echoes
        and _stands_apart(blocks, heading)
        and furniture(blocks, heading.index) > FURNITURE_NEAR / 2
    ]
    return sorted([*chain, *strays], key=lambda heading: heading.index)


def _stands_apart(blocks: Sequence[Block], heading: Heading) -> bool:
    block = blocks[heading.index]
    return (block.prominent or block.gap_before) and not block.text.endswith(".")


def _with_title_above(blocks: Sequence[Block], heading: Heading, before: Heading | None) -> Heading:
    """Take the title from the line above "Sag nr. 130", where the item's furniture follows at once."""
    index = heading.index
    if index == 0 or (before and before.index >= index - 1) or not is_number_line(blocks[index].text):
        return heading
    below = blocks[index + 1] if index + 1 < len(blocks) else None
    if not is_title_like(blocks[index - 1]) or (below is not None and not is_furniture(below)):
        return heading
    return replace(heading, index=index - 1, title=blocks[index - 1].text, lines=2)


def _decided_lines(blocks: Sequence[Block]) -> list[Heading]:
    """Take lines that do nothing but decide, one below the other, for one item: nothing tells where others begin."""
    decided = [index for index, block in enumerate(blocks) if _decides(block)]
    if len(decided) < _ENOUGH_DECIDED or len(decided) * _AMONG < len(blocks):
        return []
    return [Heading(index=decided[0], support=NEEDED, shown=False)]


def _decides(block: Block) -> bool:
    """Tell whether a line is one short sentence with an outcome: "Indstillingen godkendes."."""
    if block.rows is not None or not block.text.endswith(".") or len(block.text.split()) > _DECIDING_WORDS:
        return False
    return any(pattern.search(block.text) for _, pattern in vocabulary().outcomes)
