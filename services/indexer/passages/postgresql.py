"""Passages in PostgreSQL: generated columns of the rows themselves, so there is nothing to keep up."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Uuid, column, text

from services.indexer.passages.port import CLOSE_MARK, OPEN_MARK, SEARCHABLE_CHARACTERS, Passage, unmark
from services.indexer.query import Term

# Marks are made in the plain form, which is the text one for one.
_FIND = text(
    """
    WITH best AS (
        SELECT passages.*, asked, ts_rank_cd(search, asked, 1) AS rank, documents.date
        FROM passages
        CROSS JOIN to_tsquery('danish', :query) AS asked
        JOIN documents ON documents.id = passages.document_id
        WHERE search @@ asked
          AND EXISTS (SELECT 1 FROM public_items WHERE public_items.id = passages.agenda_item_id)
        ORDER BY rank DESC, date DESC NULLS LAST, document_id, position, section_id NULLS FIRST
        LIMIT :limit
    )
    SELECT agenda_item_id, section_id, text, rank, ts_headline('danish', plain, asked, :options) AS marked
    FROM best
    ORDER BY rank DESC, date DESC NULLS LAST, document_id, position, section_id NULLS FIRST
    """
).columns(
    column("agenda_item_id", Uuid),
    column("section_id", Uuid),
    column("text"),
    column("rank"),
    column("marked"),
)


class PostgresqlPassages:
    """Passages of a PostgreSQL database."""

    def forget(self, connection: Connection, document_id: UUID) -> None:
        """Do nothing: the passages go with their rows."""

    def add(self, connection: Connection, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Do nothing: the passages came with their rows."""

    def find(self, connection: Connection, terms: Sequence[Term], limit: int) -> list[Passage]:
        """Find by Danish word stems and rank by how close together they stand."""
        asked = {
            "query": " & ".join(_spell(term) for term in terms),
            "limit": limit,
            "options": f"HighlightAll=true, StartSel={OPEN_MARK}, StopSel={CLOSE_MARK}",
        }
        passages = []
        for row in connection.execute(_FIND, asked):
            plain, marks = unmark(row.marked)
            whole = len(plain) == min(len(row.text), SEARCHABLE_CHARACTERS)
            passages.append(
                Passage(
                    agenda_item_id=row.agenda_item_id,
                    section_id=row.section_id,
                    text=row.text,
                    marks=marks if whole else (),
                    rank=row.rank,
                )
            )
        return passages

    def clear(self, connection: Connection) -> None:
        """Do nothing: the passages go with their rows."""

    def forget_words(self, connection: Connection) -> None:
        """Do nothing: the words go with their rows."""


def _spell(term: Term) -> str:
    # Words are letters and digits alone, so nothing in them is an operator.
    return f"({' <-> '.join(term.words)}{':*' if term.is_prefix else ''})"
