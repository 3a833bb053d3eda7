"""All that stands in a database, as plain values that can be compared."""

from typing import Any

from sqlalchemy import Engine, select

from services.indexer.database import reading
from services.indexer.tables import metadata

Dump = dict[str, list[dict[str, Any]]]


def dump(engine: Engine) -> Dump:
    """Read every table, sorted by primary key: two equal dumps are two equal databases."""
    with reading(engine) as connection:
        return {
            table.name: sorted(
                (dict(row) for row in connection.execute(select(table)).mappings()),
                key=lambda row: str(row.get("id", row.get("code"))),
            )
            for table in metadata.sorted_tables
        }
