"""One running system in which several scenarios happen, one after the other; after each the oracle judges all of it."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from deploy.stack.servers.process import CannotStartError
from deploy.stack.stack import Stack
from services.parser.version import PARSER_VERSION
from tests.faults.dropping import Arrival, File, chance, seed_of_run, some_minutes
from tests.faults.faults import Fault
from tests.faults.injections import Injected
from tests.faults.proxy import Proxies, proxied
from tests.faults.seeing import last_words, look, troubles, wait_until_quiet
from tests.faults.state import State
from tests.faults.traces import Life, lives
from tests.faults.verdict import must_be_well

_STRIKES = 5
_TELLING_SECONDS = 10.0  # for what was struck to say so
_LOOK_SECONDS = 0.2
SECONDS = 300.0  # to become quiet in; a quiet machine needs some ten
VALUES = {"REFERAT_SWEEP_SECONDS": "1", "REFERAT_PATIENCE_SECONDS": "4", "REFERAT_VISIBILITY_SECONDS": "15"}


@dataclass(kw_only=True)
class Scene:
    """A stack whose services reach its servers through ``proxies``, and all that has been dropped into it.

    ``parser_version`` is the one that reads, and that every file must have been read by; ``before`` is how the services
    lived when nothing had happened yet.
    """

    stack: Stack
    proxies: Proxies
    choice: Random
    before: Mapping[str, Life]
    history: list[File] = field(default_factory=list)
    parser_version: str = PARSER_VERSION

    def fresh(self, count: int, folder: str) -> list[File]:
        """Make so many minutes of names that were not there before; one in 20 holds a personal number."""
        return some_minutes(range(len(self.history), len(self.history) + count), folder, self.choice)

    def drop(self, coming: Sequence[File], *, told: bool = False) -> None:
        """Put files into the drop; if ``told``, the fetcher hears of each."""
        self.history += coming
        address = self.stack.forwarder.address if told else None
        Arrival(self.stack.store.client("root", address=address), coming).put()

    def strike(self, fault: Fault, count: int, *services: str) -> None:
        """Have a fault strike while so many files are on their way; again, with more, until ``services`` tell of it.

        A fault that hits nothing proves nothing.
        """
        for _ in range(_STRIKES):
            before = troubles(self.stack, *services)
            self.drop(self.fresh(count, "fejl"), told=True)
            fault.strike(self.stack)
            deadline = time.monotonic() + _TELLING_SECONDS
            while time.monotonic() < deadline:
                if troubles(self.stack, *services) > before:
                    return
                time.sleep(_LOOK_SECONDS)
        pytest.fail(f"{fault.name} has hit nothing, {_STRIKES} times\n\n{last_words(self.stack)}")

    def settle(self) -> State:
        """Wait until all is quiet, and have it judged: nothing may be lost, doubled, torn or left over."""
        try:
            wait_until_quiet(self.stack, time.monotonic() + SECONDS)
        except (CannotStartError, TimeoutError) as error:
            pytest.fail(f"{error}\n\n{last_words(self.stack)}")
        state = replace(look(self.stack, self.history), parser_version=self.parser_version)
        must_be_well(self.stack, state, self.before)
        return state

    def recover(self, what: str, injected: Injected) -> State:
        """Settle after something was done to the system, and tell how long that took."""
        began = time.monotonic()
        state = self.settle()
        injected(what, time.monotonic() - began)
        return state


@contextmanager
def running_scene(**values: str) -> Iterator[Scene]:
    """Run one, with a seed that is shown."""
    stack = Stack(values=VALUES | values)
    with proxied(stack) as proxies:
        yield Scene(stack=stack, proxies=proxies, choice=chance(seed_of_run()), before=lives(stack))
