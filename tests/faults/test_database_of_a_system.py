"""Whatever happens to the database of a running system while files arrive, it recovers and nothing is lost."""

from collections.abc import Iterator

import pytest

from tests.faults.database_faults import database_faults, drop_database, drop_schema
from tests.faults.faults import Fault, crash_database
from tests.faults.injections import Injected
from tests.faults.scene import Scene, running_scene

pytestmark = pytest.mark.server
FILES = 20


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


@pytest.mark.faults
@pytest.mark.parametrize("fault", database_faults(), ids=lambda fault: fault.name)
def test_each_fault(scene: Scene, fault: Fault, injected: Injected) -> None:
    """One after the other, each while files arrive. Scenarios D2, D3, D9, D10, D11 and D12."""
    scene.drop(scene.fresh(FILES, "fejl"), told=True)
    fault.strike(scene.stack)
    scene.recover(fault.name, injected)


@pytest.mark.faults
def test_ten_crashes_under_load(scene: Scene, injected: Injected) -> None:
    """It crashes ten times, each time with more files on the way. Scenario D1."""
    for _ in range(10):
        scene.drop(scene.fresh(FILES, "nedbrud"), told=True)
        crash_database(scene.stack)
    scene.recover("10 immediate stops of the database", injected)
