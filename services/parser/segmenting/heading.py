"""What a heading of an agenda item is, and the furniture that every item has."""

from dataclasses import dataclass

from services.parser.document import Block
from services.parser.extracting.numbers import is_number_line
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import fold_heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One heading of an agenda item: at which block, with what number and title, and how well supported.

    ``shown`` is false where an item begins without a heading of its own: at its first section.
    """

    index: int
    support: float
    number: str | None = None
    title: str | None = None
    shown: bool = True


def is_furniture(block: Block) -> bool:
    """Tell whether a block is what every item has: a heading of its template, or its case number."""
    if block.rows is not None:
        return False
    folded, words = fold_heading(block.text), vocabulary()
    if folded in words.roles and folded not in words.weak_headings:
        return True
    return is_number_line(block.text) or any(pattern.match(block.text) for pattern in words.decision_headings)
