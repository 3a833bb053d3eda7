"""Migrations: from nothing to the tables that the code speaks of, and back."""

import threading
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from services.indexer.database import open_engine, writing
from services.indexer.migrating import migrate
from services.indexer.tables import metadata


def test_the_migrations_make_exactly_the_tables_of_the_code(engine: Engine) -> None:
    """No column, constraint or index differs between the migrations and the tables."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _is_compared})
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_a_second_migration_changes_nothing(engine: Engine) -> None:
    """A database of the newest schema stays as it is."""
    before = sorted(inspect(engine).get_table_names())
    migrate(engine)

    assert sorted(inspect(engine).get_table_names()) == before


def test_the_way_back_leaves_nothing(engine: Engine) -> None:
    """Every migration can be undone."""
    config = Config()
    config.set_main_option("script_location", "services.indexer:migrations")
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert inspect(engine).get_view_names() == []


def test_two_processes_may_migrate_at_once(tmp_path: Path) -> None:
    """The second waits for the first and finds its work done."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    engines = [open_engine(url), open_engine(url)]
    threads = [threading.Thread(target=migrate, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = inspect(engines[0]).get_table_names()
    for engine in engines:
        engine.dispose()

    assert set(metadata.tables) <= set(names)


def _is_compared(_thing: Any, name: str | None, *_more: Any) -> bool:
    """Leave the full-text search out: each database has its own."""
    return not (name or "").startswith("passages") and not (name or "").endswith("search")
