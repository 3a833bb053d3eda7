"""Scenes, each with a database of its own."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path

import pytest

from services.indexer.database import open_engine
from services.indexer.repository import Repository
from tests.integration.erasing.scene import Scene


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty database once, for every scene to copy."""
    file = tmp_path_factory.mktemp("empty") / "referat.db"
    with Repository.opened(f"sqlite:///{file}"):
        return file


@pytest.fixture
def make_scene(empty_database: Path, tmp_path: Path) -> Iterator[Callable[[], Scene]]:
    """Offer as many scenes as a test wants."""
    number = count()
    with ExitStack() as stack:

        def make() -> Scene:
            file = shutil.copy(empty_database, tmp_path / f"{next(number)}.db")
            return Scene(stack.enter_context(closing(Repository(open_engine(f"sqlite:///{file}")))))

        yield make


@pytest.fixture
def scene(make_scene: Callable[[], Scene]) -> Scene:
    """Make one scene."""
    return make_scene()
