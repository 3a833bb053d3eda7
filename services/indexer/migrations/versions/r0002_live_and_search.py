"""What is public now, as views, and the full-text search over it."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_VIEWS = {
    # The store's clock alone decides, whatever came of it: the newest version supersedes the others.
    "newest_deliveries": """
        SELECT deliveries.* FROM deliveries
        WHERE NOT EXISTS (
            SELECT 1 FROM deliveries AS newer
            WHERE newer.prefix = deliveries.prefix AND newer.name = deliveries.name
              AND newer.version > deliveries.version)
        """,
    "live_deliveries": "SELECT * FROM newest_deliveries WHERE outcome = 'parsed'",
    # One document may have come under several names: it lives while one of them does.
    "live_documents": """
        SELECT documents.* FROM documents
        WHERE EXISTS (SELECT 1 FROM live_deliveries WHERE live_deliveries.document_id = documents.id)
        """,
}

# 200,000 characters: a tsvector holds 1 MB, and a longer text must not make its document unstorable.
# The separators stand between words to us; PostgreSQL's parser would make one host, path or tag of them.
_SEPARATORS = r"-/._@:+\&=<>~"
_PLAIN = f"translate(left({{column}}, 200000), '{_SEPARATORS}', '{' ' * len(_SEPARATORS)}')"
_SEARCHED = (("agenda_items", "title"), ("sections", "text"))
_PASSAGES = """
    CREATE VIEW passages AS
    SELECT id AS agenda_item_id, NULL::uuid AS section_id, document_id, position,
           title AS text, {title} AS plain, search
    FROM agenda_items
    UNION ALL
    SELECT agenda_items.id, sections.id, document_id, agenda_items.position, text, {text}, sections.search
    FROM sections JOIN agenda_items ON agenda_items.id = sections.agenda_item_id
    """


def upgrade() -> None:
    """Create the views, and the search that the database has."""
    for name, query in _VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")
    if op.get_context().dialect.name == "sqlite":
        # No diacritics are removed: å is no a.
        op.execute(
            "CREATE VIRTUAL TABLE passages USING fts5(text, agenda_item_id UNINDEXED, section_id UNINDEXED, "
            "tokenize = 'unicode61 remove_diacritics 0')"
        )
        return
    for table, column in _SEARCHED:
        plain = _PLAIN.format(column=column)
        _execute(
            f"ALTER TABLE {table} ADD COLUMN search tsvector "
            f"GENERATED ALWAYS AS (to_tsvector('danish'::regconfig, {plain})) STORED"
        )
        op.execute(f"CREATE INDEX ix_{table}_search ON {table} USING gin (search)")
    _execute(_PASSAGES.format(title=_PLAIN.format(column="title"), text=_PLAIN.format(column="text")))


def _execute(statement: str) -> None:
    # A colon would begin a parameter.
    op.execute(statement.replace(":", r"\:"))


def downgrade() -> None:
    """Drop the search and the views."""
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE passages")
    else:
        op.execute("DROP VIEW passages")
        for table, _ in _SEARCHED:
            op.execute(f"ALTER TABLE {table} DROP COLUMN search")
    for name in reversed(_VIEWS):
        op.execute(f"DROP VIEW {name}")
