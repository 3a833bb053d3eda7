"""Full-text search: the sentences that hold the words, each with whose it is and where it stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, func, select

from services.indexer.database import reading
from services.indexer.passages.choosing import passages_of
from services.indexer.passages.port import Mark, Passage
from services.indexer.places import place_in_original
from services.indexer.query import terms
from services.indexer.sentences import best_sentence
from services.indexer.tables import agenda_items, documents, municipalities, sections
from services.indexer.views import live_deliveries


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One sentence that was found.

    ``marks`` are the words in it, as (start, end); ``span`` is the sentence in ``documents.text``, or all of
    its section where it can't be told closer. ``page`` is where the section begins. ``name`` is the file, and
    ``item_key`` the result that says so. A larger ``rank`` is a better hit, within one search.
    """

    municipality: str | None
    body: str | None
    date: date | None
    number: str | None
    title: str | None
    heading: str | None
    sentence: str
    marks: tuple[Mark, ...]
    page: int | None
    span: tuple[int, int]
    name: str
    item_key: str
    rank: float


def search(engine: Engine, words: str, *, limit: int = 20) -> Sequence[Hit]:
    """Find passages of public items that hold all words, best first; a trailing ``*`` is any ending.

    Whatever was typed is words or nothing, never syntax. Raises DatabaseUnavailableError.
    """
    asked = terms(words)
    if not asked or limit < 1:
        return ()
    with reading(engine) as connection:
        # Twice as many: the same sentence may stand in two sections of an item, and is shown once.
        found = passages_of(engine.dialect).find(connection, asked, 2 * limit)
        return tuple(_hits(connection, found))[:limit]


def _hits(connection: Connection, found: Sequence[Passage]) -> Iterator[Hit]:
    items = _items(connection, {passage.agenda_item_id for passage in found})
    parts = _sections(connection, {passage.section_id for passage in found if passage.section_id})
    files = _files(connection, {item.document_id for item in items.values()})
    shown = set()
    for passage in found:
        item = items[passage.agenda_item_id]
        section = parts[passage.section_id] if passage.section_id else None
        start, end = best_sentence(passage.text, passage.marks)
        sentence = passage.text[start:end]
        if (item.id, sentence) in shown:
            continue
        shown.add((item.id, sentence))
        source = section or item
        place = place_in_original(source.original, passage.text, (start, end))
        offset = source.span_start
        file = files[item.document_id]
        yield Hit(
            municipality=item.municipality,
            body=item.body,
            date=item.date,
            number=item.number,
            title=item.title,
            heading=section.heading if section else None,
            sentence=sentence,
            marks=tuple((a - start, b - start) for a, b in passage.marks if start <= a and b <= end),
            page=source.page,
            span=(offset + place[0], offset + place[1]) if place else (source.span_start, source.span_end),
            name=file.name,
            item_key=file.item_key,
            rank=passage.rank,
        )


def _items(connection: Connection, ids: set[UUID]) -> Mapping[UUID, Row[Any]]:
    length = agenda_items.c.span_end - agenda_items.c.span_start
    query = (
        select(
            agenda_items,
            documents.c.body,
            documents.c.date,
            municipalities.c.name.label("municipality"),
            func.substr(documents.c.text, agenda_items.c.span_start + 1, length).label("original"),
        )
        .select_from(agenda_items)
        .join(documents)
        .outerjoin(municipalities, municipalities.c.code == documents.c.municipality_code)
        .where(agenda_items.c.id.in_(ids))
    )
    return {row.id: row for row in connection.execute(query)}


def _sections(connection: Connection, ids: set[UUID]) -> Mapping[UUID, Row[Any]]:
    length = sections.c.span_end - sections.c.span_start
    query = (
        select(
            sections.c.id,
            sections.c.heading,
            sections.c.page,
            sections.c.span_start,
            sections.c.span_end,
            func.substr(documents.c.text, sections.c.span_start + 1, length).label("original"),
        )
        .select_from(sections)
        .join(agenda_items)
        .join(documents)
        .where(sections.c.id.in_(ids))
    )
    return {row.id: row for row in connection.execute(query)}


def _files(connection: Connection, ids: set[UUID]) -> Mapping[UUID, Row[Any]]:
    """Name one live file of each document: the first, where the same bytes lie under several names."""
    live = live_deliveries.c
    query = select(live.document_id, live.name, live.item_key).where(live.document_id.in_(ids))
    rows: Iterable[Row[Any]] = connection.execute(query.order_by(live.name.desc()))
    return {row.document_id: row for row in rows}
