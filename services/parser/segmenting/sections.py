"""The sections of one agenda item: which lines head them, what role each has, and what stands in each."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.parser.bodies import same_body
from services.parser.document import Block
from services.parser.segmenting.decision_heads import MAX_HEADING, DecisionHead, bare_decision_head, decision_head
from services.parser.segmenting.support import is_decided
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import fold_heading
from shared.contract.codes import SectionRole

_PROSE_ROLES = {
    SectionRole.BACKGROUND,
    SectionRole.CASE,
    SectionRole.ECONOMY,
    SectionRole.CONSEQUENCES,
    SectionRole.ASSESSMENT,
}
_RECOMMENDS = re.compile(r"^[^.:]{3,60} (?:foreslår|indstiller|anbefaler)(?:[,:]?$| at\b|,)", re.IGNORECASE)
_DECIDES = re.compile(r"\b(?:beslutte(?:r|de)|indstiller til|anbefaler over for|vedtog|tiltrådte)\b", re.IGNORECASE)
_INLINE_ROLES = {SectionRole.DECISION, SectionRole.RECOMMENDATION, SectionRole.ATTACHMENTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section: its heading block (``None`` before the first), its role and the blocks under it."""

    role: SectionRole
    heading: Block | None = None
    head: DecisionHead | None = None
    blocks: tuple[Block, ...] = ()


