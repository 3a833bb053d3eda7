"""Which passages belong to which kind of database."""

from sqlalchemy import Dialect

from services.indexer.passages.port import Passages
from services.indexer.passages.postgresql import PostgresqlPassages
from services.indexer.passages.sqlite import SqlitePassages


def passages_of(dialect: Dialect) -> Passages:
    """Choose by the engine's dialect; ``open_engine`` knows no third."""
    return SqlitePassages() if dialect.name == "sqlite" else PostgresqlPassages()
