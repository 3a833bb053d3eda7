"""Numbered headings with nothing below that is an item's own: plain prose comes first, and a decision far below.

One such line says little. A row of them does: each number follows the one before, each line stands apart and reads as
a title, and in what follows each the template's words or a decision are found before the next one begins. The entries
of a list in a case text have that at their end alone.
"""

from collections.abc import Iterator, Sequence

from services.parser.document import Block
from services.parser.segmenting.chaining import rising_chain
from services.parser.segmenting.heading import Heading, is_furniture, is_title_like
from services.parser.segmenting.support import is_decided, leading

PLAIN = 0.5  # support that such a line must have: white space above or markup of its own, and nothing against it
_LEAST = 2  # headings that are a row


def plain_row(blocks: Sequence[Block], candidates: Sequence[Heading]) -> list[Heading]:
    """Take a document's plain headings for its items if they are a row; else none."""
    row = rising_chain(_standing_apart(blocks, candidates))
    if len(row) < _LEAST or not _counts_on(row, _number(row[0])):
        return []
    return row if _are_items(blocks, row, len(blocks)) else []


def with_plain(blocks: Sequence[Block], chain: Sequence[Heading], candidates: Sequence[Heading]) -> list[Heading]:
    """Fill the gaps in a chain of headings, before its first and behind its last too, with plain ones that fit."""
    if len(chain) < _LEAST:
        return list(chain)
    plain = _standing_apart(blocks, candidates)
    found: list[Heading] = []
    for before, after in zip([None, *chain], [*chain, None], strict=True):
        found += _between(blocks, plain, before, after)
        found += [after] if after else []
    return found


def _between(
    blocks: Sequence[Block], plain: Sequence[Heading], before: Heading | None, after: Heading | None
) -> Iterator[Heading]:
    """Yield the plain headings that make the numbers between two others complete."""
    first = _number(before) + 1 if before else 1
    start, end = before.index if before else -1, after.index if after else len(blocks)
    row = rising_chain([plain_ for plain_ in plain if start < plain_.index < end and _number(plain_) >= first])
    is_whole = row and _counts_on(row, first) and (after is None or _number(row[-1]) + 1 == _number(after))
    if is_whole and _are_items(blocks, [before, *row] if before else row, end):
        yield from row


def _standing_apart(blocks: Sequence[Block], candidates: Sequence[Heading]) -> list[Heading]:
    """Leave out the lines within a paragraph, and numbers without a title, on their line or on the next."""
    found = []
    for heading in candidates:
        block, below = blocks[heading.index], blocks[heading.index + 1 : heading.index + 2]
        if (block.prominent or block.gap_before) and (heading.title or any(map(is_title_like, below))):
            found.append(heading)
    return found


def _are_items(blocks: Sequence[Block], row: Sequence[Heading], end: int) -> bool:
    """Tell whether what follows each heading, up to the next one or the end, has what an item has."""
    begins = [heading.index for heading in row]
    return all(
        any(is_furniture(block) or is_decided(block) for block in blocks[begin + 1 : until])
        for begin, until in zip(begins, [*begins[1:], end], strict=True)
    )


def _counts_on(row: Sequence[Heading], first: int) -> bool:
    return [_number(heading) for heading in row] == list(range(first, first + len(row)))


def _number(heading: Heading) -> int:
    return leading(heading.number or "0")[0]
