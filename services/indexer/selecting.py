"""Which deliveries an operator means: the newest version of each name, by what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Engine, and_, exists, or_, select

from services.indexer.database import reading
from services.indexer.tables import deliveries, documents
from services.indexer.views import newest_deliveries
from shared.contract import keys
from shared.contract.codes import Outcome

_OF_A_FILE: Final = (str(Outcome.PARSED), str(Outcome.REJECTED))  # the others are tombstones, and stand for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a delivery must be like; ``None`` asks for nothing. ``file`` is its key in the drop, as receipts have it."""

    reason: str | None = None
    municipality: str | None = None
    layout: str | None = None
    parser_version: str | None = None
    outcome: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """One delivery: its tail, and the name that it goes by."""

    tail: str
    prefix: str
    name: str


def select_deliveries(engine: Engine, selection: Selection) -> Sequence[Selected]:
    """Find the newest versions that a selection means, and whatever else has the same bytes, in order of tails.

    A document that came under several names or versions has its rows from one of them: whoever means one means all.
    Tombstones are never among them. Raises DatabaseUnavailableError.
    """
    d = deliveries.c
    meant = select(d.id, d.document_id).outerjoin(documents, documents.c.id == d.document_id)
    meant = meant.where(
        exists().where(newest_deliveries.c.id == d.id), d.outcome.in_(_OF_A_FILE), *_conditions(selection)
    )
    found = meant.subquery()
    query = (
        select(d.tail, d.prefix, d.name)
        .where(or_(d.id.in_(select(found.c.id)), d.document_id.in_(select(found.c.document_id))))
        .where(d.outcome.in_(_OF_A_FILE))
        .order_by(d.tail)
    )
    with reading(engine) as connection:
        return tuple(Selected(tail=tail, prefix=prefix, name=name) for tail, prefix, name in connection.execute(query))


def _conditions(selection: Selection) -> Iterator[ColumnElement[bool]]:
    d = deliveries.c
    wanted: tuple[tuple[ColumnElement[Any], str | None], ...] = (
        (d.reason, selection.reason),
        (documents.c.layout, selection.layout),
        (d.parser_version, selection.parser_version),
        (d.outcome, selection.outcome),
    )
    yield from (known == value for known, value in wanted if value is not None)
    if selection.municipality is not None:
        yield or_(d.prefix == selection.municipality, d.municipality_code == selection.municipality)
    if selection.file is not None:
        prefix, name = keys.split_drop(selection.file)
        yield and_(d.prefix == prefix, d.name == name)
