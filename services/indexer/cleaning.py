"""Text as every database can hold it: what no database stores becomes the replacement character."""

import re
from typing import Any, Final

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"

# NUL is the end of a string to PostgreSQL, a lone surrogate has no UTF-8, and the two non-characters mark the
# words that a search found (passages.port). One for one, so that every span still points where it did.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff\ufdd0\ufdd1]")


def storable(value: Any) -> Any:
    """Clean every string in a value made of dictionaries, lists and plain values."""
    if isinstance(value, str):
        return value if _is_clean(value) else _UNSTORABLE.sub(REPLACEMENT, value)
    if isinstance(value, dict):
        return {key: storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [storable(inner) for inner in value]
    return value


def _is_clean(text: str) -> bool:
    """Tell what hardly ever needs a look at each character: the whole text of a document comes through here."""
    if "\x00" in text or "\ufdd0" in text or "\ufdd1" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return True
