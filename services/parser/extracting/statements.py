"""What named people had put on record beside a decision: reservations, minorities, protocol remarks."""

from collections.abc import Iterator, Sequence
from itertools import takewhile, zip_longest

from services.parser.document import Block, cover, join
from services.parser.extracting.voters import VOTING, Token, tokens
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import sentences
from shared.contract.record import Statement

_VOICES = VOTING - {"count", "total"}


def read_statements(blocks: Sequence[Block]) -> tuple[Statement, ...]:
    """Read the statements in the blocks of one item's own decision, in order."""
    return tuple(
        statement
        for block, below in zip_longest(blocks, blocks[1:])
        if block.rows is None
        for statement in _of_block(block, below)
    )


def _of_block(block: Block, below: Block | None) -> Iterator[Statement]:
    """Read one paragraph; where it ends in a colon, the next one is what was said."""
    for start, end in sentences(block.text):
        text = block.text[start:end]
        for kind, patterns in vocabulary().statements:
            if match := next((match for pattern in patterns if (match := pattern.search(text))), None):
                by = _voices(tokens(text[: match.start()])[::-1])[::-1] or _voices(tokens(text[match.end() :]))
                said = [block.part(start, end), *([below] if below and text.endswith(":") else [])]
                yield Statement(kind=kind, text=join(said), by=tuple(by), span=cover(said), page=block.page)
                break


def _voices(found: Sequence[Token]) -> list[str]:
    """Take the first group of people or parties: who stands nearest to the words speaks."""
    first = next((index for index, token in enumerate(found) if token.kind in _VOICES), len(found))
    group = takewhile(lambda token: token.kind != "other", found[first:])
    return [token.text for token in group if token.kind in _VOICES]
