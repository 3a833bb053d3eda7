"""Events are lost, doubled, reordered and forged while those who hear them are killed: nothing is lost or doubled.

Scenarios A2, A3, A10 and A13.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from random import Random

import pytest

from deploy.stack.forwarder.mischief import Mischief
from deploy.stack.servers.process import CannotStartError, NotInstalledError
from deploy.stack.stack import Stack
from tests.faults.dropping import Arrival, chance, files
from tests.faults.faults import kill, kill_broker, lose_broker, stop, wipe_broker
from tests.faults.oracle import judge
from tests.faults.seeing import last_words, look, wait_until_quiet
from tests.servers import miss

FILES = 150
SECONDS = 300.0
VALUES = {"REFERAT_SWEEP_SECONDS": "1", "REFERAT_PATIENCE_SECONDS": "4", "REFERAT_VISIBILITY_SECONDS": "15"}


@pytest.fixture
def seed() -> int:
    """Take the seed of an earlier run, or a new one."""
    seed = int(os.environ.get("FAULT_SEED") or secrets.randbits(32))
    print(f"FAULT_SEED={seed}")  # noqa: T201 - shown when it fails, to run it again
    return seed


@pytest.fixture
def stack(seed: int) -> Iterator[Stack]:
    """Run the whole system behind a store whose events can't be trusted."""
    mischief = Mischief(lost=0.2, doubled=0.4, reordered=0.4, hostile=0.4, seed=seed)
    with ExitStack() as closing:
        made = Stack(values=VALUES, mischief=mischief)
        try:
            closing.enter_context(made)
        except NotInstalledError as error:
            miss(str(error))
        yield made


@pytest.mark.server
def test_bad_events_and_a_fetcher_that_is_killed_lose_nothing(stack: Stack, seed: int) -> None:
    """While the door is shut, or the broker away, the store calls again; what it never tells, a sweep finds."""
    choice, deadline = chance(seed), time.monotonic() + SECONDS
    coming = files(FILES, choice)
    through = stack.store.client("root", address=stack.forwarder.address)
    try:
        _strike(stack, Arrival(through, coming), choice)
        wait_until_quiet(stack, deadline)
    except (AssertionError, CannotStartError, TimeoutError) as error:
        pytest.fail(f"{error}\n\n{last_words(stack)}")
    state = look(stack, coming)
    breaches = [str(breach) for breach in judge(state)]

    assert breaches == [], "\n".join([*breaches, last_words(stack)])
    assert len(state.drop) == FILES


def _strike(stack: Stack, arrival: Arrival, choice: Random) -> None:
    """Let each fault strike once, in any order, among files that arrive."""
    killing, stopping = partial(kill, name="fetcher"), partial(stop, name="fetcher")
    faults: list[Callable[[Stack], None]] = [killing, stopping, wipe_broker, lose_broker, kill_broker]
    choice.shuffle(faults)
    for fault in faults:
        arrival.put(FILES // (len(faults) + 1))
        fault(stack)
    arrival.put()
