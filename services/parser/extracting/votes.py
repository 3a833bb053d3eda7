"""Ballots: who voted for, against and not at all, by count, party and name, as far as the text tells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.parser.extracting.people import NAME, PERSON
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import sentences
from shared.contract.record import Ballot, VoteSide

_COUNTED = re.compile(
    r"\bmed (?P<for>\d{1,3} stemmer(?:\s*\([^)]*\))?),? (?:i?mod|for og) (?P<against>\d{1,3}\b(?:\s*\([^)]*\))?)",
    re.IGNORECASE,
)
_MAJORITY = re.compile(
    r"(?:\b(?P<count>\d{1,3}) medlemmer|\b(?:et )?flertal)\s*"
    r"(?:\((?P<letters>[^)]*)\)|bestående af (?P<who>.*?))\s*(?=\w)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\bi alt (\d{1,3})\b", re.IGNORECASE)
_NOT_THE_ITEM = re.compile(r"\binhabil|\bhabilitet", re.IGNORECASE)
_AMENDMENT = re.compile(r"\bændringsforslag(?:et)?\b[^.\n:]{0,80}", re.IGNORECASE)
_LETTER = re.compile(r"(?<![\w.])(?:[A-ZÆØÅ]|UP|UFP|SF|DF|LA|KD)(?![\w])")


@dataclass
class _Ballot:
    sides: dict[str, VoteSide] = field(default_factory=dict)
    on: str | None = None

    def close(self) -> Ballot:
        sides = self.sides
        return Ballot(on=self.on, for_=sides.get("for"), against=sides.get("against"), abstain=sides.get("abstain"))


def read_votes(text: str) -> tuple[Ballot, ...]:
    """Read the ballots of one decision, in order. A ballot on inhability is none of them."""
    ballots: list[_Ballot] = []
    on = None
    previous = ""
    joined = _with_lists_joined(text)
    for start, end in sentences(joined):
        sentence = joined[start:end]
        if amendment := _AMENDMENT.search(sentence):
            on = amendment[0].strip()
        if _NOT_THE_ITEM.search(sentence) or _NOT_THE_ITEM.search(previous):
            previous = sentence
            continue
        for side, votes in _sides(sentence):
            current = ballots[-1] if ballots else None
            if current is None or (side in current.sides and _merged(current.sides[side], votes) is None):
                current = _Ballot(on=on)
                ballots.append(current)
            current.sides[side] = _merged(current.sides.get(side), votes) or votes
        previous = sentence
    return tuple(ballot.close() for ballot in ballots)


def _with_lists_joined(text: str) -> str:
    """Put a list of names behind the label that stands on the line above it."""
    return re.sub(r"(?im)((?:stemte|stemmer|for|i?mod|undlod at stemme|undlader at stemme)\s*:)\n", r"\1 ", text)


def _sides(sentence: str) -> Iterator[tuple[str, VoteSide]]:
    if counted := _COUNTED.search(sentence):
        yield "for", _side(counted["for"])
        yield "against", _side(counted["against"])
        return
    if voters := _majority(sentence):
        yield "for", _side(voters)
        return
    marks = sorted(_marks(sentence), key=lambda mark: mark[1])
    for position, (side, begin, finish) in enumerate(marks):
        end = marks[position + 1][1] if position + 1 < len(marks) else len(sentence)
        start = marks[position - 1][2] if position else 0
        after, before = sentence[finish:end], sentence[start:begin]
        votes = _side(after)
        if votes == VoteSide() or _is_clause(after):
            votes = _side(before)
        if votes != VoteSide():
            yield side, votes


def _majority(sentence: str) -> str | None:
    """Read who "Et flertal (A+V+C)" or "5 medlemmer (A+V)" is, if they carry the item."""
    words = vocabulary().votes.majority_supports
    verbs = [match.start() for pattern in words for match in pattern.finditer(sentence)]
    match = _MAJORITY.search(sentence)
    if match is None or not verbs:
        return None
    who = match["letters"] or sentence[match.start("who") : min(verbs)]
    return f"{match['count'] or ''} {who}"


def _marks(sentence: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word that names a side, with its place; of overlapping ones the longest."""
    words = vocabulary().votes
    found = [
        (match.start(), -match.end(), side)
        for side, patterns in (("abstain", words.abstain), ("against", words.against), ("for", words.for_))
        for pattern in patterns
        for match in pattern.finditer(sentence)
    ]
    reached = -1
    for start, end, side in sorted(found):
        if start >= reached:
            reached = -end
            yield side, start, reached


def _is_clause(after: str) -> bool:
    """Tell whether what follows the verb is its object and not a list of voters: "stemte imod forslaget, idet"."""
    return bool(re.match(r"\s*(?:forslag|indstilling|ændring|sagen|,|idet|da|fordi|\.)", after, re.IGNORECASE))


def _side(text: str) -> VoteSide:
    """Read a list of voters: counts, party letters and names in any mixture."""
    total = _TOTAL.search(text)
    people = [match for match in PERSON.finditer(text) if " " in match["name"]]
    names = tuple(match["name"].rstrip(".") for match in people)
    rest = re.sub(rf"{NAME}", " ", text)
    parties = tuple(dict.fromkeys(match[0] for match in _LETTER.finditer(_without_totals(rest))))
    numbers = [int(number) for number in re.findall(r"(?<![\w.§])\d{1,3}(?![\w.]\w)", _without_totals(rest))]
    count = int(total[1]) if total else sum(numbers) if numbers else None
    return VoteSide(count=count, parties=parties, names=names)


def _without_totals(text: str) -> str:
    return _TOTAL.sub(" ", text)


def _merged(first: VoteSide | None, second: VoteSide) -> VoteSide | None:
    """Join what two sentences say of one side of one ballot; ``None`` if they speak of different ballots."""
    if first is None:
        return second
    if first.count is not None and second.count is not None and first.count != second.count:
        return None
    if (first.parties and second.parties) or (first.names and second.names):
        return None
    return VoteSide(
        count=first.count if first.count is not None else second.count,
        parties=first.parties or second.parties,
        names=first.names or second.names,
    )
