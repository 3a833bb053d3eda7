"""What fault tests share: whom they tell of each injection, and the small system of the oracle's own tests."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from pathlib import Path

import pytest

from services.indexer.database import open_engine
from services.indexer.repository import Repository
from tests.faults.injections import Injected, Injection, scenarios, table
from tests.faults.small_system import FILES, Memory, System

_TOLD = pytest.StashKey[list[Injection]]()


@pytest.fixture
def injected(request: pytest.FixtureRequest) -> Injected:
    """Let a test tell of each injection for the table at the end of the run."""
    own = getattr(request.function, "__doc__", None) or ""
    ids = " ".join(dict.fromkeys(scenarios(own) or scenarios(request.module.__doc__ or "")))
    told = request.config.stash.setdefault(_TOLD, [])

    def tell(what: str, seconds: float) -> None:
        told.append(Injection(test=request.node.nodeid, scenarios=ids, what=what, seconds=seconds))

    return tell


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show what was injected, and what of that was survived."""
    if told := config.stash.get(_TOLD, []):
        passed = {report.nodeid for report in terminalreporter.stats.get("passed", ())}
        terminalreporter.section("injected and survived")
        terminalreporter.write("\n".join([*table(told, passed), ""]))


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
