"""What shows where lines ended in a text that has lost its line breaks."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from services.parser.vocabulary.tables import Patterns, VocabularyError, folded, read_toml, strings, typed

# The words before "udvalget" in a body's name: all that can be, or no more than must be. Bounded, for time's sake.
_PART = r"[A-ZÆØÅ][\wæøåÆØÅ]{0,30}-?"
_LAST = r"(?:[A-ZÆØÅ][\wæøåÆØÅ\-]{0,30}?)?"
_NAME_BEFORE = rf"(?:{_PART}(?:, | og | OG |/| )){{0,5}}{_LAST}"
_NAME_CLOSE = rf"(?:(?:{_PART}(?:, | og |/)){{0,5}}{_LAST}|[A-ZÆØÅ][a-zæøå]{{2,20}}(?:sk|lt) )"
_DATE = r"(?:\d{1,2}\. ?[a-zæøå]{3,9}\.? \d{4}|\d{1,2}[.\-/]\d{1,2}[.\-/ ]\d{2,4})"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningText:
    """Words and patterns for running text; patterns keep their case, since a capital may be all that is left."""

    transcripts: frozenset[str]
    beyond: frozenset[str]
    title_openers: frozenset[str]
    headings: frozenset[str]
    decisions: Patterns


@cache
def running_text() -> RunningText:
    """Read and check the word list, once; BODY, NEAREST and DATE are written out. Raises VocabularyError."""
    table = read_toml("running")
    bodies = f"(?:{'|'.join(strings(table.pop('bodies', None), 'running.toml bodies'))})"
    written = {"BODY": _NAME_BEFORE + bodies, "NEAREST": _NAME_CLOSE + bodies, "DATE": _DATE}

    def converted(value: Any, where: str) -> Any:
        if not where.endswith("decisions"):
            return folded(value, where)
        try:
            return tuple(
                re.compile(re.sub("BODY|NEAREST|DATE", lambda name: written[name[0]], pattern))
                for pattern in strings(value, where)
            )
        except re.error as error:
            raise VocabularyError(f"{where}: {error.pattern!r}: {error}") from error

    running: RunningText = typed(RunningText, table, "running.toml", converted)
    return running
