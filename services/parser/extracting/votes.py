"""Ballots: who voted for, against and not at all, by count, party and name, as far as the text tells."""

import re
from dataclasses import dataclass, field

from services.parser.extracting.sides import sides_told
from services.parser.extracting.voters import side_of, tokens
from services.parser.vocabulary.load import matches
from services.parser.vocabulary.people import vote_words
from services.parser.wording import sentences
from shared.contract.record import Ballot, VoteSide

_MAY_TELL = re.compile(r"stem|flertal|mindretal|medlem|undl|imod|\bmod\b|kan ikke|kunne ikke|ønske", re.IGNORECASE)
_LIST_OPENS = re.compile(
    r"\b(?:stemte|stemmer|for|i?mod|undlod|undlader|stemme|ja|nej)\b[^\n:]{0,60}:?\s*(?:\d{1,3}(?: stemmer)?)?\s*:?$",
    re.IGNORECASE,
)
_PHRASE_ENDS = re.compile(
    r"[,\s]+\b(?:blev|bliver|faldt|falder|er|var|kunne|kan|stemte|stemmer|med|som|der|sættes|til)\b.*$"
)


@dataclass
class _Ballot:
    on: str | None = None
    first: int = 0
    last: int = 0
    sides: dict[str, VoteSide] = field(default_factory=dict)

    def close(self) -> Ballot:
        sides = self.sides
        return Ballot(on=self.on, for_=sides.get("for"), against=sides.get("against"), abstain=sides.get("abstain"))


def read_votes(text: str) -> list[tuple[Ballot, range]]:
    """Read the ballots of one decision, each with the lines of ``text`` that tell of it, in order.

    One on inhability, or on how the meeting is run, is none of them.
    """
    if not _MAY_TELL.search(text):
        return []
    words = vote_words().words
    ballots: list[_Ballot] = []
    on, foreign = None, False
    for paragraph, lines in _paragraphs(text):
        for start, end in sentences(paragraph):
            sentence = paragraph[start:end]
            amendment = next((match for pattern in words.amendments if (match := pattern.search(sentence))), None)
            of_item = matches(words.item, sentence)
            if matches(words.procedure, sentence):
                foreign = True
            elif amendment or of_item:
                foreign = False
            on = _named(amendment[0], on) if amendment else None if of_item else on
            if not foreign:
                for side, votes in sides_told(sentence):
                    _add(ballots, on, side, votes, lines)
    return [(ballot.close(), range(ballot.first, ballot.last + 1)) for ballot in ballots]


def _named(phrase: str, before: str | None) -> str:
    """Name an amendment; "ændringsforslaget" alone is the one that was named before."""
    name = _PHRASE_ENDS.sub("", phrase).strip()
    return before if before and " " not in name else name


def _add(ballots: list[_Ballot], on: str | None, side: str, votes: VoteSide, lines: range) -> None:
    """Add a side to the last ballot, or to a new one if that was on something else or has other voters there."""
    last = ballots[-1] if ballots and ballots[-1].on == on else None
    merged = _merged(last.sides.get(side), votes) if last else votes
    if last is None or merged is None:
        last, merged = _Ballot(on=on, first=lines[0]), votes
        ballots.append(last)
    last.sides[side] = merged
    last.last = lines[-1]


def _paragraphs(text: str) -> list[tuple[str, range]]:
    """Cut a text into lines; a list of voters stands with the label above it ("For: 20" and names below)."""
    found: list[tuple[str, range]] = []
    is_open = False
    for number, line in enumerate(text.split("\n")):
        if is_open and _only_voters(line):
            above, lines = found[-1]
            joined = f"{above} {line}" if above.rstrip().endswith(":") else f"{above}, {line}"
            found[-1] = joined, range(lines[0], number + 1)
        else:
            found.append((line, range(number, number + 1)))
            is_open = _LIST_OPENS.search(line) is not None
    return found


def _only_voters(line: str) -> bool:
    found = tokens(line.rstrip(". "))
    return side_of(found) is not None and all(token.kind != "other" for token in found)


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
