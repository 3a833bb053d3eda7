"""What the roles beside the owner may do: given again by every migration, since it goes with what is dropped."""

from typing import Final

from sqlalchemy import Connection, text

_RIGHTS: Final = {
    "indexer": "SELECT, INSERT, UPDATE, DELETE",
    "scheduler": "SELECT",
    "reader": "SELECT",
}
_THOSE_THERE: Final = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:names)")


def grant(connection: Connection) -> None:
    """Give the roles that there are what they need, and the public nothing: to reach a server is no right to read it.

    For the owner of the database. "Tables" are views too.
    """
    if connection.dialect.name != "postgresql":
        return
    there = sorted(connection.scalars(_THOSE_THERE, {"names": list(_RIGHTS)}))
    if not there:
        return  # an owner who is alone
    database = connection.dialect.identifier_preparer.quote(connection.scalar(text("SELECT current_database()")) or "")
    for statement in (
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {', '.join(there)}",
        f"GRANT USAGE ON SCHEMA public TO {', '.join(there)}",
        *(f"GRANT {_RIGHTS[role]} ON ALL TABLES IN SCHEMA public TO {role}" for role in there),
    ):
        connection.exec_driver_sql(statement)
