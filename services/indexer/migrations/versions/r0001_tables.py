"""The first tables: deliveries, documents, meetings, agenda items and their facts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from services.indexer.columns import Moment, json_list, ordered_text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, those that are pointed to first."""
    _create_meetings()
    _create_documents()
    _create_deliveries()
    _create_agenda_items()
    _create_facts_of_items()
    _create_facts_of_documents()


def downgrade() -> None:
    """Drop the tables; the items bucket fills them again."""
    for table in (
        "warnings",
        "attendances",
        "votes",
        "attachments",
        "statements",
        "decisions",
        "recommendations",
        "sections",
        "agenda_items",
        "deliveries",
        "documents",
        "meetings",
        "bodies",
        "municipalities",
    ):
        op.drop_table(table)


def _key() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _municipality(*, known: bool = False) -> sa.Column[Any]:
    # Every body has one, so there the unique constraint serves as the index.
    return sa.Column(
        "municipality_code",
        sa.Text,
        sa.ForeignKey("municipalities.code"),
        nullable=not known,
        index=not known,
    )


def _required(name: str, kind: Any = sa.Text) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _place(*, known: bool = True) -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("page", sa.Integer),
        sa.Column("span_start", sa.Integer, nullable=not known),
        sa.Column("span_end", sa.Integer, nullable=not known),
    )


def _create_meetings() -> None:
    op.create_table("municipalities", sa.Column("code", sa.Text, primary_key=True), _required("name"))
    op.create_table(
        "bodies",
        _key(),
        _municipality(known=True),
        _required("key", ordered_text()),
        _required("name"),
        sa.UniqueConstraint("municipality_code", "key"),
    )
    op.create_table(
        "meetings",
        _key(),
        _municipality(),
        sa.Column("body_id", sa.Uuid, sa.ForeignKey("bodies.id")),
        sa.Column("date", sa.Date),
        _required("sitting", sa.Integer),
        sa.UniqueConstraint("body_id", "date", "sitting"),
    )


def _create_documents() -> None:
    op.create_table(
        "documents",
        _key(),
        _required("prefix", ordered_text()),
        _required("sha256"),
        _municipality(),
        sa.Column("meeting_id", sa.Uuid, sa.ForeignKey("meetings.id"), nullable=False, index=True),
        sa.Column("body_id", sa.Uuid, sa.ForeignKey("bodies.id")),
        _required("kind"),
        sa.Column("body", sa.Text),
        sa.Column("body_name", ordered_text()),
        sa.Column("date", sa.Date),
        sa.Column("start_time", sa.Text),
        sa.Column("end_time", sa.Text),
        sa.Column("venue", sa.Text),
        _required("media_type"),
        _required("bytes", sa.BigInteger),
        sa.Column("pages", sa.Integer),
        _required("layout"),
        _required("layout_score", sa.Double),
        sa.Column("layout_runner_up", sa.Text),
        _required("layout_margin", sa.Double),
        _required("parser_version"),
        _required("item_key", ordered_text()),
        _required("text"),
        sa.UniqueConstraint("prefix", "sha256"),
    )
    op.create_index(None, "documents", ["body_id", "body_name"])


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        _key(),
        sa.Column("tail", ordered_text(), nullable=False, unique=True),
        _required("prefix", ordered_text()),
        _required("name", ordered_text()),
        _required("version", ordered_text()),
        _municipality(),
        _required("dropped_at", Moment),
        _required("bytes", sa.BigInteger),
        sa.Column("sha256", sa.Text),
        sa.Column("media_type", sa.Text),
        _required("outcome"),
        sa.Column("reason", sa.Text),
        sa.Column("detail", sa.Text),
        sa.Column("document_id", sa.Uuid, sa.ForeignKey("documents.id"), index=True),
        _required("parser_version"),
        sa.Column("item_key", ordered_text(), nullable=False, unique=True),
        _required("etag"),
        _required("has_receipt", sa.Boolean),
    )
    op.create_index(None, "deliveries", ["prefix", "name", "version"])


def _create_agenda_items() -> None:
    op.create_table(
        "agenda_items",
        _key(),
        sa.Column("document_id", sa.Uuid, sa.ForeignKey("documents.id"), nullable=False),
        _required("position", sa.Integer),
        sa.Column("number", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("kind", sa.Text),
        _required("closed", sa.Boolean),
        _required("case_numbers", json_list()),
        _required("document_numbers", json_list()),
        *_place(),
        sa.UniqueConstraint("document_id", "position"),
    )


def _create_fact_of_items(table: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        table,
        _key(),
        sa.Column("agenda_item_id", sa.Uuid, sa.ForeignKey("agenda_items.id"), nullable=False),
        _required("position", sa.Integer),
        *columns,
        *_place(),
        sa.UniqueConstraint("agenda_item_id", "position"),
    )


def _create_facts_of_items() -> None:
    _create_fact_of_items(
        "sections",
        sa.Column("heading", sa.Text),
        _required("role"),
        _required("text"),
        _required("tables", json_list()),
    )
    _create_fact_of_items("recommendations", sa.Column("by", sa.Text), _required("points", json_list()))
    _create_fact_of_items(
        "decisions",
        sa.Column("body", sa.Text),
        sa.Column("date", sa.Date),
        _required("current", sa.Boolean),
        _required("outcome"),
        _required("parts", json_list()),
        _required("text"),
    )
    op.create_table(
        "votes",
        _key(),
        sa.Column("decision_id", sa.Uuid, sa.ForeignKey("decisions.id"), nullable=False),
        _required("ballot", sa.Integer),
        _required("side"),
        sa.Column("on", sa.Text),
        sa.Column("count", sa.Integer),
        _required("parties", json_list()),
        _required("names", json_list()),
        *_place(),
        sa.UniqueConstraint("decision_id", "ballot", "side"),
    )
    _create_fact_of_items("statements", _required("kind"), _required("by", json_list()), _required("text"))
    _create_fact_of_items("attachments", _required("title"), sa.Column("document_number", sa.Text))


def _create_fact_of_documents(table: str, *more: sa.Column[Any] | sa.UniqueConstraint) -> None:
    op.create_table(
        table,
        _key(),
        sa.Column("document_id", sa.Uuid, sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid, sa.ForeignKey("agenda_items.id"), index=True),
        _required("position", sa.Integer),
        *more,
        *_place(known=False),
    )


def _create_facts_of_documents() -> None:
    _create_fact_of_documents(
        "attendances",
        _required("name"),
        sa.Column("party", sa.Text),
        _required("status"),
        sa.Column("reason", sa.Text),
        sa.Column("substitute_for", sa.Text),
    )
    op.create_index(None, "attendances", ["document_id", "position"])
    unique = sa.UniqueConstraint("document_id", "position")
    _create_fact_of_documents("warnings", _required("code"), _required("detail"), unique)
