"""Bring a database to the newest schema, whatever it has now, also where it has been dropped."""

import logging

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from services.indexer.database import lock, make_if_missing, reading, writing
from services.indexer.errors import DatabaseUnavailableError
from services.indexer.rights import grant

_log = logging.getLogger(__name__)

# IF NOT EXISTS is no protection between two processes: the lock is.
_LOCK = "referat: migrate"


def migrate(engine: Engine) -> None:
    """Apply every migration that is missing, in one transaction, and give the roles their rights.

    Two at once wait for each other. Raises DatabaseUnavailableError, also for a schema of a newer release.
    """
    config = _config()
    with writing(engine) as connection:
        lock(connection, _LOCK)
        stood = _revision(connection)
        _must_be_known(stood)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS public")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        grant(connection)
    if stood != newest():
        _log.info("migrated", extra={"from": stood, "to": newest()})


def ensure(engine: Engine) -> None:
    """Make the newest schema where it does not stand, and the database first if it is gone; else only ask.

    The items fill it again. Raises DatabaseUnavailableError.
    """
    try:
        with reading(engine) as connection:
            must_be_newest(connection)
    except DatabaseUnavailableError:
        make_if_missing(engine)
        migrate(engine)


def newest() -> str:
    """Name the newest schema that this release knows."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def must_be_newest(connection: Connection) -> None:
    """Raise DatabaseUnavailableError, with the cure, unless the database has the newest schema."""
    stands, needed = _revision(connection), newest()
    if stands != needed:
        cure = "run: python -m services.indexer migrate"
        raise DatabaseUnavailableError(f"the schema is {stands or 'not there'}, {needed} is needed; {cure}")


def _must_be_known(revision: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision not in {None, *known}:
        cure = "run the newer release, or drop the schema: it is made again, and filled from the items"
        raise DatabaseUnavailableError(f"the schema is {revision}, of a newer release than this; {cure}")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "services.indexer:migrations")
    config.set_main_option("path_separator", "os")
    return config
