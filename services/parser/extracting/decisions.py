"""The decisions recorded in one item: this meeting's and earlier ones, each with outcome, votes and place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.parser.document import Block, cover, join
from services.parser.extracting.absence import is_absence_label
from services.parser.extracting.outcomes import overall
from services.parser.extracting.people import is_list_of_people
from services.parser.extracting.votes import read_votes
from services.parser.segmenting.decision_heads import DecisionHead, decision_head
from services.parser.segmenting.sections import Context, Part, is_current
from services.parser.vocabulary.load import matches
from services.parser.vocabulary.people import vote_words
from services.parser.wording import fold_heading
from shared.contract.codes import DecisionOutcome, SectionRole
from shared.contract.record import Ballot, Decision

_TOLD_IN_A_LINE = re.compile(r"(?P<head>[^\n:]{4,110}):\s+(?=\S)")


def read_decisions(parts: Sequence[Part], context: Context) -> tuple[Decision, ...]:
    """Read every decision of an item in document order, from its decision and history sections.

    Without a body or date in its heading a decision is this meeting's own. What a heading opens and nothing
    follows is no decision.
    """
    found: list[Decision] = []
    for part in parts:
        if part.role in {SectionRole.DECISION, SectionRole.HISTORY, SectionRole.RECOMMENDATION}:
            found += _in_part(part, context)
    return tuple(found)


def decision_blocks(parts: Sequence[Part], context: Context, *, own: bool = False) -> list[Block]:
    """Collect the blocks of every decision of an item, or of this meeting's own alone."""
    return [
        block
        for part in parts
        if part.role in {SectionRole.DECISION, SectionRole.HISTORY, SectionRole.RECOMMENDATION}
        for head, blocks in _by_head(part)
        if (head is not None or part.role is SectionRole.DECISION) and (not own or is_current(head, context))
        for block in blocks
    ]


def before_decisions(part: Part) -> Sequence[Block]:
    """Take the blocks of a section before the first decision that is told inside it."""
    return next(blocks for _, blocks in _by_head(part))


def _in_part(part: Part, context: Context) -> Iterator[Decision]:
    """Read one section: what stands under its own heading, then under each decision heading inside it."""
    groups = list(_by_head(part))
    for position, (head, blocks) in enumerate(groups):
        if not blocks or (position == 0 and part.role is not SectionRole.DECISION):
            continue
        decision = _decision(head, blocks, context)
        preamble = position == 0 and len(groups) > 1
        if not preamble or decision.outcome not in {DecisionOutcome.OTHER, DecisionOutcome.NONE}:
            yield decision


def _by_head(part: Part) -> Iterator[tuple[DecisionHead | None, list[Block]]]:
    """Group a section's blocks by the decision headings inside it; the first group is the section's own."""
    head, collected = part.head, list[Block]()
    for block in part.blocks:
        opened, rest = _opened(block, part.role)
        if opened is None:
            collected.append(block)
            continue
        yield head, collected
        head, collected = opened, rest
    yield head, collected


def _opened(block: Block, role: SectionRole) -> tuple[DecisionHead | None, list[Block]]:
    """Read a decision heading and what stands behind it on its line ("Vejudvalgets beslutning: Anbefalet.")."""
    if block.rows is not None:
        return None, []
    if head := decision_head(block.text):
        return head, []
    match = _TOLD_IN_A_LINE.match(block.text) if role is SectionRole.HISTORY else None
    head = decision_head(f"{match['head']}:") if match else None
    return head, [block.part(match.end(), len(block.text))] if match and head else []


def _decision(head: DecisionHead | None, blocks: Sequence[Block], context: Context) -> Decision:
    told = list(_without_empty_labels(blocks))
    text = join(told)
    outcome, parts = overall(text)
    current = is_current(head, context)
    named_date = head.date if head else None
    named_body = head.body if head else None
    return Decision(
        current=current,
        outcome=outcome,
        text=text,
        span=cover(blocks),
        body=named_body or (context.body if current else None),
        date=named_date or (context.date if current else None),
        parts=parts,
        votes=tuple(_ballots(text, told)),
        unanimous=matches(vote_words().unanimous, text),
        page=blocks[0].page,
    )


def _ballots(text: str, blocks: Sequence[Block]) -> Iterator[Ballot]:
    """Read the ballots of a decision, each with its place: the blocks whose lines tell of it."""
    of_line = [block for block in blocks for _ in join([block]).split("\n")]
    for ballot, lines in read_votes(text):
        first, last = of_line[lines[0]], of_line[lines[-1]]
        yield replace(ballot, span=cover([first, last]), page=first.page)


def _without_empty_labels(blocks: Sequence[Block]) -> Iterator[Block]:
    for position, block in enumerate(blocks):
        following = blocks[position + 1].text if position + 1 < len(blocks) else ""
        has_value = is_list_of_people(following) or fold_heading(following) in {"ingen", "intet"}
        if not is_absence_label(block.text) or has_value:
            yield block
