"""Faults: the database refuses, goes away or is asked by many, and no result is torn or doubled."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from services.indexer.database import open_engine, reading
from services.indexer.errors import DatabaseUnavailableError
from services.indexer.report import totals
from services.indexer.repository import Repository
from services.indexer.rows import rows
from shared.errors import ContractError, SettingsError, SurroundingsError
from tests.integration.indexer.dumping import dump
from tests.integration.indexer.indexing import index
from tests.unit.indexer.building import delivery, key_of, parsed

_KILL = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def _together(*tasks: Callable[[], object]) -> list[Exception]:
    """Run tasks side by side and give what they raised."""
    raised: list[Exception] = []
    barrier = threading.Barrier(len(tasks))

    def run(task: Callable[[], object]) -> None:
        barrier.wait()
        try:
            task()
        except (SurroundingsError, ContractError) as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_processes_that_index_the_same_write_it_once(url: str) -> None:
    """A2: four at once, each with connections of its own, leave what one would leave."""
    engines = [open_engine(url) for _ in range(4)]
    raised = _together(*[partial(index, Repository(engine), parsed()) for engine in engines])
    found = dump(engines[0])
    alone = Repository(engines[0])
    alone.reset()
    index(alone, parsed())

    assert raised == []
    assert found == dump(engines[0])
    for engine in engines:
        engine.dispose()


def test_processes_that_share_a_meeting_do_not_lose_it(url: str) -> None:
    """A meeting is taken out by its last document only, also while another one arrives."""
    engines = [open_engine(url) for _ in range(2)]
    repository = Repository(engines[0])
    one, other = delivery("a.pdf", sha256="a" * 64), delivery("b.pdf", sha256="b" * 64)
    for number in range(6):
        etag = f"e{number}"
        moved = parsed(one, day=("2026-11-17", "2026-11-18")[number % 2])
        back = parsed(other, day=("2026-11-18", "2026-11-17")[number % 2])
        raised = _together(
            partial(index, Repository(engines[0]), moved, etag=etag),
            partial(index, Repository(engines[1]), back, etag=etag),
        )

        assert raised == []
    found = dump(engines[0])
    repository.reset()
    index(repository, moved, etag=etag)
    index(repository, back, etag=etag)

    assert found == dump(engines[0])
    for engine in engines:
        engine.dispose()


def test_a_failure_half_way_leaves_nothing_torn(repository: Repository, engine: Engine) -> None:
    """Either all rows of a result stand or none, and the next attempt is as the first. Scenario D7."""
    index(repository, parsed(titles=("Før",)))
    before = dump(engine)
    broken = dict(rows(parsed(titles=("Efter",)), key_of(parsed()), "e2"))
    broken["warnings"] = [row | {"detail": None} for row in broken["warnings"]]
    with pytest.raises(ContractError):
        repository.index(broken)

    assert dump(engine) == before
    assert index(repository, parsed(titles=("Efter",)), etag="e2")


@pytest.mark.server
def test_a_killed_connection_is_replaced(fresh_postgres_url: str) -> None:
    """A session that the server ends, idle or at work, costs at most one attempt. Scenario D2."""
    other = open_engine(fresh_postgres_url)

    def kill() -> None:
        with other.connect() as connection:
            connection.execute(_KILL)

    def kill_at_work(engine: Engine) -> None:
        with reading(engine) as connection:
            kill()
            connection.execute(text("SELECT 1"))

    with Repository.opened(fresh_postgres_url) as repository:
        index(repository, parsed())
        kill()
        idle = totals(repository.engine)
        with pytest.raises(DatabaseUnavailableError):
            kill_at_work(repository.engine)

        assert idle.documents == 1
        assert totals(repository.engine).documents == 1
    other.dispose()


def test_a_server_that_is_not_there_is_waited_for(tmp_path: Path) -> None:
    """W8: no server, no folder, or a locked file are faults of the surroundings."""
    for url in (f"postgresql://nobody@/none?host={tmp_path}", f"sqlite:///{tmp_path}/none/referat.db"):
        with pytest.raises(DatabaseUnavailableError), Repository.opened(url):
            pass


@pytest.mark.parametrize("url", ["mysql://host/name", "referat.db", ""])
def test_another_kind_of_database_is_a_setting_to_correct(url: str) -> None:
    """What is neither SQLite nor PostgreSQL is refused before anything runs."""
    with pytest.raises(SettingsError, match="sqlite:///"):
        open_engine(url)


def test_a_failure_says_no_text_of_the_document(repository: Repository) -> None:
    """I9: the driver's own sentence quotes what was written; ours does not."""
    broken = dict(rows(parsed(), key_of(parsed()), "e1"))
    broken["warnings"] = [row | {"code": None, "detail": "hemmeligt"} for row in broken["warnings"]]
    with pytest.raises(ContractError) as caught:
        repository.index(broken)

    assert "hemmeligt" not in str(caught.value)
