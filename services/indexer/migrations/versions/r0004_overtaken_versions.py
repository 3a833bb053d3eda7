"""The newest version of a name is one without a tombstone, where two were written within a second."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NEWEST = """
    SELECT deliveries.* FROM deliveries
    WHERE NOT EXISTS (
        SELECT 1 FROM deliveries AS newer
        WHERE newer.prefix = deliveries.prefix AND newer.name = deliveries.name AND {is_newer})
    """
_BY_VERSION = "newer.version > deliveries.version"
_DEAD = ("deliveries.outcome IN ('withdrawn', 'erased')", "newer.outcome IN ('withdrawn', 'erased')")
# The store's clock orders versions, in whole seconds: 16 characters. Of those within one, what the keeper has found
# to be overwritten has a tombstone.
_BY_VERSION_AND_LIFE = f"""
    CASE WHEN ({_DEAD[0]}) = ({_DEAD[1]}) THEN {_BY_VERSION}
         WHEN substr(newer.version, 1, 16) = substr(deliveries.version, 1, 16) THEN {_DEAD[0]}
         ELSE {_BY_VERSION} END
    """


def upgrade() -> None:
    """Let tombstones stand below what was written in the same second."""
    _replace(_NEWEST.format(is_newer=_BY_VERSION_AND_LIFE))


def downgrade() -> None:
    """Let the version alone decide."""
    _replace(_NEWEST.format(is_newer=_BY_VERSION))


def _replace(query: str) -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP VIEW newest_deliveries")
        op.execute(f"CREATE VIEW newest_deliveries AS {query}")
    else:
        op.execute(f"CREATE OR REPLACE VIEW newest_deliveries AS {query}")
