"""The port: what the search asks of a database, whichever it is.

A *passage* is what is found: the title of an agenda item, or the text of one of its sections. Only passages
of public items are ever found.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy import Connection

from services.indexer.query import Term

Mark = tuple[int, int]

SEARCHABLE_CHARACTERS: Final = 200_000  # a tsvector holds 1 MB; a longer section is searched so far

# Non-characters: no stored text holds them (cleaning.storable).
OPEN_MARK: Final = "\ufdd0"
CLOSE_MARK: Final = "\ufdd1"
_MARKED: Final = re.compile(f"{OPEN_MARK}([^{OPEN_MARK}{CLOSE_MARK}]*){CLOSE_MARK}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One passage that was found, the words in it as (start, end), and how well it fits: more is better."""

    agenda_item_id: UUID
    section_id: UUID | None
    text: str
    marks: tuple[Mark, ...]
    rank: float


class Passages(Protocol):
    """The searchable passages of one kind of database."""

    def forget(self, connection: Connection, document_id: UUID) -> None:
        """Take out every passage of one document, before its rows go."""
        ...

    def add(self, connection: Connection, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Make the titles and sections among ``rows`` findable, after they were inserted."""
        ...

    def find(self, connection: Connection, terms: Sequence[Term], limit: int) -> list[Passage]:
        """Find the passages that hold every term, best first."""
        ...

    def clear(self, connection: Connection) -> None:
        """Take out all of them."""
        ...

    def forget_words(self, connection: Connection) -> None:
        """See that no word is left in an index whose passage was taken out."""
        ...


def unmark(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """Take the marks out of a text: what it was, and where they stood."""
    plain: list[str] = []
    marks: list[Mark] = []
    length = end = 0
    for found in _MARKED.finditer(marked):
        plain += (marked[end : found.start()], found[1])
        start = length + found.start() - end
        length = start + len(found[1])
        end = found.end()
        marks.append((start, length))
    plain.append(marked[end:])
    return "".join(plain), tuple(marks)
