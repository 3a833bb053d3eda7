"""The word lists about people: their parties and offices, who was there, and how they voted."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from services.parser.vocabulary.tables import Patterns, VocabularyError, compiled, folded, read_toml, strings, typed
from shared.contract.codes import ItemAttendanceStatus

_MOTION = r"(?:[^\s.:;,()]+ ){0,6}"  # the few words that name what was voted on


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyWords:
    """Letters as written, and names without regard to case."""

    letters: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleWords:
    """What stands around names, and what is none."""

    roles: Patterns
    not_people: Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """How sentences tell one thing of people: words that follow their names, words that precede them."""

    follows: Patterns
    precedes: Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceWords:
    """How sentences tell who was there, in the order in which they are tried."""

    inhabil: Phrases
    left: Phrases
    arrived: Phrases
    absent: Phrases
    substitute: Phrases

    def by_status(self) -> tuple[tuple[ItemAttendanceStatus, Phrases], ...]:
        """Pair each status with its phrases."""
        return tuple((ItemAttendanceStatus(field.name), getattr(self, field.name)) for field in fields(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """What stands among voters."""

    majority: Patterns
    members: Patterns
    fillers: Patterns
    procedure: Patterns
    amendments: Patterns
    item: Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteWords:
    """Patterns by the side ("for", "against", "abstain"), by where its voters stand; ``numbers`` by word."""

    after: Mapping[str, Patterns]
    before: Mapping[str, Patterns]
    supports: Patterns
    unanimous: Patterns
    words: Among
    numbers: Mapping[str, int]


@cache
def party_words() -> PartyWords:
    """Read the parties, once. Raises VocabularyError."""
    table = read_toml("parties")
    typed(PartyWords, table, "parties.toml", strings)
    return PartyWords(letters=frozenset(table["letters"]), names=folded(table["names"], "parties.toml names"))


@cache
def people_words() -> PeopleWords:
    """Read what stands around names, once. Raises VocabularyError."""
    return typed(PeopleWords, read_toml("people"), "people.toml", compiled)


@cache
def presence_words() -> PresenceWords:
    """Read how sentences tell who was there, once. Raises VocabularyError."""
    return typed(
        PresenceWords,
        read_toml("presence"),
        "presence.toml",
        lambda table, where: typed(Phrases, table, where, compiled),
    )


@cache
def vote_words() -> VoteWords:
    """Read how minutes tell of ballots, once. Raises VocabularyError."""
    table = read_toml("votes")
    if odd := {"after", "before", "supports", "unanimous", "words", "numbers"}.symmetric_difference(table):
        raise VocabularyError(f"votes.toml: missing or unknown: {', '.join(sorted(odd))}")
    return VoteWords(
        after=_by_side(table["after"], "votes.toml [after]"),
        before=_by_side(table["before"], "votes.toml [before]"),
        supports=compiled(table["supports"]["for"], "votes.toml [supports]"),
        unanimous=compiled(table["unanimous"]["patterns"], "votes.toml [unanimous]"),
        words=typed(Among, table["words"], "votes.toml [words]", compiled),
        numbers=table["numbers"],
    )


def _by_side(table: Mapping[str, Any], where: str) -> dict[str, Patterns]:
    if odd := {"for", "against", "abstain"}.symmetric_difference(table):
        raise VocabularyError(f"{where}: missing or unknown: {', '.join(sorted(odd))}")
    return {
        side: compiled([pattern.replace("{motion}", _MOTION) for pattern in patterns], where)
        for side, patterns in table.items()
    }
