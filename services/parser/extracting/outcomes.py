"""What a decision means, read from its own words into the closed codes; unknown wording stays ``other``."""

import re
from collections.abc import Iterator

from services.parser.extracting.people import NAME
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import sentences
from shared.contract.codes import DecisionOutcome
from shared.contract.record import DecisionPart

_POINT = re.compile(
    r"(?:^|(?<=[.\n]) ?)(?P<on>"
    r"ad\.?\s?(?:(?:punkt|pkt\.?|at)\s?)?(?:\d+|[a-z]\b)(?:\s?(?:[-–+]|og|,)\s?\d+)*|at\s\d+\)|pkt\.?\s[a-z0-9]\b|"
    r"\d{1,2}\.(?:\s?[-–]\s?\d{1,2}\.?)?(?=\s+[A-ZÆØÅ])|\d{1,2}\)|[a-z]\))[.:)]?\s*",
    re.IGNORECASE | re.MULTILINE,
)
MAX_POINTS = 100  # no decision has more; what looks like more is a list of something else
_REMARK = re.compile(rf"^{NAME}(?:,?\s*\([^)]{{1,20}}\))?\s+[a-zæøå]")
_TO_COUNCIL = re.compile(
    r"\b(?:indbragt for|forelagt(?: for)?) (?:byrådet|kommunalbestyrelsen|regionsrådet|borgerrepræsentationen)\b",
    re.IGNORECASE,
)
_DECIDED_THAT = re.compile(
    r"^.*?\b(?:beslutte(?:r|de|t)|besluttedes|enige?(?:hed)?(?: om)?|blev det|blev),? at\b|^der\b",
    re.IGNORECASE,
)
_BEFORE_THAT = re.compile(r",?\n(?=at\b)")  # "Udvalget besluttede,", and what on the lines below
_SUBORDINATE = re.compile(r"\b(?:at|som|der|hvis|når|idet|hvordan|hvorvidt)\b", re.IGNORECASE)
_OWN_MOTION = re.compile(
    r"\b(?:ændringsforslag|forslag(?:et)? (?:om|fra)|forslaget fald|bad om afstemning|stiller forslag|"
    r"det blev drøftet, om)",
    re.IGNORECASE,
)


def read_outcome(text: str) -> DecisionOutcome:
    """Read the outcome of a decision, or of one point of it: the first sentence with a known outcome tells.

    Sentences about procedure and absence say nothing; a decision of nothing but members' remarks decides
    nothing (``none``); anything else that is not in the vocabulary is ``other``.
    """
    text = _BEFORE_THAT.sub(", ", text)
    told = [text[start:end] for start, end in sentences(text)]
    relevant = [sentence for sentence in told if not matches(vocabulary().phrases.procedure, sentence)]
    found = [(sentence, outcome) for sentence in relevant if (outcome := _sentence_outcome(sentence))]
    for sentence, outcome in found:
        if outcome is not DecisionOutcome.NONE and not _OWN_MOTION.search(sentence):
            return outcome
    if found:
        return found[-1][1]
    if not relevant or all(_REMARK.match(sentence) for sentence in relevant):
        return DecisionOutcome.NONE
    return DecisionOutcome.OTHER


def read_parts(text: str) -> tuple[DecisionPart, ...]:
    """Read the outcome of each point of a decision such as "Ad 1. Godkendt. Ad 2. Udsat."; empty if it has none."""
    return tuple(DecisionPart(on=on, outcome=read_outcome(piece)) for on, piece in _points(text))


def overall(text: str) -> tuple[DecisionOutcome, tuple[DecisionPart, ...]]:
    """Read a decision's outcome and parts: different outcomes of its points make ``other`` of the whole.

    Whatever was decided, a case that somebody brings before the council is referred to it.
    """
    parts = read_parts(text)
    telling = [part for part in parts if part.outcome not in {DecisionOutcome.OTHER, DecisionOutcome.NONE}]
    if 2 * len(telling) < len(parts):
        parts = ()  # a list of something else: people, conditions
    decided = {part.outcome for part in parts}
    if len(parts) > 1 and len(decided) > 1:
        return DecisionOutcome.OTHER, parts
    if _TO_COUNCIL.search(text):
        return DecisionOutcome.REFERRED, parts if len(parts) > 1 else ()
    if parts and len(decided) == 1 and decided != {DecisionOutcome.OTHER}:
        return parts[0].outcome, parts
    return read_outcome(text), parts if len(parts) > 1 else ()


def _points(text: str) -> Iterator[tuple[str, str]]:
    marks = list(_POINT.finditer(text))
    if not 0 < len(marks) <= MAX_POINTS or (len(marks) == 1 and marks[0].start() > 0):
        return
    for position, mark in enumerate(marks):
        end = marks[position + 1].start() if position + 1 < len(marks) else len(text)
        yield mark["on"].strip().rstrip(".:)"), text[mark.end() : end].strip()


def _sentence_outcome(sentence: str) -> DecisionOutcome | None:
    """Find the outcome whose words stand first in a sentence; of those that begin together, the longest.

    Words inside a subordinate clause tell of something else ("orienterede om, at chefen er tiltrådt"), except
    where the clause is what was decided ("besluttede, at sagen udsættes").
    """
    line = sentence.strip()
    best: tuple[int, int, DecisionOutcome] | None = None
    for outcome, pattern in vocabulary().outcomes:
        match = pattern.search(line)
        if match and (best is None or (match.start(), -len(match[0])) < (best[0], best[1])):
            best = (match.start(), -len(match[0]), outcome)
    if best is None or _SUBORDINATE.search(_DECIDED_THAT.sub("", line[: best[0]])):
        return None
    return best[2]
