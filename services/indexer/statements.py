"""The few statements that SQLite and PostgreSQL share and SQLAlchemy spells apart."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def put(connection: Connection, table: Table[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or replace those that stand under the same primary key."""
    if rows:
        statement = _insert(connection, table)
        primary = [*table.primary_key]
        others = {
            column.name: statement.excluded[column.name]
            for column in table.columns
            if not column.primary_key and column.name in rows[0]
        }
        connection.execute(statement.on_conflict_do_update(index_elements=primary, set_=others), rows)


def put_if_absent(connection: Connection, table: Table[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose primary key is not there yet."""
    if rows:
        primary = [*table.primary_key]
        statement = _insert(connection, table).on_conflict_do_nothing(index_elements=primary)
        connection.execute(statement, rows)


def _insert(connection: Connection, table: Table[Any]) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
