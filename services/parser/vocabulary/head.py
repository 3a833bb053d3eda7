"""The word lists about the head of a document."""

from dataclasses import dataclass
from functools import cache

from services.parser.vocabulary.tables import Patterns, compiled, read_toml, typed


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadWords:
    """Where lines that run together are cut, and what in a head is not the meeting's."""

    before: Patterns
    after: Patterns
    converter_marks: Patterns
    other_dates: Patterns
    attendance_titles: Patterns
    agenda_titles: Patterns
    guests: Patterns


@cache
def head_words() -> HeadWords:
    """Read the list, once. Raises VocabularyError."""
    return typed(HeadWords, read_toml("head"), "head.toml", compiled)
