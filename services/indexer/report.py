"""What stands in the database, counted: everything that a status or a summary shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVarTuple

from sqlalchemy import Engine, Row, Select, column, distinct, exists, func, select, table

from services.indexer.database import reading
from services.indexer.tables import (
    agenda_items,
    decisions,
    deliveries,
    documents,
    municipalities,
    votes,
)
from shared.contract.codes import DecisionOutcome, Outcome

_Columns = TypeVarTuple("_Columns")

_NEWEST: Final = table("newest_deliveries", column("id"), column("outcome"))
_LIVE_DELIVERIES: Final = table("live_deliveries", column("document_id"), column("prefix"), column("name"))
_LIVE: Final = table("live_documents", column("id"))

_SHOWABLE_CHARACTERS: Final = (20, 300)  # an example is neither "Godkendt." nor a page long


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much there is. A file is the newest version of a name; everything else is of live documents."""

    files: Mapping[str, int]
    documents: int
    meetings: int
    items: int
    decisions: Mapping[str, int]
    earlier_decisions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One file whose newest version did not become a record."""

    reason: str
    detail: str | None
    prefix: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalityCount:
    """How much there is of one municipality; ``None`` for documents that name none."""

    code: str | None
    name: str | None
    documents: int
    meetings: int
    items: int
    decisions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPlace:
    """One decision with all that proves it; ``context`` is the original, cut out at ``span``."""

    municipality: str | None
    body: str | None
    date: date | None
    number: str | None
    title: str | None
    outcome: str
    text: str
    prefix: str
    name: str
    item_key: str
    page: int | None
    span: tuple[int, int]
    context: str


def totals(engine: Engine) -> Totals:
    """Count everything. Decisions are counted by outcome where they were taken at the meeting itself.

    ``earlier_decisions`` are those of other meetings that the items tell of.
    """
    files = select(_NEWEST.c.outcome, func.count()).group_by(_NEWEST.c.outcome)
    counted = _live(select(func.count(distinct(documents.c.id)), func.count(distinct(documents.c.meeting_id))))
    items = _live(select(func.count()).select_from(agenda_items).join(documents))
    outcomes = _live(
        select(decisions.c.outcome, func.count())
        .select_from(decisions)
        .join(agenda_items)
        .join(documents)
        .where(decisions.c.current)
        .group_by(decisions.c.outcome)
    )
    earlier = _live(
        select(func.count()).select_from(decisions).join(agenda_items).join(documents).where(~decisions.c.current)
    )
    with reading(engine) as connection:
        document_count, meeting_count = connection.execute(counted).one()
        return Totals(
            files=_in_order(Outcome, connection.execute(files).all()),
            documents=document_count,
            meetings=meeting_count,
            items=connection.execute(items).scalar_one(),
            decisions=_in_order(DecisionOutcome, connection.execute(outcomes).all()),
            earlier_decisions=connection.execute(earlier).scalar_one(),
        )


def rejections(engine: Engine) -> Sequence[Rejection]:
    """List the rejected files, by reason and name."""
    d = deliveries.c
    query = (
        select(d.reason, d.detail, d.prefix, d.name)
        .where(exists().where(_NEWEST.c.id == d.id), d.outcome == str(Outcome.REJECTED))
        .order_by(d.reason, d.prefix, d.name)
    )
    with reading(engine) as connection:
        return tuple(
            Rejection(reason=row.reason, detail=row.detail, prefix=row.prefix, name=row.name)
            for row in connection.execute(query)
        )


def by_municipality(engine: Engine) -> Sequence[MunicipalityCount]:
    """Count the live documents of each municipality, in order of codes; those of nobody last."""
    query = _live(
        select(
            documents.c.municipality_code,
            municipalities.c.name,
            func.count(distinct(documents.c.id)),
            func.count(distinct(documents.c.meeting_id)),
            func.count(distinct(agenda_items.c.id)),
            func.count(distinct(decisions.c.id)),
        )
        .select_from(documents)
        .outerjoin(municipalities, municipalities.c.code == documents.c.municipality_code)
        .outerjoin(agenda_items, agenda_items.c.document_id == documents.c.id)
        .outerjoin(decisions, (decisions.c.agenda_item_id == agenda_items.c.id) & decisions.c.current)
        .group_by(documents.c.municipality_code, municipalities.c.name)
    )
    with reading(engine) as connection:
        found = [
            MunicipalityCount(code=code, name=name, documents=files, meetings=meetings, items=items, decisions=decided)
            for code, name, files, meetings, items, decided in connection.execute(query)
        ]
    return tuple(sorted(found, key=lambda count: (count.code is None, count.code or "")))


def example_decision(engine: Engine) -> DecisionPlace | None:
    """Pick one decision to show: rather one with a ballot, of the newest meeting, and always the same."""
    shortest, longest = _SHOWABLE_CHARACTERS
    length = func.length(decisions.c.text)
    has_votes = exists().where(votes.c.decision_id == decisions.c.id)
    live = _LIVE_DELIVERIES.c
    file = select(func.min(live.name)).where(live.document_id == documents.c.id).scalar_subquery()
    original = func.substr(
        documents.c.text,
        decisions.c.span_start + 1,
        decisions.c.span_end - decisions.c.span_start,
    )
    query = _live(
        select(
            decisions,
            documents.c.date.label("meeting_date"),
            documents.c.body.label("meeting_body"),
            documents.c.prefix,
            documents.c.item_key,
            agenda_items.c.number,
            agenda_items.c.title,
            municipalities.c.name.label("municipality"),
            file.label("file"),
            original.label("context"),
        )
        .select_from(decisions)
        .join(agenda_items)
        .join(documents)
        .outerjoin(municipalities, municipalities.c.code == documents.c.municipality_code)
        .where(decisions.c.current, agenda_items.c.title.is_not(None), length.between(shortest, longest))
        .order_by(has_votes.desc(), documents.c.date.desc().nulls_last(), decisions.c.id)
        .limit(1)
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return _decision(row) if row else None


def _decision(row: Row[Any]) -> DecisionPlace:
    return DecisionPlace(
        municipality=row.municipality,
        body=row.meeting_body,
        date=row.meeting_date,
        number=row.number,
        title=row.title,
        outcome=row.outcome,
        text=row.text,
        prefix=row.prefix,
        name=row.file,
        item_key=row.item_key,
        page=row.page,
        span=(row.span_start, row.span_end),
        context=row.context,
    )


def _live(query: Select[*_Columns]) -> Select[*_Columns]:
    """Narrow a query over documents down to those that are public now."""
    return query.where(exists().where(_LIVE.c.id == documents.c.id))


def _in_order(codes: type[Outcome | DecisionOutcome], rows: Sequence[Row[str, int]]) -> Mapping[str, int]:
    """Order counts as the contract orders its codes; what does not occur is left out."""
    counts = {row[0]: row[1] for row in rows}
    return {str(code): counts[code] for code in codes if code in counts}
