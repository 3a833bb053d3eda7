"""Real databases: an SQLite file and a PostgreSQL server, each test with a fresh one of the newest schema."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from deploy.stack.servers.postgres import PostgresServer
from services.indexer.database import open_engine
from services.indexer.migrating import migrate
from services.indexer.repository import Repository


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file, for every test to copy."""
    file = tmp_path_factory.mktemp("template") / "referat.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """Migrate one PostgreSQL database, for every test to copy."""
    name = postgres.new_database()
    engine = open_engine(postgres.url(database=name))
    migrate(engine)
    engine.dispose()
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give the URL of a fresh SQLite file."""
    file = tmp_path / "referat.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def fresh_postgres_url(postgres: PostgresServer, postgres_template: str) -> str:
    """Give the URL of a fresh PostgreSQL database, with the owner's password in it."""
    return postgres.url(database=postgres.new_database(postgres_template))


@pytest.fixture(params=["sqlite_url", pytest.param("fresh_postgres_url", marks=pytest.mark.server)])
def url(request: pytest.FixtureRequest) -> str:
    """Run a test once for each kind of database."""
    chosen: str = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """Open the database, and leave no connection behind."""
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def repository(engine: Engine) -> Repository:
    """Make the repository over it."""
    return Repository(engine)
