"""The word list about what is closed to the public, and what is open."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from services.parser.vocabulary.tables import Patterns, VocabularyError, compiled, read_toml, strings, typed


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedWords:
    """Patterns by what they are looked for in."""

    titles: Patterns
    states: Patterns
    open_states: Patterns
    in_numbers: Patterns
    groups: Patterns
    set_groups: Patterns
    open_groups: Patterns
    headings: Patterns
    weak_headings: Patterns
    set_headings: Patterns
    documents: Patterns
    said_in_titles: Patterns


@cache
def closed_words() -> ClosedWords:
    """Read and check the word list, once; the names in braces are written out. Raises VocabularyError."""
    table = read_toml("closed")
    if set(table) != {"words", "patterns"}:
        raise VocabularyError("closed.toml: must have [words] and [patterns]")
    words = {f"{{{name}}}": pattern for name, pattern in table["words"].items()}

    def written_out(value: Any, where: str) -> Patterns:
        patterns = strings(value, where)
        for name, pattern in words.items():
            patterns = [line.replace(name, pattern) for line in patterns]
        return compiled(patterns, where)

    return typed(ClosedWords, table["patterns"], "closed.toml", written_out)
