"""What happens to the parser's children and around them is held against no file, and leaves none behind."""

from collections.abc import Iterator

import pytest

from tests.faults.faults import Fault
from tests.faults.injections import Injected
from tests.faults.scene import Scene, running_scene
from tests.faults.scraping import Scraping
from tests.faults.worker_faults import kill_children, worker_faults

pytestmark = [pytest.mark.server, pytest.mark.faults]
FILES = 60


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Run one system for all of them."""
    with running_scene() as made:
        yield made


@pytest.mark.parametrize("fault", worker_faults(), ids=lambda fault: fault.name)
def test_each_fault(scene: Scene, fault: Fault, injected: Injected) -> None:
    """One after the other, each while files are parsed. Scenarios W2, W6 and W7."""
    scene.strike(fault, FILES, "parser")
    scene.recover(fault.name, injected)


def test_metrics_are_answered_while_children_die(scene: Scene) -> None:
    """Whoever scrapes the parser gets an answer that can be read, all the time. Scenario O2."""
    with Scraping(scene.stack, "parser") as scraping:
        scene.strike(Fault(name="kill -9 of the parser's children", strike=kill_children), FILES, "parser")
    scene.settle()

    assert scraping.failed == []
    assert scraping.answered > 0