@dataclass
class _Open:
    role: SectionRole
    heading: Block | None = None
    head: DecisionHead | None = None
    blocks: list[Block] = field(default_factory=list)

    def close(self) -> Part:
        return Part(role=self.role, heading=self.heading, head=self.head, blocks=tuple(self.blocks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the whole document tells about its headings: the meeting, and which weak words it repeats.

    ``bare`` says that no line of it heads a decision, so that what stands in its items may be what was decided.
    """

    date: str | None = None
    body: str | None = None
    repeated: frozenset[str] = frozenset()
    bare: bool = False


def repeated_weak_headings(blocks: Sequence[Block]) -> frozenset[str]:
    """Find the words that only count as headings where a document repeats them on lines of their own."""
    weak = vocabulary().weak_headings
    counts = Counter(folded for block in blocks if block.rows is None and (folded := fold_heading(block.text)) in weak)
    return frozenset(word for word, count in counts.items() if count > 1)


def heads_a_decision(block: Block) -> bool:
    """Tell whether a line is, or begins with, the heading of a decision."""
    if block.rows is not None:
        return False
    folded = fold_heading(block.text.partition(":")[0])
    return vocabulary().roles.get(folded) is SectionRole.DECISION or decision_head(block.text) is not None


def split_sections(blocks: Sequence[Block], context: Context) -> list[Part]:
    """Split the blocks of an item (after its heading) into its sections; every block lies in exactly one."""
    parts: list[Part] = []
    current = _Open(role=SectionRole.CASE)
    for block, below in itertools.zip_longest(blocks, blocks[1:]):
        opened = _open_section(block, below, current, context)
        if opened is None:
            current.blocks.append(block)
            continue
        if current.heading is not None or current.blocks:
            parts.append(current.close())
        current = opened
    if current.heading is not None or current.blocks:
        parts.append(current.close())
    return parts


def is_current(head: DecisionHead | None, context: Context) -> bool:
    """Tell whether a decision was taken at the document's own meeting, by body and date, not by position."""
    if head is None or (head.date is None and head.body is None):
        return True
    if head.date is not None and context.date is not None and head.date != context.date:
        return False
    if head.body is None or context.body is None:
        return True
    return same_body(context.body, head.body)


def _open_section(block: Block, below: Block | None, current: _Open, context: Context) -> _Open | None:
    if block.rows is not None:
        return None
    if len(block.text) <= MAX_HEADING:
        if opened := _known_heading(block, below, current, context):
            return opened
        head = decision_head(block.text)
        if head and not _is_inside(head, current, context):
            return _Open(role=SectionRole.DECISION, heading=block, head=head)
        if bare := _bare_head(block, below, current):
            return _Open(role=SectionRole.DECISION, heading=block, head=bare)
        if block.level is not None and current.role is SectionRole.DECISION and current.blocks:
            return _Open(role=SectionRole.OTHER, heading=block)
    inline = _inline_heading(block)
    return None if inline and inline.head and _is_inside(inline.head, current, context) else inline


def _known_heading(block: Block, below: Block | None, current: _Open, context: Context) -> _Open | None:
    words, folded = vocabulary(), fold_heading(block.text).rstrip(",")  # "Forvaltningen foreslår,"
    if folded not in words.roles and (block.prominent or block.gap_before):
        folded = words.slips.find(folded) or folded
    role = words.roles.get(folded)
    if role is None:
        return None
    if role is SectionRole.COMPETENCE and block.text.rstrip().endswith(":"):
        return None  # a label whose value follows, as in an item's head
    counts = _counts(block, below, current, folded, context) or _is_heading_before(below, role)
    if folded in words.weak_headings and not counts:
        return None
    if _is_deeper(block, current, role) or _opens_the_points(folded, current):
        return None
    return _Open(role=role, heading=block)


def _counts(block: Block, below: Block | None, current: _Open, folded: str, context: Context) -> bool:
    heading = current.heading
    alike = heading is not None and (block.level, block.bold) == (heading.level, heading.bold)
    alone = vocabulary().roles[folded] not in _INLINE_ROLES and _is_alone(block, below)
    return (alike and (block.prominent or alone)) or folded in context.repeated


def _is_alone(block: Block, below: Block | None) -> bool:
    return block.gap_before and below is not None and below.gap_before


def _opens_the_points(folded: str, current: _Open) -> bool:
    """Tell whether "Forvaltningen foreslår" under "Indstilling" is the sentence that opens its points."""
    return (
        current.role is SectionRole.RECOMMENDATION and not current.blocks and folded.endswith(("foreslår", "anbefaler"))
    )


def _is_heading_before(below: Block | None, role: SectionRole) -> bool:
    """Tell by the line below that a weak word is a heading: it is empty, or a recommendation follows it."""
    if below is None or below.rows is not None:
        return False
    words, folded = vocabulary(), fold_heading(below.text)
    empty = folded in words.roles and folded not in words.weak_headings
    return empty or (role is SectionRole.RECOMMENDATION and _RECOMMENDS.search(below.text) is not None)


def _is_deeper(block: Block, current: _Open, role: SectionRole) -> bool:
    """Tell whether the markup puts a heading inside the current case text ("#### Tidsplan" under "### Sag")."""
    heading = current.heading
    if heading is None or heading.level is None or block.level is None or block.level <= heading.level:
        return False
    return current.role in _PROSE_ROLES and role in _PROSE_ROLES | {SectionRole.OTHER}


def _is_inside(head: DecisionHead, current: _Open, context: Context) -> bool:
    """Tell whether a decision heading stands inside the section that is open, and is text there.

    In a history every decision does but this meeting's own; under "Indstilling" or a bare "Beslutning" those do
    that begin with a body.
    """
    if current.role is SectionRole.HISTORY:
        return not _is_own(head, context)
    if current.role is SectionRole.RECOMMENDATION and not _holds_decisions(current):
        return not (head.says_decision or head.names_decision or _is_own(head, context))
    return (
        not head.says_decision
        and current.role in {SectionRole.RECOMMENDATION, SectionRole.DECISION}
        and current.head is None
    )


def _bare_head(block: Block, below: Block | None, current: _Open) -> DecisionHead | None:
    """Read a body and a date as a decision's heading: below a recommendation or decision, or above an outcome."""
    told_inside = current.role is SectionRole.DECISION and current.head is None
    if current.role is SectionRole.HISTORY or told_inside or _holds_decisions(current):
        return None
    expected = current.role in {SectionRole.RECOMMENDATION, SectionRole.DECISION}
    decided = below is not None and (is_decided(below) or _DECIDES.search(below.text[:MAX_HEADING]) is not None)
    return bare_decision_head(block.text) if expected or decided else None


def _holds_decisions(current: _Open) -> bool:
    """Tell whether an open section is headed "Indstilling og beslutning"."""
    return current.heading is not None and "beslutning" in current.heading.text.casefold()


def _is_own(head: DecisionHead, context: Context) -> bool:
    if head.date is None:
        return head.body is not None and context.body is not None and same_body(head.body, context.body)
    return head.date == context.date and is_current(head, context)


def _inline_heading(block: Block) -> _Open | None:
    """Read "Beslutning: Godkendt." as a heading and its text, where the word is one that heads such sections."""
    match = re.match(r"(?P<heading>[^\n:]{3,60}):\s+(?=\S)", block.text)
    if not match:
        return None
    words, folded = vocabulary(), fold_heading(match["heading"])
    role = words.roles.get(folded)
    head = decision_head(match["heading"])
    strong = role in _INLINE_ROLES or (role in _PROSE_ROLES and folded not in words.weak_headings)
    if not strong and not head and not (role and fold_heading(block.lead) == folded):
        return None
    heading, rest = block.part(0, match.end()), block.part(match.end(), len(block.text))
    return _Open(role=role or SectionRole.DECISION, heading=heading, head=head, blocks=[rest])
