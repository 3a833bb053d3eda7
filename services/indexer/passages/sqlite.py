"""Passages in SQLite: one FTS5 table whose row numbers follow from the rows that they stand for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Uuid, bindparam, column, delete, insert, select, table, text

from services.indexer.identity import passage_number
from services.indexer.passages.port import CLOSE_MARK, OPEN_MARK, SEARCHABLE_CHARACTERS, Passage, unmark
from services.indexer.query import Term
from services.indexer.tables import agenda_items, sections

_PASSAGES: Final = table(
    "passages",
    column("rowid", BigInteger),
    column("text"),
    column("agenda_item_id", Uuid),
    column("section_id", Uuid),
)
# Ranked first, then asked one by one whether they are public, until there are enough: asking of all would take most
# of the time. The inner limit is none; it keeps SQLite from making one query of the two.
_BEST = text(
    """
    SELECT number, rank FROM (
        SELECT passages.rowid AS number, bm25(passages) AS rank, passages.agenda_item_id
        FROM passages
        JOIN agenda_items ON agenda_items.id = passages.agenda_item_id
        JOIN documents ON documents.id = agenda_items.document_id
        WHERE passages MATCH :query
        ORDER BY rank, documents.date DESC, documents.id, agenda_items.position, passages.rowid
        LIMIT -1
    ) AS ranked
    WHERE EXISTS (SELECT 1 FROM public_items WHERE public_items.id = ranked.agenda_item_id)
    LIMIT :limit
    """
)
# Apart from the ranking, so that only what is shown is marked.
_MARKED = (
    text(
        """
        SELECT passages.rowid, agenda_item_id, section_id, highlight(passages, 0, :open, :close) AS marked
        FROM passages WHERE passages MATCH :query AND passages.rowid IN :numbers
        """
    )
    .bindparams(bindparam("numbers", expanding=True))
    .columns(column("rowid"), column("agenda_item_id", Uuid), column("section_id", Uuid), column("marked"))
)


class SqlitePassages:
    """Passages of an SQLite database."""

    def forget(self, connection: Connection, document_id: UUID) -> None:
        """Take out every passage of one document, by row number."""
        of_items = select(agenda_items.c.id).where(agenda_items.c.document_id == document_id)
        of_sections = select(sections.c.id).where(sections.c.agenda_item_id.in_(of_items))
        gone = [{"number": passage_number(row)} for row in connection.scalars(of_items.union_all(of_sections))]
        if gone:
            connection.execute(delete(_PASSAGES).where(_PASSAGES.c.rowid == bindparam("number")), gone)

    def add(self, connection: Connection, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Copy titles and sections into the search table."""
        if passages := [*_passages(rows)]:
            connection.execute(insert(_PASSAGES), passages)

    def find(self, connection: Connection, terms: Sequence[Term], limit: int) -> list[Passage]:
        """Find by FTS5 and rank by bm25."""
        query = " ".join(_spell(term) for term in terms)
        best = {row.number: -row.rank for row in connection.execute(_BEST, {"query": query, "limit": limit})}
        marked = connection.execute(
            _MARKED, {"query": query, "numbers": list(best), "open": OPEN_MARK, "close": CLOSE_MARK}
        )
        found = {row.rowid: row for row in marked}
        passages = []
        for number, rank in best.items():
            plain, marks = unmark(found[number].marked)
            passages.append(
                Passage(
                    agenda_item_id=found[number].agenda_item_id,
                    section_id=found[number].section_id,
                    text=plain,
                    marks=marks,
                    rank=rank,
                )
            )
        return passages

    def clear(self, connection: Connection) -> None:
        """Empty the search table."""
        connection.execute(delete(_PASSAGES))

    def forget_words(self, connection: Connection) -> None:
        """Merge the index into one: until then FTS5 only notes beside a word that its passage is gone."""
        connection.execute(text("INSERT INTO passages(passages) VALUES ('optimize')"))


def _passages(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
    for item in rows.get("agenda_items", ()):
        if item["title"]:
            yield _passage(item["id"], item["title"], item["id"], None)
    for section in rows.get("sections", ()):
        if section["text"]:
            yield _passage(section["id"], section["text"], section["agenda_item_id"], section["id"])


def _passage(row: UUID, words: str, item: UUID, section: UUID | None) -> dict[str, Any]:
    return {
        "rowid": passage_number(row),
        "text": words[:SEARCHABLE_CHARACTERS],
        "agenda_item_id": item,
        "section_id": section,
    }


def _spell(term: Term) -> str:
    # Words are letters and digits alone, so nothing in the quotes is syntax.
    return f'"{" ".join(term.words)}"{"*" if term.is_prefix else ""}'
