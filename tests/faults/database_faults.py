"""What can be done to the database of a running system, beside ``faults.py``; each is over when its call returns.

Where something must be put right afterwards, the system does that by itself.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import psycopg

from deploy.stack.servers.postgres import DATABASE
from deploy.stack.stack import Stack
from tests.faults.faults import Condition, Fault
from tests.faults.seeing import done
from tests.processes import descendants, send

_AWHILE_SECONDS = 3.0
_BETWEEN_SECONDS = 0.001
_ENOUGH_SECONDS = 60.0  # for what the system does within a few
_TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
_AT_WORK = " AND backend_xid IS NOT NULL"  # has begun to write
_REFUSE = """
    CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
    CREATE CONSTRAINT TRIGGER refuse AFTER INSERT OR UPDATE OF etag ON deliveries
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()
"""


def database_faults() -> list[Fault]:
    """Name every one of them."""
    return [
        Fault(name="restart of the database", strike=lambda stack: stack.database.restart()),
        Fault(name="pg_terminate_backend of every session", strike=end_sessions),
        Fault(name="a database that takes no writes", strike=partial(_during, refusing_writes)),
        Fault(name="a database whose COMMIT fails", strike=partial(_during, refusing_commits)),
        Fault(name="a table that somebody has locked", strike=partial(_during, locking)),
        Fault(name="a database without connections to spare", strike=partial(_during, sparing_connections)),
        Fault(name="SIGSTOP of the database", strike=freeze_database),
        Fault(name="DROP SCHEMA", strike=drop_schema),
        Fault(name="DROP DATABASE", strike=drop_database),
    ]


def end_sessions(stack: Stack) -> None:
    """End every session, at least one of them within a transaction if there is one soon.

    Who loses a session that is idle opens another one, and nobody is any the wiser.
    """
    deadline = time.monotonic() + _AWHILE_SECONDS
    with stack.database.connect() as connection:
        while not connection.execute(_TERMINATE + _AT_WORK, (DATABASE,)).rowcount and time.monotonic() < deadline:
            time.sleep(_BETWEEN_SECONDS)
        connection.execute(_TERMINATE, (DATABASE,))


@contextmanager
def refusing_writes(stack: Stack) -> Iterator[None]:
    """Let the server take no writes for a block."""
    with stack.database.connect() as connection:
        connection.execute("SET default_transaction_read_only = off")  # for this one, which must undo it
        set_read_only(connection, "on")
        try:
            yield
        finally:
            set_read_only(connection, "off")


def set_read_only(connection: psycopg.Connection, value: str) -> None:
    """Let a whole server take writes, or not."""
    connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {value}")
    connection.execute("SELECT pg_reload_conf()")


@contextmanager
def refusing_commits(stack: Stack) -> Iterator[None]:
    """Let every COMMIT of a delivery fail for a block."""
    with stack.database.connect() as connection, failing_commits(connection):
        yield


@contextmanager
def failing_commits(connection: psycopg.Connection) -> Iterator[None]:
    """Let every COMMIT of a delivery fail for a block, in the database that this one is connected to."""
    connection.execute(_REFUSE)
    try:
        yield
    finally:
        connection.execute("DROP TRIGGER refuse ON deliveries")


@contextmanager
def locking(stack: Stack) -> Iterator[None]:
    """Lock what everybody writes to for a block, as a session does that was forgotten."""
    with stack.database.connect() as connection, connection.transaction():
        connection.execute("LOCK TABLE deliveries")
        yield


@contextmanager
def sparing_connections(stack: Stack) -> Iterator[None]:
    """Let no role of the system have a connection more for a block, and none that it has."""
    with stack.database.connect() as connection:
        _limit(connection, 0)
        connection.execute(_TERMINATE, (DATABASE,))
        try:
            yield
        finally:
            _limit(connection, -1)


def freeze_database(stack: Stack) -> None:
    """Stop every process of the server without ending it: connections stand, and nothing comes through them."""
    frozen = [stack.database.pid, *descendants(stack.database.pid)]
    try:
        send(frozen, signal.SIGSTOP)
        time.sleep(_AWHILE_SECONDS)
    finally:
        send(frozen, signal.SIGCONT)


def drop_schema(stack: Stack) -> None:
    """Drop all tables, with everybody's rights, and wait for the system to make them again."""
    with stack.database.connect() as connection:
        connection.execute("SET deadlock_timeout = '60s'")  # whoever works is the one to give way
        connection.execute("DROP SCHEMA public CASCADE")
    _wait_for_tables(stack)


def drop_database(stack: Stack) -> None:
    """Drop the database under the hands of everybody, and wait for the system to make it again."""
    with stack.database.connect(database="postgres") as connection:
        connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    _wait_for_tables(stack)


def _during(condition: Condition, stack: Stack) -> None:
    with condition(stack):
        time.sleep(_AWHILE_SECONDS)


def _limit(connection: psycopg.Connection, most: int) -> None:
    for role in ("indexer", "scheduler"):
        connection.execute(f"ALTER ROLE {role} CONNECTION LIMIT {most}")


def _wait_for_tables(stack: Stack) -> None:
    deadline = time.monotonic() + _ENOUGH_SECONDS
    while done(stack) is None:
        assert time.monotonic() < deadline, "nobody has made the tables again"
        time.sleep(0.1)
