"""What somebody typed into a search, as words that no database can mistake for syntax."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

MAX_TERMS: Final = 32  # nobody asks for more, and every term costs

_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words that must stand next to each other ("15.00.00" is three); ``is_prefix``: the last may go on."""

    words: tuple[str, ...]
    is_prefix: bool = False


def terms(typed: str) -> tuple[Term, ...]:
    """Read what was typed: every chunk between blanks is a term, a trailing ``*`` makes it a beginning."""
    found = []
    for chunk in unicodedata.normalize("NFC", typed).split():
        words = tuple(_WORD.findall(chunk))
        if words:
            found.append(Term(words=words, is_prefix=chunk.endswith("*")))
    return tuple(found[:MAX_TERMS])
