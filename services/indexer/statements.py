"""The few statements that SQLite and PostgreSQL share and SQLAlchemy spells apart."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite


def put(connection: Connection, table: Table[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or replace those that stand under the same primary key."""
    if rows:
        connection.execute(_replacing(connection.dialect.name, table, frozenset(rows[0])), rows)


def put_if_absent(connection: Connection, table: Table[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose primary key is not there yet."""
    if rows:
        connection.execute(_adding(connection.dialect.name, table), rows)


# Built once for each table: to build one copies all of its columns, which was a fifth of what indexing costs.
@cache
def _replacing(dialect: str, table: Table[Any], names: frozenset[str]) -> Executable:
    statement = _insert(dialect, table)
    primary = [*table.primary_key]
    others = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if not column.primary_key and column.name in names
    }
    return statement.on_conflict_do_update(index_elements=primary, set_=others)


@cache
def _adding(dialect: str, table: Table[Any]) -> Executable:
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=[*table.primary_key])


def _insert(dialect: str, table: Table[Any]) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
