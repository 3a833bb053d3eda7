"""The tables: one row per fact, every fact with its place, every primary key computed from what it names.

No key is counted up and no column holds the moment of indexing, so that the tables are a function of the
items bucket alone: emptied and filled again, in whatever order, they are equal row by row. ``position``
counts from 0 in document order. ``page``, ``span_start`` and ``span_end`` are the place in the original;
spans count code points of ``documents.text``.
"""

import datetime as dt
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    MetaData,
    Named,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    Uuid,
)

from services.indexer.columns import Moment, json_list, ordered_text

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class _Keyed(TypedColumns):
    id: Named[UUID] = Column(Uuid, primary_key=True)


class _Placed(_Keyed):
    page: Named[int | None]
    span_start: Named[int]
    span_end: Named[int]


class _OfItem(_Placed):
    agenda_item_id: Named[UUID] = Column(ForeignKey("agenda_items.id"))
    position: Named[int]


class _OfDocument(_Keyed):
    document_id: Named[UUID] = Column(ForeignKey("documents.id"))
    agenda_item_id: Named[UUID | None] = Column(ForeignKey("agenda_items.id"), index=True)
    position: Named[int]
    page: Named[int | None]
    span_start: Named[int | None]
    span_end: Named[int | None]


class _Municipality(TypedColumns):
    code: Named[str] = Column(Text, primary_key=True)
    name: Named[str] = Column(Text)


class _Body(_Keyed):
    municipality_code: Named[str] = Column(Text, ForeignKey("municipalities.code"))
    key: Named[str] = Column(ordered_text())
    name: Named[str] = Column(Text)


class _Meeting(_Keyed):
    municipality_code: Named[str | None] = Column(Text, ForeignKey("municipalities.code"), index=True)
    body_id: Named[UUID | None] = Column(ForeignKey("bodies.id"))
    date: Named[dt.date | None]
    sitting: Named[int]


class _Document(_Keyed):
    prefix: Named[str] = Column(ordered_text())
    sha256: Named[str] = Column(Text)
    municipality_code: Named[str | None] = Column(Text, ForeignKey("municipalities.code"), index=True)
    meeting_id: Named[UUID] = Column(ForeignKey("meetings.id"), index=True)
    body_id: Named[UUID | None] = Column(ForeignKey("bodies.id"))
    kind: Named[str] = Column(Text)
    body: Named[str | None] = Column(Text)
    body_name: Named[str | None] = Column(ordered_text())
    date: Named[dt.date | None]
    start_time: Named[str | None] = Column(Text)
    end_time: Named[str | None] = Column(Text)
    venue: Named[str | None] = Column(Text)
    media_type: Named[str] = Column(Text)
    bytes: Named[int] = Column(BigInteger)
    pages: Named[int | None]
    layout: Named[str] = Column(Text)
    layout_score: Named[float]
    layout_runner_up: Named[str | None] = Column(Text)
    layout_margin: Named[float]
    parser_version: Named[str] = Column(Text)
    item_key: Named[str] = Column(ordered_text())
    text: Named[str] = Column(Text)


class _Delivery(_Keyed):
    tail: Named[str] = Column(ordered_text(), unique=True)
    prefix: Named[str] = Column(ordered_text())
    name: Named[str] = Column(ordered_text())
    version: Named[str] = Column(ordered_text())
    municipality_code: Named[str | None] = Column(Text, ForeignKey("municipalities.code"), index=True)
    dropped_at: Named[dt.datetime] = Column(Moment)
    bytes: Named[int] = Column(BigInteger)
    sha256: Named[str | None] = Column(Text)
    media_type: Named[str | None] = Column(Text)
    outcome: Named[str] = Column(Text)
    reason: Named[str | None] = Column(Text)
    detail: Named[str | None] = Column(Text)
    document_id: Named[UUID | None] = Column(ForeignKey("documents.id"), index=True)
    parser_version: Named[str] = Column(Text)
    item_key: Named[str] = Column(ordered_text(), unique=True)
    etag: Named[str] = Column(Text)
    has_receipt: Named[bool]


