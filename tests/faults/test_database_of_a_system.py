"""Whatever happens to the database of a running system while files arrive, it recovers and nothing is lost.

So it is when its parser becomes another one, and all of the rows are to be made anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.parser.version import PARSER_VERSION
from tests.faults.another_version import run_as
from tests.faults.database_faults import database_faults, drop_database, drop_schema
from tests.faults.dropping import files_of_run
from tests.faults.faults import Fault, crash_database
from tests.faults.injections import Injected
from tests.faults.scene import SECONDS, Scene, running_scene
from tests.faults.seeing import done
from tests.integration.queue.waiting import until

pytestmark = pytest.mark.server
FILES = 20
WITH_DATABASE = ("migrate", "indexer", "scheduler")


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Run one system for all of them."""
    with running_scene() as made:
        yield made


def test_it_is_dropped_and_filled_again(scene: Scene, injected: Injected) -> None:
    """Tables, then everything, are dropped with work under way; nobody does anything about it. Scenario D12."""
    scene.drop(scene.fresh(FILES, "tabeller"), told=True)
    drop_schema(scene.stack)
    scene.drop(scene.fresh(FILES, "alt"), told=True)
    drop_database(scene.stack)
    state = scene.recover("DROP SCHEMA, then DROP DATABASE", injected)

    assert len(state.rows["deliveries"]) == len(scene.history)


def test_a_backup_is_restored_beside_todays_buckets(scene: Scene, injected: Injected, tmp_path: Path) -> None:
    """What was delivered and replaced since yesterday is indexed again, as deploy/README.md restores. Scenario O5."""
    dump, database = tmp_path / "referat.dump", scene.stack.database
    old = scene.fresh(FILES, "i går")
    scene.drop(old, told=True)
    until(lambda: done(scene.stack) == len(scene.history), SECONDS)
    database.run("pg_dump", "--format=custom", f"--file={dump}")
    scene.drop(scene.fresh(FILES, "i dag"), told=True)
    scene.drop([replace(new, key=file.key) for new, file in zip(scene.fresh(5, ""), old, strict=False)], told=True)
    until(lambda: done(scene.stack) == len(scene.history) - 5, SECONDS)
    for name in WITH_DATABASE:
        scene.stack.services[name].stop()
    database.run("pg_restore", "--clean", "--if-exists", str(dump))
    assert done(scene.stack) == len(scene.history) - FILES - 5
    for name in WITH_DATABASE:
        scene.stack.services[name].start()
    state = scene.recover("yesterday's backup of the database", injected)

    assert len(state.rows["deliveries"]) == len(scene.history)


@pytest.mark.faults
def test_the_parser_is_upgraded_and_downgraded(scene: Scene, injected: Injected) -> None:
    """With files under way both ways, every file ends with a result of the parser that reads now. Scenario O6."""
    count, newer = files_of_run(200), str(int(PARSER_VERSION) + 1)
    for version in (newer, PARSER_VERSION):
        scene.drop(scene.fresh(count, "før"), told=True)
        run_as(scene.stack, version)
        scene.drop(scene.fresh(FILES, "efter"), told=True)
        scene.parser_version = version
        state = scene.recover(f"parser version {version}, {count} files under way", injected)

    assert {row["parser_version"] for row in state.rows["deliveries"]} == {newer, PARSER_VERSION}


@pytest.mark.faults
@pytest.mark.parametrize("fault", database_faults(), ids=lambda fault: fault.name)
def test_each_fault(scene: Scene, fault: Fault, injected: Injected) -> None:
    """One after the other, each while files arrive. Scenarios D2, D3, D9, D10, D11 and D12."""
    scene.strike(fault, FILES, "indexer", "scheduler")
    scene.recover(fault.name, injected)


@pytest.mark.faults
def test_ten_crashes_under_load(scene: Scene, injected: Injected) -> None:
    """It crashes ten times, each time with more files on the way. Scenario D1."""
    for _ in range(10):
        scene.drop(scene.fresh(FILES, "nedbrud"), told=True)
        crash_database(scene.stack)
    scene.recover("10 immediate stops of the database", injected)
