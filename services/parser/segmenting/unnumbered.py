"""Items without numbers: pages that hold one item each, and web pages that lost their headings."""

from collections.abc import Iterator, Sequence

from services.parser.document import Block
from services.parser.extracting.dates import first_date
from services.parser.extracting.numbers import is_number_line
from services.parser.segmenting.heading import Heading, is_furniture
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading
from shared.contract.codes import SectionRole

_SUPPORT = 1.0
_MAX_TITLE = 200
_REPEATABLE = {SectionRole.ATTACHMENTS, SectionRole.DECISION, SectionRole.HISTORY}


def find_unnumbered(blocks: Sequence[Block]) -> list[Heading]:
    """Begin an item at each line of case numbers, else wherever the template's headings begin again.

    The title is the line above, if it can be one; many such pages show none.
    """
    starts = list(_number_lines(blocks)) or list(_restarts(blocks))
    return [_heading(blocks, start, starts[position - 1] if position else -1) for position, start in enumerate(starts)]


def _number_lines(blocks: Sequence[Block]) -> Iterator[int]:
    for index, block in enumerate(blocks):
        follows = any(is_furniture(below) and not is_number_line(below.text) for below in blocks[index + 1 : index + 3])
        above = index and is_number_line(blocks[index - 1].text)
        if block.rows is None and is_number_line(block.text) and follows and not above:
            yield index


def _restarts(blocks: Sequence[Block]) -> Iterator[int]:
    seen: set[str] = set()
    roles = vocabulary().roles
    for index, block in enumerate(blocks):
        if not is_furniture(block) or is_number_line(block.text):
            continue
        folded = fold_heading(block.text)
        again = folded in seen and roles.get(folded, SectionRole.DECISION) not in _REPEATABLE
        if not seen or again:
            yield index
            seen = set()
        seen.add(folded)


def _heading(blocks: Sequence[Block], start: int, previous: int) -> Heading:
    above = start - 1
    if above > previous and _is_title(blocks[above]):
        return Heading(index=above, support=_SUPPORT, title=blocks[above].text)
    return Heading(index=start, support=_SUPPORT, shown=False)


def _is_title(block: Block) -> bool:
    """Tell whether a line can be an item's title: short, no sentence, no date, no body, no word of the template."""
    text, words = block.text.strip(), vocabulary()
    if (
        block.rows is not None
        or len(text) > _MAX_TITLE
        or ":" in text
        or text.endswith((".", ",", ";"))
        or block.bullet
    ):
        return False
    if first_date(text) or fold_heading(text) in words.words.document_titles | words.words.contents_headings:
        return False
    return not (matches(words.phrases.bodies, text) and len(text.split()) <= 6)
