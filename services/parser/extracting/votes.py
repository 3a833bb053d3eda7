"""Ballots: who voted for, against and not at all, by count, party and name, as far as the text tells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.parser.extracting.voters import Token, from_the_start, side_of, to_the_end, tokens
from services.parser.vocabulary.load import matches
from services.parser.vocabulary.people import vote_words
from services.parser.wording import sentences
from shared.contract.record import Ballot, VoteSide

_MAY_TELL = re.compile(r"stem|flertal|mindretal|medlem|undl|imod|\bmod\b|kan ikke|kunne ikke|ønske", re.IGNORECASE)
_VOTING = re.compile(r"\bstem(?:te|mer|merne|t|mes)\b|\bafstemning", re.IGNORECASE)
_PAIR = re.compile(r"(?<=[\d)]\s)(?:stemmer\s)?i?mod(?=\s\d{1,2}\b)", re.IGNORECASE)
_SIDE_WORD = re.compile(
    r"(?<=[\d)]\s)(?:(?P<for>for)(?! at\b)|(?P<against>i?mod))\b(?! (?:en|et|den|det|de)\b)", re.IGNORECASE
)
_SCORE = re.compile(r"\bstemmerne (?P<first>\d{1,2})\s?[-–]\s?(?P<second>\d{1,2})\b", re.IGNORECASE)
_LOST = re.compile(r"\b(?:forkastet|faldt|falder|afvist|nedstemt|ikke (?:vedtaget|godkendt))\b", re.IGNORECASE)
_LIST_OPENS = re.compile(
    r"\b(?:stemte|stemmer|for|i?mod|undlod|undlader|stemme|ja|nej)\b[^\n:]{0,60}:?\s*(?:\d{1,3}(?: stemmer)?)?\s*:?$",
    re.IGNORECASE,
)
_PHRASE_ENDS = re.compile(
    r"[,\s]+\b(?:blev|bliver|faldt|falder|er|var|kunne|kan|stemte|stemmer|med|som|der|sættes|til)\b.*$"
)


_SUBJECT_FIRST = frozenset({"before", "majority"})


@dataclass(frozen=True, slots=True)
class _Mark:
    """Words that name a side, with the place of its voters; "pair" stands between both sides' counts."""

    start: int
    end: int
    side: str
    where: str


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
                for side, votes in _sides(sentence):
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


def _sides(sentence: str) -> Iterator[tuple[str, VoteSide]]:
    """Yield each side that a sentence tells of: marks name the sides, the voters stand in the gaps between."""
    marks = _marks(sentence)
    edges = [0, *(edge for mark in marks for edge in (mark.start, mark.end)), len(sentence)]
    gaps = [tokens(sentence[begin:end]) for begin, end in zip(edges[::2], edges[1::2], strict=True)]
    if score := _SCORE.search(sentence):
        yield from _pair(sentence, VoteSide(count=int(score["first"])), VoteSide(count=int(score["second"])))
    for position, mark in enumerate(marks):
        before, after = _runs(marks, gaps, position)
        if mark.where == "pair":
            yield from _pair(sentence, side_of(before), side_of(after))
            continue
        votes = side_of(after if mark.where == "after" else before) or side_of(_turned(mark, gaps, position))
        if votes and (mark.where != "majority" or _carries(gaps[position], votes)):
            yield mark.side, votes


def _pair(sentence: str, first: VoteSide | None, second: VoteSide | None) -> Iterator[tuple[str, VoteSide]]:
    """Read "30 stemmer imod 19": the first were for it, unless it was lost and they were more."""
    lost = first and second and _LOST.search(sentence) and (first.count or 0) > (second.count or 0)
    for side, votes in zip(("against", "for") if lost else ("for", "against"), (first, second), strict=True):
        if votes:
            yield side, votes


def _runs(marks: Sequence[_Mark], gaps: Sequence[list[Token]], position: int) -> tuple[list[Token], list[Token]]:
    """Take the voters right before and right behind a mark; a gap that two marks claim is cut between them.

    A bracket right behind "4 medlemmer stemte for" tells who those before the words were.
    """
    before, after = gaps[position], gaps[position + 1]
    if position:
        where = marks[position - 1].where
        begin = _bracket(before) if where in _SUBJECT_FIRST else 0 if _is_apart(before) else _border(before)
        before = before[begin:]
    explained = after[: _bracket(after)] if marks[position].where in _SUBJECT_FIRST else []
    if position + 1 < len(marks) and marks[position + 1].where != "after" and not _is_apart(after):
        after = after[: _border(after)]
    return [*to_the_end(before), *explained], from_the_start(after)


def _bracket(gap: Sequence[Token]) -> int:
    """Find the end of a bracket that a gap begins with; 0 if it begins with none."""
    if not gap or gap[0].kind != "open":
        return 0
    return next((index + 1 for index, token in enumerate(gap) if token.kind == "close"), 0)


def _turned(mark: _Mark, gaps: Sequence[list[Token]], position: int) -> list[Token]:
    """Take the voters from the other side where a sentence begins or ends with the mark: "Undlod at stemme 2"."""
    if mark.where == "before" and mark.start == 0:
        return from_the_start(gaps[position + 1])
    if mark.where == "after" and not gaps[position + 1]:
        return to_the_end(gaps[position])
    return []


def _is_apart(gap: Sequence[Token]) -> bool:
    return any(token.kind == "other" for token in gap)


def _border(gap: Sequence[Token]) -> int:
    """Find where the voters of one side end: at "mens" or a dash, else at the last comma, else at "og"."""
    depth, found = 0, dict[str, int]()
    for index, token in enumerate(gap):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if not depth:
            found[token.text.casefold()] = index
    for word in ("mens", "medens", ";", "-", "–", ",", "og"):
        if word in found:
            return found[word]
    return len(gap)


def _carries(gap: Sequence[Token], votes: VoteSide) -> bool:
    """Tell whether those who "anbefaler" are a part of the body: a majority, a number of members, parties counted."""
    kinds = {token.kind for token in gap}
    return "majority" in kinds or (votes.count is not None and bool(kinds & {"members", "letter", "party"}))


def _marks(sentence: str) -> list[_Mark]:
    """Find the words that name a side; of those that overlap the first, then the longest."""
    words = vote_words()
    found = [_Mark(match.start(), match.end(), "for", "pair") for match in _PAIR.finditer(sentence)]
    if found or _VOTING.search(sentence):
        found += [
            _Mark(match.start(), match.end(), match.lastgroup or "for", "before")
            for match in _SIDE_WORD.finditer(sentence)
        ]
    found += [
        _Mark(match.start(), match.end(), side, where)
        for where, patterns in (("after", words.after), ("before", words.before), ("majority", {"for": words.supports}))
        for side in patterns
        for pattern in patterns[side]
        for match in pattern.finditer(sentence)
    ]
    kept: list[_Mark] = []
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


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
