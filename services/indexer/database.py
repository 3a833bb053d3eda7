"""The database as this room uses it: one engine for SQLite or PostgreSQL, and two ways to talk to it."""

import contextlib
import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, exc, make_url, text

from services.indexer.errors import DatabaseUnavailableError
from services.indexer.patience import CONNECT_SECONDS, be_impatient
from shared.errors import ContractError, SettingsError

_log = logging.getLogger(__name__)

SQLITE_BUSY_SECONDS: Final = 30.0  # another process writes one document in milliseconds, a rebuild in many
ANSWER_SECONDS: Final = 60.0  # a document takes milliseconds, what stands of a municipality a second
MOST_CONNECTIONS: Final = 64  # one for each thread that an indexer may have; opened when needed
_CONNECTING: Final = {"connect_timeout": CONNECT_SECONDS, "keepalives_idle": 30}
_ALWAYS_THERE: Final = "postgres"  # the database that initdb makes for those who have none to ask in
_BEGIN: Final = "referat_begin"

_UNFIT: Final = (exc.DataError, exc.IntegrityError, OverflowError)
# All else is nobody's document: no server, no right, no schema yet, a trigger that refuses, an exhausted pool.
_UNAVAILABLE: Final = (exc.DBAPIError, exc.TimeoutError)


def open_engine(url: str, password: str = "", *, patience_seconds: float = ANSWER_SECONDS) -> Engine:
    """Make the engine for ``sqlite:///FILE`` or ``postgresql://...``; connects only when used.

    A PostgreSQL server that takes longer than ``patience_seconds`` to answer counts as away. Raises SettingsError for
    another kind of URL.
    """
    try:
        address = make_url(url)
        kind = address.get_backend_name()
    except exc.ArgumentError as error:
        raise SettingsError("the database URL is none; write sqlite:///FILE or postgresql://...") from error
    # Readable æøå for whoever opens the file by hand.
    spell = partial(json.dumps, ensure_ascii=False)
    if kind == "sqlite":
        waiting = {"timeout": SQLITE_BUSY_SECONDS}
        engine = create_engine(url, json_serializer=spell, connect_args=waiting)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if kind == "postgresql":
        # pre_ping: a connection that the server closed while it lay in the pool is replaced unnoticed.
        engine = create_engine(
            address.set(password=password) if password else address,
            json_serializer=spell,
            pool_pre_ping=True,
            pool_size=MOST_CONNECTIONS,
            connect_args=_CONNECTING,
        )
        be_impatient(engine, patience_seconds)
        return engine
    raise SettingsError(f"no database of kind {kind!r}; write sqlite:///FILE or postgresql://...")


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Read one consistent state, whatever is written meanwhile. Raises DatabaseUnavailableError."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with _translated(), engine.connect() as connection, connection.begin():
        yield connection


@contextlib.contextmanager
def asking(engine: Engine) -> Iterator[Connection]:
    """Run one statement that stands alone; PostgreSQL needs no transaction around it: two round trips fewer.

    Raises DatabaseUnavailableError.
    """
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    with _translated(), engine.begin() as connection:
        yield connection


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Write all or nothing.

    Raises DatabaseUnavailableError, and ContractError for a value that no column can hold.
    """
    # IMMEDIATE: two readers that both go on to write would deadlock, and SQLite fails one of them at once.
    with _translated(), engine.execution_options(**{_BEGIN: "IMMEDIATE"}).begin() as connection:
        yield connection


def scrub(engine: Engine) -> None:
    """Write an SQLite file anew without what was deleted from it, and its log as well; does nothing to PostgreSQL.

    Raises DatabaseUnavailableError, also where another process reads on for so long that the log can't be cut.
    """
    if engine.dialect.name != "sqlite":
        return
    # On the driver's own connection: neither may stand in a transaction.
    with _translated(), contextlib.closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        try:
            cursor.execute("VACUUM")
            (is_busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise DatabaseUnavailableError(type(error).__name__) from error
        if is_busy:
            raise DatabaseUnavailableError("another process reads what is to be removed; try again when it has ended")


def make_if_missing(engine: Engine) -> None:
    """Make the database of a PostgreSQL server that has none of its name any more.

    Raises DatabaseUnavailableError: the server does not answer, or the role may make no databases.
    """
    if engine.dialect.name != "postgresql":
        return
    name = str(engine.url.database)
    beside = create_engine(engine.url.set(database=_ALWAYS_THERE), connect_args=_CONNECTING, poolclass=NullPool)
    be_impatient(beside, ANSWER_SECONDS)
    with asking(beside) as connection:
        if connection.scalar(text("SELECT true FROM pg_database WHERE datname = :name"), {"name": name}):
            return
        connection.exec_driver_sql(f"CREATE DATABASE {beside.dialect.identifier_preparer.quote(name)}")
    _log.warning("made the database, which was missing", extra={"database": name})


def lock(connection: Connection, name: str) -> None:
    """Let no other process write about ``name`` until this transaction ends.

    SQLite has one writer at a time anyway. Locks are taken in one order: prefix, then municipality.
    """
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except _UNFIT as error:
        raise ContractError(f"a value that no column can hold: {_cause(error)}") from error
    except _UNAVAILABLE as error:
        raise DatabaseUnavailableError(_cause(error)) from error


def _cause(error: Exception) -> str:
    """Name the kind of failure; the driver's own sentence may quote what was being written."""
    original = getattr(error, "orig", None)
    return type(original or error).__name__


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transactions begin late and not before DDL; the begin event does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Readers and a writer side by side. It stays in the file; a process that sets it this moment is enough.
    with contextlib.suppress(sqlite3.OperationalError):
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")  # a power cut may lose the last commits: the sweep redoes them
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(_BEGIN, 'DEFERRED')}")
