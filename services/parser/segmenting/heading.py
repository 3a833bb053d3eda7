"""What a heading of an agenda item is, and the furniture that every item has."""

import re
from dataclasses import dataclass, fields
from functools import cache

from services.parser.document import Block
from services.parser.extracting.body import is_body
from services.parser.extracting.dates import first_date
from services.parser.extracting.numbers import MAX_HEAD_LINE, is_number_line
from services.parser.extracting.states import State, state_of_line
from services.parser.vocabulary.load import MeetingLabels, vocabulary
from services.parser.wording import fold_heading
from shared.contract.codes import SectionRole

_MAX_TITLE = 200
_TELLING = {SectionRole.DECISION, SectionRole.RECOMMENDATION}  # "Beslutning: Godkendt." heads and tells in one
_LABEL = re.compile(r"(?P<label>[^:\n]{2,40}):")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One heading of an agenda item: at which block, with what number and title, and how well supported.

    ``shown`` is false where an item begins without a heading of its own: at its first section. ``lines`` is how
    many blocks number and title take up, where the title is known already. ``state`` is what the heading says of it.
    ``in_closed_group`` says that "LUKKEDE SAGER" stands above, and ``above`` how many lines from there to the heading
    belong to the item.
    """

    index: int
    support: float
    number: str | None = None
    title: str | None = None
    shown: bool = True
    lines: int = 1
    state: State | None = None
    in_closed_group: bool = False
    above: int = 0


def is_furniture(block: Block) -> bool:
    """Tell whether a block is what every item has: a heading of its template, its case number, or its labels."""
    if block.rows is not None:
        return False
    folded, words = fold_heading(block.text), vocabulary()
    if folded in words.roles and folded not in words.weak_headings:
        return True
    label = _LABEL.match(block.text)
    if label and words.roles.get(fold_heading(label["label"])) in _TELLING:
        return True
    return is_head_line(block) or words.any_decision_heading.match(block.text) is not None


def is_head_line(block: Block) -> bool:
    """Tell whether a line stands between an item's title and its text: numbers, a label of its head, "Åben sag"."""
    if block.rows is not None or len(block.text) > MAX_HEAD_LINE:
        return False
    label = _LABEL.match(block.text)
    named = label is not None and fold_heading(label["label"]) in _head_labels()
    return named or is_number_line(block.text) or state_of_line(block.text) is not None


def is_label_in_item(block: Block) -> bool:
    """Tell whether a line begins with any label that an item's head can have, "Mødedato:" and "Fraværende:" too."""
    label = _LABEL.match(block.text) if block.rows is None else None
    item = vocabulary().item
    return label is not None and fold_heading(label["label"]) in item.ignored | item.absent


@cache
def _head_labels() -> frozenset[str]:
    """Take the labels that only items have: "Sagsnr", "Initialer", but not "Mødedato"."""
    item, meeting = vocabulary().item, vocabulary().meeting
    facts = (field.name for field in fields(MeetingLabels) if field.name != "ignored")
    of_meeting = frozenset().union(*(getattr(meeting, fact) for fact in facts))
    return (item.case | item.document | item.ignored) - of_meeting


def is_title_like(block: Block) -> bool:
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
    return not is_body(text)
