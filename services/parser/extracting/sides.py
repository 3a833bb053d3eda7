"""The sides of a ballot that one sentence tells of: words name the sides, the voters stand in the gaps between."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from services.parser.extracting.voters import Token, from_the_start, side_of, to_the_end, tokens
from services.parser.vocabulary.people import vote_words
from shared.contract.record import VoteSide

_VOTING = re.compile(r"\bstem(?:te|mer|merne|t|mes)\b|\bafstemning", re.IGNORECASE)
_PAIR = re.compile(r"(?<=[\d)]\s)(?:stemmer\s)?i?mod(?=\s\d{1,2}\b)", re.IGNORECASE)
_SIDE_WORD = re.compile(
    r"(?<=[\d)]\s)(?:(?P<for>for)(?! at\b)|(?P<against>i?mod))\b(?! (?:en|et|den|det|de)\b)", re.IGNORECASE
)
_SCORE = re.compile(r"\bstemmerne (?P<first>\d{1,2})\s?[-–]\s?(?P<second>\d{1,2})\b", re.IGNORECASE)
_LOST = re.compile(r"\b(?:forkastet|faldt|falder|afvist|nedstemt|ikke (?:vedtaget|godkendt))\b", re.IGNORECASE)


class _Where(Enum):
    """Where the voters stand whom some words are about."""

    BEHIND = auto()  # "For stemte A og V"
    BEFORE = auto()  # "A og V stemte for"
    MAJORITY = auto()  # "Et flertal (A, V) anbefaler": before, if they are a part of the body
    AROUND = auto()  # "30 stemmer imod 19"


_SUBJECT_FIRST = frozenset({_Where.BEFORE, _Where.MAJORITY})


@dataclass(frozen=True, slots=True)
class _Mark:
    """Words that name a side, with the place of its voters."""

    start: int
    end: int
    side: str
    where: _Where


def sides_told(sentence: str) -> Iterator[tuple[str, VoteSide]]:
    """Yield each side ("for", "against", "abstain") that a sentence tells of, with its voters."""
    marks = _marks(sentence)
    edges = [0, *(edge for mark in marks for edge in (mark.start, mark.end)), len(sentence)]
    gaps = [tokens(sentence[begin:end]) for begin, end in zip(edges[::2], edges[1::2], strict=True)]
    if score := _SCORE.search(sentence):
        yield from _pair(sentence, VoteSide(count=int(score["first"])), VoteSide(count=int(score["second"])))
    for position, mark in enumerate(marks):
        before, after = _runs(marks, gaps, position)
        if mark.where is _Where.AROUND:
            yield from _pair(sentence, side_of(before), side_of(after))
            continue
        votes = side_of(after if mark.where is _Where.BEHIND else before) or side_of(_turned(mark, gaps, position))
        if votes and (mark.where is not _Where.MAJORITY or _carries(gaps[position], votes)):
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
    if position + 1 < len(marks) and marks[position + 1].where is not _Where.BEHIND and not _is_apart(after):
        after = after[: _border(after)]
    return [*to_the_end(before), *explained], from_the_start(after)


def _bracket(gap: Sequence[Token]) -> int:
    """Find the end of a bracket that a gap begins with; 0 if it begins with none."""
    if not gap or gap[0].kind != "open":
        return 0
    return next((index + 1 for index, token in enumerate(gap) if token.kind == "close"), 0)


def _turned(mark: _Mark, gaps: Sequence[list[Token]], position: int) -> list[Token]:
    """Take the voters from the other side where a sentence begins or ends with the mark: "Undlod at stemme 2"."""
    if mark.where is _Where.BEFORE and mark.start == 0:
        return from_the_start(gaps[position + 1])
    if mark.where is _Where.BEHIND and not gaps[position + 1]:
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
    places = (
        (_Where.BEHIND, words.after),
        (_Where.BEFORE, words.before),
        (_Where.MAJORITY, {"for": words.supports}),
    )
    found = [_Mark(match.start(), match.end(), "for", _Where.AROUND) for match in _PAIR.finditer(sentence)]
    if found or _VOTING.search(sentence):
        found += [
            _Mark(match.start(), match.end(), match.lastgroup or "for", _Where.BEFORE)
            for match in _SIDE_WORD.finditer(sentence)
        ]
    found += [
        _Mark(match.start(), match.end(), side, where)
        for where, patterns in places
        for side in patterns
        for pattern in patterns[side]
        for match in pattern.finditer(sentence)
    ]
    kept: list[_Mark] = []
    for mark in sorted(found, key=lambda mark: (mark.start, -mark.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept
