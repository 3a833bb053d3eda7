"""What named people had put on record beside a decision: reservations, minorities, protocol remarks."""

import re
from collections.abc import Iterator, Sequence

from services.parser.document import Block
from services.parser.extracting.people import NAME
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import sentences
from shared.contract.record import Statement

_BY = re.compile(
    rf"^(?:(?:for)?manden\s+)?(?P<who>(?:{NAME}(?:,?\s*\([^)]{{1,20}}\))?|[A-ZÆØÅ]{{1,3}}(?=\s|,|\+))"
    rf"(?:(?:,|\s*\+|\s+og|\s+samt)\s*(?:{NAME}(?:,?\s*\([^)]{{1,20}}\))?|[A-ZÆØÅ]{{1,3}}(?=\s|,|\+)))*)\s"
)
_SPLIT = re.compile(r"\s*(?:,|\+|\bog\b|\bsamt\b)\s*")


def read_statements(blocks: Sequence[Block]) -> tuple[Statement, ...]:
    """Read the statements in the blocks of one item's own decision, in order."""
    return tuple(statement for block in blocks if block.rows is None for statement in _of_block(block))


def _of_block(block: Block) -> Iterator[Statement]:
    for start, end in sentences(block.text):
        text = block.text[start:end]
        kind = next((kind for kind, patterns in vocabulary().statements if matches(patterns, text)), None)
        if kind is not None:
            place = block.part(start, end)
            yield Statement(kind=kind, text=text, by=_by(text), span=place.span, page=block.page)


def _by(text: str) -> tuple[str, ...]:
    match = _BY.match(text)
    if not match:
        return ()
    return tuple(name for piece in _SPLIT.split(match["who"]) if (name := piece.strip()))
