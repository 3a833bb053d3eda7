"""Events are lost, doubled, reordered and forged while those who hear them are killed: nothing is lost or doubled.

Scenarios A2, A3, A10 and A13.
"""

import time
from collections.abc import Iterator
from random import Random

import pytest

from deploy.stack.forwarder.mischief import Mischief
from deploy.stack.servers.process import CannotStartError
from deploy.stack.stack import Stack
from tests.faults.dropping import Arrival, chance, files, seed_of_run
from tests.faults.faults import all_faults
from tests.faults.injections import Injected
from tests.faults.seeing import last_words, look, wait_until_quiet
from tests.faults.traces import lives
from tests.faults.verdict import must_be_well
from tests.servers import running

FILES = 150
SECONDS = 300.0
VALUES = {"REFERAT_SWEEP_SECONDS": "1", "REFERAT_PATIENCE_SECONDS": "4", "REFERAT_VISIBILITY_SECONDS": "15"}


@pytest.fixture
def seed() -> int:
    """Choose once for the events and the faults."""
    return seed_of_run()


@pytest.fixture
def stack(seed: int) -> Iterator[Stack]:
    """Run the whole system behind a store whose events can't be trusted."""
    mischief = Mischief(lost=0.2, doubled=0.4, reordered=0.4, hostile=0.4, seed=seed)
    with running(Stack(values=VALUES, mischief=mischief)) as made:
        yield made


@pytest.mark.faults
@pytest.mark.server
def test_bad_events_and_a_fetcher_that_is_killed_lose_nothing(stack: Stack, seed: int, injected: Injected) -> None:
    """While the door is shut, or the broker away, the store calls again; what it never tells, a sweep finds."""
    choice, deadline = chance(seed), time.monotonic() + SECONDS
    coming, before = files(FILES, choice), lives(stack)
    through = stack.store.client("root", address=stack.forwarder.address)
    try:
        _strike(stack, Arrival(through, coming), choice, injected)
        wait_until_quiet(stack, deadline)
    except (AssertionError, CannotStartError, TimeoutError) as error:
        pytest.fail(f"{error}\n\n{last_words(stack)}")
    state = look(stack, coming)

    must_be_well(stack, state, before)
    assert len(state.drop) == FILES


def _strike(stack: Stack, arrival: Arrival, choice: Random, injected: Injected) -> None:
    """Let each fault strike once, in any order, among files that arrive."""
    faults = [fault for fault in all_faults() if any(word in fault.name for word in ("fetcher", "broker", "FLUSHALL"))]
    choice.shuffle(faults)
    for fault in faults:
        arrival.put(FILES // (len(faults) + 1))
        began = time.monotonic()
        fault.strike(stack)
        injected(fault.name, time.monotonic() - began)
    arrival.put()
