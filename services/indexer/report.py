"""What stands in the database, counted: everything that a status or a summary shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVarTuple

from sqlalchemy import Engine, Row, Select, distinct, exists, func, select

from services.indexer.database import reading
from services.indexer.tables import decisions, deliveries, documents, municipalities, votes
from services.indexer.views import live_deliveries, live_documents, newest_deliveries, public_items
from shared.contract.codes import DecisionOutcome, Outcome

_Columns = TypeVarTuple("_Columns")

_OF_PUBLIC_ITEM: Final = decisions.c.agenda_item_id == public_items.c.id
_SHOWABLE_CHARACTERS: Final = (20, 300)  # an example is neither "Godkendt." nor a page long


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much there is. A file is the newest version of a name; documents and meetings are live, items public."""

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
    files = select(newest_deliveries.c.outcome, func.count()).group_by(newest_deliveries.c.outcome)
    counted = _live(select(func.count(distinct(documents.c.id)), func.count(distinct(documents.c.meeting_id))))
    items = select(func.count()).select_from(public_items)
    decided = (
        select(decisions.c.current, decisions.c.outcome, func.count())
        .join(public_items, _OF_PUBLIC_ITEM)
        .group_by(decisions.c.current, decisions.c.outcome)
    )
    with reading(engine) as connection:
        document_count, meeting_count = connection.execute(counted).one()
        told = connection.execute(decided).all()
        return Totals(
            files=_in_order(Outcome, connection.execute(files).all()),
            documents=document_count,
            meetings=meeting_count,
            items=connection.execute(items).scalar_one(),
            decisions=_in_order(DecisionOutcome, [(outcome, count) for current, outcome, count in told if current]),
            earlier_decisions=sum(count for current, _, count in told if not current),
        )


def rejections(engine: Engine) -> Sequence[Rejection]:
    """List the rejected files, by reason and name."""
    d = deliveries.c
    query = (
        select(d.reason, d.detail, d.prefix, d.name)
        .where(exists().where(newest_deliveries.c.id == d.id), d.outcome == str(Outcome.REJECTED))
        .order_by(d.reason, d.prefix, d.name)
    )
    with reading(engine) as connection:
        return tuple(
            Rejection(reason=row.reason, detail=row.detail, prefix=row.prefix, name=row.name)
            for row in connection.execute(query)
        )


def by_municipality(engine: Engine) -> Sequence[MunicipalityCount]:
    """Count what is public of each municipality, in order of codes; that of nobody last."""
    query = _live(
        select(
            documents.c.municipality_code,
            municipalities.c.name,
            func.count(distinct(documents.c.id)),
            func.count(distinct(documents.c.meeting_id)),
            func.count(distinct(public_items.c.id)),
            func.count(distinct(decisions.c.id)),
        )
        .select_from(documents)
        .outerjoin(municipalities, municipalities.c.code == documents.c.municipality_code)
        .outerjoin(public_items, public_items.c.document_id == documents.c.id)
        .outerjoin(decisions, _OF_PUBLIC_ITEM & decisions.c.current)
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
    live = live_deliveries.c
    file = select(func.min(live.name)).where(live.document_id == documents.c.id).scalar_subquery()
    original = func.substr(
        documents.c.text,
        decisions.c.span_start + 1,
        decisions.c.span_end - decisions.c.span_start,
    )
    query = (
        select(
            decisions,
            documents.c.date.label("meeting_date"),
            documents.c.body.label("meeting_body"),
            documents.c.prefix,
            documents.c.item_key,
            public_items.c.number,
            public_items.c.title,
            municipalities.c.name.label("municipality"),
            file.label("file"),
            original.label("context"),
        )
        .select_from(decisions)
        .join(public_items, _OF_PUBLIC_ITEM)
        .join(documents, documents.c.id == public_items.c.document_id)
        .outerjoin(municipalities, municipalities.c.code == documents.c.municipality_code)
        .where(decisions.c.current, public_items.c.title.is_not(None), length.between(shortest, longest))
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
    return query.where(exists().where(live_documents.c.id == documents.c.id))


def _in_order(codes: type[Outcome | DecisionOutcome], rows: Sequence[tuple[str, int]]) -> Mapping[str, int]:
    """Order counts as the contract orders its codes; what does not occur is left out."""
    counts = {row[0]: row[1] for row in rows}
    return {str(code): counts[code] for code in codes if code in counts}
