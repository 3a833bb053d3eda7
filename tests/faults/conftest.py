"""The small system of the oracle's own tests: made once, copied for each test that breaks it."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from pathlib import Path

import pytest

from services.indexer.database import open_engine
from services.indexer.repository import Repository
from tests.faults.small_system import FILES, Memory, System


@pytest.fixture(scope="session")
def well(tmp_path_factory: pytest.TempPathFactory) -> tuple[Memory, Path]:
    """Have a small system do all its work, and give what it keeps in memory and its database."""
    database = tmp_path_factory.mktemp("well") / "referat.db"
    with Repository.opened(f"sqlite:///{database}") as repository:
        made = System(repository=repository)
        for file in FILES:
            made.put(file)
    memory = {name: getattr(made, name) for name in Memory.__dataclass_fields__}
    return Memory(**memory), database


@pytest.fixture
def system(well: tuple[Memory, Path], tmp_path: Path) -> Iterator[System]:
    """Give a copy of the small system that is well."""
    memory, database = well
    copied = shutil.copy(database, tmp_path / "referat.db")
    with closing(Repository(open_engine(f"sqlite:///{copied}"))) as repository:
        yield System(repository=repository, **vars(deepcopy(memory)))
