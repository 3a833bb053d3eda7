"""Which agenda items of one meeting are the same item, whichever of the meeting's documents tells of it.

The number says so, and the title where there is none or where it stands twice in one document and so names nothing. An
item of the open part is none of the closed part, which may be numbered from 1 again; nor are a supplement's items
those of the agenda that they are added to.

Whoever has number, title and closed is an item here: one of a record, or its row.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final, Protocol
from uuid import UUID

from services.indexer.identity import key_of
from shared.contract.codes import DocumentKind

_NUMBERS_AND_LETTERS: Final = re.compile(r"\d+|[^\W\d_]+")
_NO_LETTERS: Final = re.compile(r"[\W_]+")


class _Headed(Protocol):
    @property
    def number(self) -> str | None: ...

    @property
    def title(self) -> str | None: ...

    @property
    def closed(self) -> bool: ...


def meeting_item_keys(meeting: UUID, kind: str, items: Sequence[_Headed]) -> list[UUID | None]:
    """Name the item of the meeting that each item of one document is; ``None`` for one that nothing names."""
    part = "added" if kind == DocumentKind.SUPPLEMENT else "main"
    numbers = [(item.closed, _folded_number(item.number or "")) for item in items]
    count = Counter(numbers)
    keys: list[UUID | None] = []
    for item, (closed, number) in zip(items, numbers, strict=True):
        is_numbered = bool(number) and count[closed, number] == 1
        name = number if is_numbered else _folded_title(item.title or "")
        called = ("number" if is_numbered else "title", name)
        keys.append(key_of("meeting item", str(meeting), part, closed, *called) if name else None)
    return keys


def _folded_number(written: str) -> str:
    """Spell a number in one way: "7", "7." and "07" are one, "7a" and "7 A" another, "7.1" a third."""
    parts = _NUMBERS_AND_LETTERS.findall(unicodedata.normalize("NFKC", written).casefold())
    return ".".join(part.lstrip("0") or "0" for part in parts)


def _folded_title(written: str) -> str:
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", written).casefold())
