"""Migrations: from nothing to the tables that the code speaks of, and back."""

import threading
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from services.indexer.database import open_engine, writing
from services.indexer.migrating import migrate
from services.indexer.repository import Repository
from services.indexer.tables import metadata
from tests.integration.indexer.dumping import dump
from tests.integration.indexer.indexing import index
from tests.integration.indexer.meetings import document, heading, public
from tests.unit.indexer.building import parsed


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
    _downgrade(engine, "base")

    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert inspect(engine).get_view_names() == []


def test_rows_of_an_older_schema_get_the_public_view(
    repository: Repository, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that was filled before is after the migration as if it had been filled now, however large it is."""
    monkeypatch.setattr("services.indexer.migrations.versions.r0003_public_view._AT_ONCE", 2)
    index(repository, parsed())
    for number in range(4):
        items = [heading("1", "Budget"), heading("1", "Forlig"), heading(None, f"Vej {number}"), heading(None)]
        index(repository, document(f"{number}.pdf", "supplement" if number % 2 else "referat", *items, clock=number))
    rows, shown = dump(engine), public(engine)
    _downgrade(engine, "0002")
    assert "public_items" not in inspect(engine).get_view_names()
    migrate(engine)

    assert (dump(engine), public(engine)) == (rows, shown)
    assert len([row for row in rows["agenda_items"] if row["meeting_item_id"]]) == 14


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


def _downgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "services.indexer:migrations")
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def _is_compared(_thing: Any, name: str | None, *_more: Any) -> bool:
    """Leave the full-text search out: each database has its own."""
    return not (name or "").startswith("passages") and not (name or "").endswith("search")
