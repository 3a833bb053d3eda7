"""Bring a database to the newest schema, whatever it has now."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from services.indexer.database import lock, writing

# IF NOT EXISTS is no protection between two processes: the lock is.
_LOCK = "referat: migrate"


def migrate(engine: Engine) -> None:
    """Apply every migration that is missing, in one transaction; two at once wait for each other.

    Raises DatabaseUnavailableError.
    """
    config = Config()
    config.set_main_option("script_location", "services.indexer:migrations")
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        lock(connection, _LOCK)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
