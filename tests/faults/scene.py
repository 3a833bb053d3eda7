"""One running system in which several scenarios happen, one after the other; after each the oracle judges all of it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from deploy.stack.servers.process import CannotStartError
from deploy.stack.stack import Stack
from services.parser.version import PARSER_VERSION
from tests.faults.dropping import MUNICIPALITIES, Arrival, File, chance, minutes, seed_of_run
from tests.faults.injections import Injected
from tests.faults.oracle import judge
from tests.faults.proxy import Proxies, proxied
from tests.faults.seeing import last_words, look, wait_until_quiet
from tests.faults.state import State

SECONDS = 300.0  # to become quiet in; a quiet machine needs some ten
VALUES = {"REFERAT_SWEEP_SECONDS": "1", "REFERAT_PATIENCE_SECONDS": "4", "REFERAT_VISIBILITY_SECONDS": "15"}


@dataclass(kw_only=True)
class Scene:
    """A stack whose services reach its servers through ``proxies``, and all that has been dropped into it.

    ``parser_version`` is the one that reads, and that every file must have been read by.
    """

    stack: Stack
    proxies: Proxies
    choice: Random
    history: list[File] = field(default_factory=list)
    parser_version: str = PARSER_VERSION

    def fresh(self, count: int, folder: str) -> list[File]:
        """Make so many minutes of names that were not there before."""
        numbers = range(len(self.history), len(self.history) + count)
        return [
            File(
                key=f"{self.choice.choice(MUNICIPALITIES)}/{folder}/referat {number}.md",
                body=minutes(number, self.choice),
            )
            for number in numbers
        ]

    def drop(self, coming: Sequence[File], *, told: bool = False) -> None:
        """Put files into the drop; if ``told``, the fetcher hears of each."""
        self.history += coming
        address = self.stack.forwarder.address if told else None
        Arrival(self.stack.store.client("root", address=address), coming).put()

    def settle(self) -> State:
        """Wait until all is quiet, and have it judged: nothing may be lost, doubled, torn or left over."""
        try:
            wait_until_quiet(self.stack, time.monotonic() + SECONDS)
        except (CannotStartError, TimeoutError) as error:
            pytest.fail(f"{error}\n\n{last_words(self.stack)}")
        state = replace(look(self.stack, self.history), parser_version=self.parser_version)
        breaches = [str(breach) for breach in judge(state)]
        assert breaches == [], "\n".join([*breaches, last_words(self.stack)])
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
        yield Scene(stack=stack, proxies=proxies, choice=chance(seed_of_run()))
