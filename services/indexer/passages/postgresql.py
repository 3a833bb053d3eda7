"""Passages in PostgreSQL: generated columns of the rows themselves, so there is nothing to keep up."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Uuid, column, text

from services.indexer.passages.port import CLOSE_MARK, OPEN_MARK, SEARCHABLE_CHARACTERS, Passage, unmark
from services.indexer.query import Term

# Ranked first by no more than it takes, then asked one by one whether they are public, until there are enough; only
# those are read whole. OFFSET, LIMIT 1 and the subquery that is a value keep PostgreSQL to this order: left to itself
# it asks of all as soon as the statement is prepared. Marks are made in the plain form, the text one for one.
_ORDER = "rank DESC, date DESC NULLS LAST, document_id, position, section_id NULLS FIRST"
_FIND = text(
    f"""
    WITH ranked AS (
        SELECT agenda_item_id, section_id, document_id, position, date, asked, ts_rank_cd(search, asked, 1) AS rank
        FROM passages
        CROSS JOIN to_tsquery('danish', :query) AS asked
        JOIN documents ON documents.id = passages.document_id
        WHERE search @@ asked
        ORDER BY {_ORDER}
        OFFSET 0
    ), best AS (
        SELECT * FROM ranked
        WHERE (SELECT true FROM public_items WHERE public_items.id = ranked.agenda_item_id)
        ORDER BY {_ORDER}
        LIMIT :limit
    )
    SELECT agenda_item_id, section_id, text, rank, ts_headline('danish', plain, asked, :options) AS marked
    FROM best, LATERAL (
        SELECT text, plain FROM passages
        WHERE passages.agenda_item_id = best.agenda_item_id
          AND passages.section_id IS NOT DISTINCT FROM best.section_id
        LIMIT 1) AS found
    ORDER BY {_ORDER}
    """  # noqa: S608 (nothing in it was typed by anybody)
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
