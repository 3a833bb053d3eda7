"""A list of voters in a sentence: counts, party letters, party names and members, in any mixture."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from services.parser.extracting.people import NAME, PARTY, PERSON, is_a_name, person_of
from services.parser.vocabulary.people import party_words, vote_words
from shared.contract.record import VoteSide

_NO_UNIT = r"(?!\d|[.,]\d|\.\s?[a-zæøå]|[\s\-]?(?:kr|pct|procent|mio|mia|år|punkt|dage|m2|%|§)|/)"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence: ``kind`` is person, party, letter, count, total, majority, open, close, filler or other."""

    kind: str
    start: int
    end: int
    text: str


VOTING = frozenset({"person", "party", "letter", "count", "total"})


def tokens(sentence: str) -> list[Token]:
    """Cut a sentence into what can stand in a list of voters, and ``other``."""
    return list(_tokens(sentence))


def to_the_end(found: list[Token]) -> list[Token]:
    """Take the last tokens up to the end, as many as can be voters."""
    others = [index for index, token in enumerate(found) if token.kind == "other"]
    return found[others[-1] + 1 :] if others else found


def from_the_start(found: list[Token]) -> list[Token]:
    """Take the first tokens, as many as can be voters."""
    others = [index for index, token in enumerate(found) if token.kind == "other"]
    return found[: others[0]] if others else found


def side_of(run: Sequence[Token]) -> VoteSide | None:
    """Read a run of tokens as one side of a ballot; ``None`` if nobody votes in it.

    A number outside of brackets is the count; without one, those behind the parties are added up.
    """
    parties: list[str] = []
    names: list[str] = []
    outside: list[int] = []
    inside: list[int] = []
    depth, total, previous = 0, None, None
    for token in run:
        if token.kind in {"open", "close"}:
            depth += 1 if token.kind == "open" else -1
        elif token.kind == "person":
            match = PERSON.match(token.text)
            if match:
                person = person_of(match)
                names.append(person.name)
                parties += [person.party] if person.party else []
        elif token.kind == "letter" and previous is not None and previous.kind == "party" and depth:
            parties[-1] = token.text
        elif token.kind in {"party", "letter"}:
            parties.append(token.text)
        elif token.kind == "total":
            total = _number(re.sub(r"\D+", "", token.text))
        elif token.kind == "count":
            (inside if depth else outside).append(_number(token.text))
        previous = token if token.kind in VOTING else previous
    if not (parties or names or outside or inside or total is not None):
        return None
    count = total if total is not None else sum(outside) if outside else sum(inside) if inside else None
    return VoteSide(count=count, parties=tuple(dict.fromkeys(parties)), names=tuple(names))


def _number(text: str) -> int:
    words = vote_words().numbers
    return words[text.casefold()] if text.casefold() in words else int(text)


def _tokens(sentence: str) -> Iterator[Token]:
    reached = 0
    for match in _scanner().finditer(sentence):
        kind = match.lastgroup or "other"
        if sentence[reached : match.start()].strip():
            yield Token("other", reached, match.start(), sentence[reached : match.start()])
        reached = match.end()
        name = PERSON.match(match[0]) if kind == "person" else None
        if name and not is_a_name(name["name"]):
            kind = "other"
        yield Token(kind, match.start(), match.end(), match[0])
    if sentence[reached:].strip():
        yield Token("other", reached, len(sentence), sentence[reached:])


@cache
def _scanner() -> re.Pattern[str]:
    """One pattern for every kind of token, the most telling first."""
    votes, parties = vote_words(), party_words()
    written = sorted((re.escape(name) for name in parties.names), key=len, reverse=True)
    letters = sorted(parties.letters, key=len, reverse=True)
    numbers = "|".join(votes.numbers)
    person = rf"{NAME}(?:,?\s*[\(\[]{PARTY}[\)\]])?"
    kinds = (
        ("total", r"(?i:\bi alt )\d{1,2}\b"),
        ("party", rf"(?i:\b(?:{'|'.join(written)})s?\b)"),
        ("majority", f"(?i:{_any(votes.words.majority)})"),
        ("members", f"(?i:{_any(votes.words.members)})"),
        ("filler", rf"(?i:{_any(votes.words.fillers)})|[,;+/&]|(?i:\bog\b)|(?<=\s)[-–](?=\s)|:"),
        ("person", person),
        ("letter", rf"(?<![\w.])(?:{'|'.join(letters)})(?![\w])"),
        (
            "count",
            rf"(?<![\w.§/])\d{{1,2}}\b{_NO_UNIT}|(?i:\b(?:{numbers})(?= (?:{_any(votes.words.members)}))|\bingen\b)",
        ),
        ("open", r"[(\[]"),
        ("close", r"[)\]]"),
    )
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds))


def _any(patterns: Sequence[re.Pattern[str]]) -> str:
    return "|".join(pattern.pattern for pattern in patterns)
