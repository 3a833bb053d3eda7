"""Bring a database to the newest schema, whatever it has now."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from services.indexer.database import lock, writing
from services.indexer.errors import DatabaseUnavailableError

# IF NOT EXISTS is no protection between two processes: the lock is.
_LOCK = "referat: migrate"


def migrate(engine: Engine) -> None:
    """Apply every migration that is missing, in one transaction; two at once wait for each other.

    Raises DatabaseUnavailableError.
    """
    config = _config()
    with writing(engine) as connection:
        lock(connection, _LOCK)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def newest() -> str:
    """Name the newest schema that this release knows."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def must_be_newest(connection: Connection) -> None:
    """Raise DatabaseUnavailableError, with the cure, unless the database has the newest schema."""
    stands, needed = MigrationContext.configure(connection).get_current_revision(), newest()
    if stands != needed:
        cure = "run: python -m services.indexer migrate"
        raise DatabaseUnavailableError(f"the schema is {stands or 'not there'}, {needed} is needed; {cure}")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "services.indexer:migrations")
    config.set_main_option("path_separator", "os")
    return config
