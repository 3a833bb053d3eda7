"""Real databases: an SQLite file and a PostgreSQL server, each test with a fresh one of the newest schema."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from services.indexer.database import open_engine
from services.indexer.migrating import migrate
from services.indexer.repository import Repository
from tests.integration.indexer import postgres

_NUMBERS = count()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file, for every test to copy."""
    file = tmp_path_factory.mktemp("template") / "referat.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Start PostgreSQL: without it, skip on a developer's machine and fail where nothing may be skipped."""
    with ExitStack() as closing:
        try:
            url = closing.enter_context(postgres.running())
        except postgres.CannotStartError as error:
            if os.environ.get("CI"):
                pytest.fail(f"PostgreSQL could not be started: {error}")
            pytest.skip(f"PostgreSQL could not be started: {error}")
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """Migrate one PostgreSQL database, for every test to copy."""
    _create_database(postgres_url, "template", "template1")
    engine = open_engine(postgres_url.format(database="template"))
    migrate(engine)
    engine.dispose()
    return "template"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give the URL of a fresh SQLite file."""
    file = tmp_path / "referat.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def fresh_postgres_url(postgres_url: str, postgres_template: str) -> str:
    """Give the URL of a fresh PostgreSQL database."""
    name = f"test{next(_NUMBERS)}"
    _create_database(postgres_url, name, postgres_template)
    return postgres_url.format(database=name)


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


def _create_database(server: str, name: str, template: str) -> None:
    engine = open_engine(server.format(database="postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    engine.dispose()
