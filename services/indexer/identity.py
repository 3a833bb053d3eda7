"""What makes two things the same thing: every primary key, computed from the natural key it stands for."""

import json
import re
import unicodedata
from datetime import date
from typing import Final
from uuid import UUID, uuid5

_NAMESPACE: Final = UUID("5f0c7a53-6a0e-5b0b-9d0e-6f3f3a6f2f55")  # ours alone; changing it is a rebuild

BODY_NAME_CHARACTERS: Final = 200  # no body's name is longer, and a B-tree entry may not exceed 2,704 bytes

_PASSAGE_BITS: Final = (1 << 62) - 1  # the lowest bits of a UUID: all hash, and positive in 64 bits
_TERM: Final = re.compile(r"[(\[]\s*(?:19|20)\d\d\s*[-/]\s*(?:(?:19|20)?\d\d)?\s*[)\]]")
_HYPHENS: Final = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}\N{SMALL HYPHEN-MINUS}]")
_AROUND_HYPHEN: Final = re.compile(r"\s*-\s*")


def key_of(kind: str, *parts: str | int) -> UUID:
    """Compute the primary key of one row from its natural key; never reused between kinds."""
    # JSON keeps ("a", "b/c") apart from ("a/b", "c") and spells lone surrogates, which UTF-8 can't.
    return uuid5(_NAMESPACE, json.dumps([kind, *parts]))


def passage_number(row: UUID) -> int:
    """Compute the number under which SQLite finds one searchable passage without a scan."""
    return row.int & _PASSAGE_BITS


def body_name(written: str) -> str:
    """Take the term ("(2018-2021)") out of a body's name and fold its white space; "" if nothing is left."""
    spelled = unicodedata.normalize("NFC", written).replace("\N{SOFT HYPHEN}", "")
    without_term = _TERM.sub(" ", _HYPHENS.sub("-", spelled))
    return " ".join(without_term.split())[:BODY_NAME_CHARACTERS].strip(" .,:;")


def body_key(written: str) -> str:
    """Name a body so that all spellings of it in one municipality are equal."""
    return _AROUND_HYPHEN.sub("-", body_name(written).casefold())[:BODY_NAME_CHARACTERS]


def meeting_key(*, municipality: str | None, body: str | None, day: date | None, sitting: int, document: UUID) -> UUID:
    """Tell which meeting a document is of; one that does not say which is a meeting of its own."""
    if municipality is None or not body or day is None:
        return key_of("meeting of one document", str(document))
    return key_of("meeting", municipality, body, day.isoformat(), sitting)
