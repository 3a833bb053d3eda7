"""Whatever happens in whatever order, in the end the database says what the bucket says.

The whole pipeline, over memory, against a model that knows of each name only which bytes lie there and what they are.
Scenarios A2, A3, A13, A14 and B2.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from services.indexer.repository import Repository
from tests.faults.model.machine import Machine

QUICK = settings(
    max_examples=50,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
LONG = settings(QUICK, max_examples=1000, stateful_step_count=50, derandomize=False, print_blob=True)


@pytest.fixture(autouse=True)
def empty(tmp_path: Path) -> None:
    """Make the empty database that each example begins with."""
    Machine.empty = tmp_path / "empty.db"
    with Repository.opened(f"sqlite:///{Machine.empty}"):
        pass


def test_the_database_says_what_the_bucket_says() -> None:
    """In histories that are the same in every run."""
    run_state_machine_as_test(Machine, settings=QUICK)


@pytest.mark.faults
def test_the_database_says_what_the_bucket_says_in_a_thousand_histories() -> None:
    """In histories that nobody has seen before; what fails is printed with what repeats it."""
    run_state_machine_as_test(Machine, settings=LONG)
