"""What shows where lines ended in a text that has lost its line breaks."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from services.parser.vocabulary.tables import Patterns, VocabularyError, folded, read_toml, strings, typed

# The words before "udvalget" in a body's name, and a date. Bounded, so that time stays linear.
_NAME_BEFORE = r"(?:[A-ZÆØÅ][\wæøåÆØÅ]{0,30}-?(?:, | og | OG |/| )){0,5}(?:[A-ZÆØÅ][\wæøåÆØÅ\-]{0,30}?)?"
_DATE = r"(?:\d{1,2}\. ?[a-zæøå]{3,9}\.? \d{4}|\d{1,2}[.\-/]\d{1,2}[.\-/ ]\d{2,4})"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningText:
    """Words and patterns for running text; patterns keep their case, since a capital may be all that is left."""

    transcripts: frozenset[str]
    beyond: frozenset[str]
    title_openers: frozenset[str]
    decisions: Patterns


@cache
def running_text() -> RunningText:
    """Read and check the word list, once; BODY and DATE are written out. Raises VocabularyError."""
    table = read_toml("running")
    body = rf"{_NAME_BEFORE}(?:{'|'.join(strings(table.pop('bodies', None), 'running.toml bodies'))})"

    def converted(value: Any, where: str) -> Any:
        if not where.endswith("decisions"):
            return folded(value, where)
        try:
            return tuple(
                re.compile(word.replace("BODY", body).replace("DATE", _DATE)) for word in strings(value, where)
            )
        except re.error as error:
            raise VocabularyError(f"{where}: {error.pattern!r}: {error}") from error

    running: RunningText = typed(RunningText, table, "running.toml", converted)
    return running