class _AgendaItem(_Placed):
    document_id: Named[UUID] = Column(ForeignKey("documents.id"))
    meeting_item_id: Named[UUID | None] = Column(Uuid, index=True)
    position: Named[int]
    number: Named[str | None] = Column(Text)
    title: Named[str | None] = Column(Text)
    kind: Named[str | None] = Column(Text)
    closed: Named[bool]
    case_numbers: Named[list[str]] = Column(json_list())
    document_numbers: Named[list[str]] = Column(json_list())


class _Section(_OfItem):
    heading: Named[str | None] = Column(Text)
    role: Named[str] = Column(Text)
    text: Named[str] = Column(Text)
    tables: Named[list[Any]] = Column(json_list())


class _Recommendation(_OfItem):
    by: Named[str | None] = Column(Text)
    points: Named[list[str]] = Column(json_list())


class _Decision(_OfItem):
    body: Named[str | None] = Column(Text)
    date: Named[dt.date | None]
    current: Named[bool]
    outcome: Named[str] = Column(Text)
    parts: Named[list[Any]] = Column(json_list())
    text: Named[str] = Column(Text)


class _Vote(_Placed):
    decision_id: Named[UUID] = Column(ForeignKey("decisions.id"))
    ballot: Named[int]
    side: Named[str] = Column(Text)
    on: Named[str | None] = Column(Text)
    count: Named[int | None]
    parties: Named[list[str]] = Column(json_list())
    names: Named[list[str]] = Column(json_list())


class _Statement(_OfItem):
    kind: Named[str] = Column(Text)
    by: Named[list[str]] = Column(json_list())
    text: Named[str] = Column(Text)


class _Attachment(_OfItem):
    title: Named[str] = Column(Text)
    document_number: Named[str | None] = Column(Text)


class _Attendance(_OfDocument):
    name: Named[str] = Column(Text)
    party: Named[str | None] = Column(Text)
    status: Named[str] = Column(Text)
    reason: Named[str | None] = Column(Text)
    substitute_for: Named[str | None] = Column(Text)


class _Warning(_OfDocument):
    code: Named[str] = Column(Text)
    detail: Named[str] = Column(Text)


_ITEM = ("agenda_item_id", "position")
municipalities = Table("municipalities", metadata, _Municipality)
bodies = Table("bodies", metadata, _Body, UniqueConstraint("municipality_code", "key"))
meetings = Table("meetings", metadata, _Meeting, UniqueConstraint("body_id", "date", "sitting"))
documents = Table(
    "documents",
    metadata,
    _Document,
    UniqueConstraint("prefix", "sha256"),
    Index(None, "body_id", "body_name"),
)
deliveries = Table("deliveries", metadata, _Delivery, Index(None, "prefix", "name", "version"))
agenda_items = Table("agenda_items", metadata, _AgendaItem, UniqueConstraint("document_id", "position"))
sections = Table("sections", metadata, _Section, UniqueConstraint(*_ITEM))
recommendations = Table("recommendations", metadata, _Recommendation, UniqueConstraint(*_ITEM))
decisions = Table("decisions", metadata, _Decision, UniqueConstraint(*_ITEM))
votes = Table("votes", metadata, _Vote, UniqueConstraint("decision_id", "ballot", "side"))
statements = Table("statements", metadata, _Statement, UniqueConstraint(*_ITEM))
attachments = Table("attachments", metadata, _Attachment, UniqueConstraint(*_ITEM))
attendances = Table("attendances", metadata, _Attendance, Index(None, "document_id", "position"))
warnings = Table("warnings", metadata, _Warning, UniqueConstraint("document_id", "position"))

FACTS_OF_ITEM: Final = (sections, recommendations, decisions, statements, attachments)
FACTS_OF_DOCUMENT: Final = (attendances, warnings)
