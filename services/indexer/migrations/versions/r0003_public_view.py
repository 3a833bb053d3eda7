"""The public view of a meeting: what its live documents say together, whatever the order in which they came."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from services.indexer.meeting_items import meeting_item_keys

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_VIEWS: Final = {
    # The greater overrides: kind, then the store's clock (16 characters), then a key that follows from the content.
    # NULL is not live.
    "document_standings": """
        SELECT documents.id AS document_id, documents.meeting_id,
               CASE documents.kind WHEN 'correction' THEN 3 WHEN 'referat' THEN 2 WHEN 'dagsorden' THEN 1 ELSE 0 END
               || (SELECT max(substr(live_deliveries.version, 1, 16)) FROM live_deliveries
                   WHERE live_deliveries.document_id = documents.id)
               || CAST(documents.id AS text) AS standing
        FROM documents
        """,
    "public_items": """
        SELECT agenda_items.*, own.meeting_id
        FROM agenda_items
        JOIN document_standings AS own ON own.document_id = agenda_items.document_id
        WHERE own.standing IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM agenda_items AS other
            JOIN document_standings AS theirs ON theirs.document_id = other.document_id
            WHERE other.meeting_item_id = agenda_items.meeting_item_id
              AND other.document_id <> agenda_items.document_id
              AND theirs.standing > own.standing)
        """,
    # A correction may be of one item alone: the meeting's list is then that of the minutes.
    "meeting_speakers": """
        SELECT document_standings.meeting_id, document_standings.document_id,
               CASE WHEN documents.kind IN ('correction', 'referat') AND EXISTS (
                   SELECT 1 FROM attendances
                   WHERE attendances.document_id = documents.id AND attendances.agenda_item_id IS NULL)
               THEN 1 ELSE 0 END || document_standings.standing AS standing
        FROM document_standings JOIN documents ON documents.id = document_standings.document_id
        """,
    "public_meetings": """
        SELECT meetings.id, meetings.municipality_code, meetings.body_id, meetings.date, meetings.sitting,
               documents.id AS document_id, documents.kind, documents.body, documents.body_name,
               documents.start_time, documents.end_time, documents.venue
        FROM meetings
        JOIN meeting_speakers AS own ON own.meeting_id = meetings.id
        JOIN documents ON documents.id = own.document_id
        WHERE own.standing IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM meeting_speakers AS theirs
            WHERE theirs.meeting_id = meetings.id AND theirs.standing > own.standing)
        """,
}

_DOCUMENTS: Final = sa.table("documents", sa.column("id", sa.Uuid), sa.column("meeting_id", sa.Uuid), sa.column("kind"))
_ITEMS: Final = sa.table(
    "agenda_items",
    sa.column("id", sa.Uuid),
    sa.column("document_id", sa.Uuid),
    sa.column("position"),
    sa.column("number"),
    sa.column("title"),
    sa.column("closed", sa.Boolean),
    sa.column("meeting_item_id", sa.Uuid),
)
_AT_ONCE: Final = 500  # documents


def upgrade() -> None:
    """Name the item of the meeting that every agenda item is, and create the views."""
    op.add_column("agenda_items", sa.Column("meeting_item_id", sa.Uuid))
    _name_items(op.get_bind())
    op.create_index(None, "agenda_items", ["meeting_item_id"])
    for name, query in _VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def downgrade() -> None:
    """Drop the views and the column; the results have all that it was computed from."""
    for name in reversed(_VIEWS):
        op.execute(f"DROP VIEW {name}")
    op.drop_index("ix_agenda_items_meeting_item_id", "agenda_items")
    op.drop_column("agenda_items", "meeting_item_id")


def _name_items(connection: sa.Connection) -> None:
    naming = (
        sa.update(_ITEMS)
        .where(_ITEMS.c.id == sa.bindparam("item"))
        .values(meeting_item_id=sa.bindparam("named", type_=sa.Uuid))
    )
    for documents in connection.execute(sa.select(_DOCUMENTS)).partitions(_AT_ONCE):
        of = {document.id: document for document in documents}
        found = connection.execute(
            sa.select(_ITEMS).where(_ITEMS.c.document_id.in_(of)).order_by(_ITEMS.c.document_id, _ITEMS.c.position)
        )
        if names := [
            name for key, items in groupby(found, lambda item: item.document_id) for name in _names(of[key], items)
        ]:
            connection.execute(naming, names)


def _names(document: sa.Row[Any], items: Any) -> Iterator[dict[str, Any]]:
    listed = list(items)
    for item, key in zip(listed, meeting_item_keys(document.meeting_id, document.kind, listed), strict=True):
        yield {"item": item.id, "named": key}
