"""Files arrive, change and go while something breaks every few seconds: nothing is lost, nothing doubled. Scenario O7.

What breaks is drawn by lot (``tests/faults/chaos.py``), events that can't be trusted among it. ``make soak MINUTES=30
FILES=20000`` is the same for longer.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from random import Random
from threading import Event, Thread
from typing import Final

import pytest

from deploy.stack.forwarder.mischief import Mischief
from deploy.stack.servers.process import CannotStartError
from deploy.stack.stack import Stack
from tests.faults.arriving import Arriving, with_removals
from tests.faults.chaos import chaos
from tests.faults.dropping import chance, files, seed_of_run
from tests.faults.injections import Injected
from tests.faults.proxy import Proxies, proxied
from tests.faults.seeing import indexed, last_words, look, must_run, wait_until_quiet
from tests.faults.traces import lives
from tests.faults.verdict import must_be_well

MINUTES: Final = float(os.environ.get("SOAK_MINUTES", "0.5"))
FILES: Final = int(os.environ.get("SOAK_FILES", "250"))
TAKEN_AWAY: Final = FILES // 100
REST_SECONDS: Final = (0.5, 4.0)
LOOK_SECONDS: Final = 0.5
# For what was left undone while everything broke: a file takes a tenth of a second, on a busy machine more.
QUIET_SECONDS: Final = 300.0 + FILES * 0.5
RESTING_SECONDS: Final = 5.0 + FILES / 500  # sweeps take longer where there is more to list
VALUES: Final = {
    "REFERAT_SWEEP_SECONDS": "1",
    "REFERAT_KEEP_SECONDS": "2",
    "REFERAT_PATIENCE_SECONDS": "10",
    "REFERAT_VISIBILITY_SECONDS": "30",
    "REFERAT_FILES_PER_HOUR": "1000000",
}


class Progress:
    """Looks how far the system is, in a thread: ``known`` is how many versions were seen with their receipt."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._stop = Event()
        self._thread = Thread(target=self._look, name="progress", daemon=True)
        self._steps: list[float] = []
        self.known = 0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look for a block."""
        self._thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._thread.join()

    def after(self, moment: float) -> float:
        """Say how many seconds passed from a moment until something was finished."""
        return next((step for step in self._steps if step > moment), time.monotonic()) - moment

    def _look(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            if (now := indexed(self._stack)) is None:
                continue  # the database is away
            if now > self.known:
                self._steps.append(time.monotonic())
            self.known = now  # less than before where a database was dropped: what is filled in again counts as work


# Whoever connects to a proxy in the moment in which it ceases to listen is left to the collector by asyncio.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.server
def test_nothing_is_lost_or_doubled_whatever_breaks_at_random(injected: Injected) -> None:
    """Nobody lifts a hand, and in the end everything is as if nothing had happened."""
    seed = seed_of_run()
    choice = chance(seed)
    coming = with_removals(files(FILES, choice), TAKEN_AWAY, choice)
    stack = Stack(values=VALUES, mischief=Mischief(lost=0.1, doubled=0.2, reordered=0.2, hostile=0.05, seed=seed))
    with proxied(stack) as proxies:
        connect = partial(stack.store.client, "root", address=stack.forwarder.address)
        before = lives(stack)
        arriving = Arriving(connect, coming, MINUTES * 60)
        try:
            _break(stack, proxies, arriving, choice, injected)
            rested = time.monotonic()
            wait_until_quiet(stack, rested + QUIET_SECONDS, RESTING_SECONDS)
            print(f"quiet {time.monotonic() - rested:.0f} seconds after the last fault")  # noqa: T201
        except (AssertionError, CannotStartError, TimeoutError) as error:
            pytest.fail(f"{error}\n\n{last_words(stack)}")
        state = look(stack, arriving.history)

        must_be_well(stack, state, before)
        assert len(state.drop) == FILES - TAKEN_AWAY
        assert len(state.rows["deliveries"]) >= len(state.drop)


def _break(stack: Stack, proxies: Proxies, arriving: Arriving, choice: Random, injected: Injected) -> None:
    """Have one thing after the other break as long as files arrive."""
    faults = chaos(proxies)
    progress = Progress(stack)
    struck: list[tuple[str, float]] = []
    began = time.monotonic()
    with arriving, progress.watched():
        while not arriving.is_over:
            fault = choice.choice(faults)
            passed = f"{time.monotonic() - began:5.0f} s, {len(arriving.history)} tried, {progress.known} indexed"
            print(f"{passed}: {fault.name}", flush=True)  # noqa: T201 - make soak shows it
            fault.strike(stack)
            struck.append((fault.name, time.monotonic()))
            must_run(stack)
            time.sleep(choice.uniform(*REST_SECONDS))
        for name, at in struck:
            injected(name, progress.after(at))
