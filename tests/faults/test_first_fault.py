"""Everything that runs is killed, stopped and wiped while 500 files arrive: afterwards nothing is lost or doubled.

Scenarios I1, I2, I3, I4, I5, I6, I7, I8 and I9.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import pytest

from deploy.stack.servers.process import CannotStartError
from deploy.stack.stack import Stack
from tests.faults.dropping import Arrival, chance, files, seed_of_run
from tests.faults.faults import Fault, all_faults
from tests.faults.injections import Injected
from tests.faults.seeing import done, last_words, look, must_run, wait_until_quiet, waiting
from tests.faults.traces import lives
from tests.faults.verdict import must_be_well
from tests.servers import running

FILES = 500
AT_FIRST = 150  # the backlog that the first fault meets; the rest comes in portions, one before each fault
MISSING = (15, 120)  # how far the backlog has gone down when a fault strikes
SECONDS = 300.0  # for all of it; a quiet machine needs a third
VALUES = {
    "REFERAT_SWEEP_SECONDS": "1",
    "REFERAT_PATIENCE_SECONDS": "4",
    # More than a task takes here; what a killed worker held comes back within the test.
    "REFERAT_VISIBILITY_SECONDS": "15",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """What a fault met: how many names were done and how many missing, and what lay in the broker before and after.

    ``at`` counts seconds, and ``took`` how many of them passed until everything ran again.
    """

    fault: str
    at: float
    took: float
    done: int
    missing: int
    before: dict[str, int]
    after: dict[str, int]


@pytest.fixture
def stack() -> Iterator[Stack]:
    """Run the whole system, impatient enough to recover while somebody waits."""
    with running(Stack(values=VALUES)) as made:
        yield made


@pytest.mark.faults
@pytest.mark.server
def test_nothing_is_lost_or_doubled_whatever_is_killed(stack: Stack, injected: Injected) -> None:
    """After kills, stops and wipes of all that runs I1 to I5 hold, without events. Scenarios A1, B2, B5, W5 and D7."""
    choice, deadline = chance(seed_of_run()), time.monotonic() + SECONDS
    coming, before = files(FILES, choice), lives(stack)
    try:
        strikes = _strike(stack, Arrival(stack.client("root"), coming), choice, deadline)
        wait_until_quiet(stack, deadline)
        print(f"quiet after {time.monotonic() + SECONDS - deadline:.0f} seconds")  # noqa: T201
    except (AssertionError, CannotStartError, TimeoutError) as error:
        pytest.fail(f"{error}\n\n{last_words(stack)}")
    for strike in strikes:
        injected(strike.fault, strike.took)
    state = look(stack, coming)

    must_be_well(stack, state, before)
    assert len(state.drop) == FILES
    assert FILES <= len(state.rows["deliveries"]) <= len(coming)
    assert all(strike.done > 0 and strike.missing > 0 for strike in strikes), f"too fast to be a test: {strikes}"


def _strike(stack: Stack, arrival: Arrival, choice: Random, deadline: float) -> list[Strike]:
    """Let every fault strike once, in any order, in the middle of work that is always more."""
    faults = all_faults()
    choice.shuffle(faults)
    arrival.put(AT_FIRST)
    strikes = []
    for fault in faults:
        arrival.put((FILES - AT_FIRST) // len(faults))
        strikes.append(_strike_once(stack, fault, arrival.names, choice.randint(*MISSING), deadline))
    arrival.put()
    return strikes


def _strike_once(stack: Stack, fault: Fault, dropped: int, missing: int, deadline: float) -> Strike:
    """Strike when the backlog has gone down to so many, and something lies in the broker."""
    while (so_far := done(stack) or 0) < max(1, dropped - missing) or not any((before := waiting(stack)).values()):
        must_run(stack)
        if time.monotonic() > deadline:
            raise TimeoutError(f"only {so_far} of {dropped} files are done; {fault.name} was to come next")
        time.sleep(0.1)
    began = time.monotonic()
    fault.strike(stack)
    struck = Strike(
        fault=fault.name,
        at=round(began + SECONDS - deadline, 1),
        took=round(time.monotonic() - began, 1),
        done=so_far,
        missing=dropped - so_far,
        before=before,
        after=waiting(stack),
    )
    print(struck)  # noqa: T201 - shown when it fails
    return struck
