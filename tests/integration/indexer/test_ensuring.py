"""A schema or a whole database that somebody drops is made again, by its owner alone, with the rights of all others."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from deploy.stack.servers.postgres import PostgresServer
from services.indexer.database import open_engine
from services.indexer.errors import DatabaseUnavailableError
from services.indexer.migrating import newest
from services.indexer.repository import Repository
from tests.integration.indexer.indexing import index
from tests.integration.processes.running import launched
from tests.integration.queue.waiting import until
from tests.unit.indexer.building import parsed

pytestmark = pytest.mark.server


@pytest.fixture
def name(postgres: PostgresServer, postgres_template: str) -> str:
    """Make a database of the newest schema, and name it."""
    return postgres.new_database(postgres_template)


@pytest.fixture
def owner(postgres: PostgresServer, name: str) -> Iterator[Repository]:
    """Open it as whoever may make tables."""
    with closing(Repository(open_engine(postgres.url(database=name)))) as repository:
        yield repository


@pytest.fixture
def indexer(postgres: PostgresServer, name: str) -> Iterator[Repository]:
    """Open it as whoever only writes rows."""
    with closing(Repository(open_engine(postgres.url("indexer", name)))) as repository:
        yield repository


def drop_schema(postgres: PostgresServer, name: str) -> None:
    """Drop all tables, with whatever rights there were."""
    with postgres.connect(database=name) as connection:
        connection.execute("DROP SCHEMA public CASCADE")


def drop_database(postgres: PostgresServer, name: str) -> None:
    """Drop the database under the hands of those who are connected."""
    with postgres.connect(database="postgres") as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("drop", [drop_schema, drop_database])
def test_what_was_dropped_is_made_again(
    postgres: PostgresServer, name: str, owner: Repository, indexer: Repository, drop: Callable[..., None]
) -> None:
    """Who writes rows finds the database away, and then as it must be; who may only read still may only read."""
    index(indexer, parsed())
    drop(postgres, name)
    with pytest.raises(DatabaseUnavailableError):
        index(indexer, parsed())

    owner.ensure()
    owner.ensure()

    assert index(indexer, parsed())
    with postgres.connect("reader", name) as connection:
        assert connection.execute("SELECT count(*) FROM live_documents").fetchall() == [(1,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM documents")


def test_an_indexer_makes_no_schema(postgres: PostgresServer, name: str, indexer: Repository) -> None:
    """Whoever only writes rows can't make what is missing, and nothing is left half made."""
    drop_schema(postgres, name)
    with pytest.raises(DatabaseUnavailableError):
        indexer.ensure()
    drop_database(postgres, name)
    with pytest.raises(DatabaseUnavailableError):
        indexer.ensure()


def test_a_schema_of_a_newer_release_is_left_alone(postgres: PostgresServer, name: str, owner: Repository) -> None:
    """An older release neither breaks it nor works on it, and says what to do."""
    with postgres.connect(database=name) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnavailableError, match="9999, of a newer release than this; run the newer release, or"):
        owner.ensure()


def test_the_process_that_stays_makes_it_again(postgres: PostgresServer, tmp_path: Path) -> None:
    """It makes the schema at its start, and again when everything is gone, and ends when it is told to."""
    name = postgres.new_database()
    with launched("migrate", postgres.environ("referat", name), tmp_path) as process:
        until(process.is_usable, seconds=30)
        drop_database(postgres, name)
        until(lambda: _revision(postgres, name) == newest(), seconds=30)
        process.terminate()

        assert process.wait(10) == 0
    assert [line["to"] for line in process.lines() if line["event"] == "migrated"] == [newest()] * 2


def _revision(postgres: PostgresServer, name: str) -> str | None:
    try:
        with postgres.connect(database=name) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.Error:
        return None
    return str(row[0]) if row else None
