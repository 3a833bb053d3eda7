"""All that can be done to a whole system at any moment, for runs that draw lots among it."""

import signal
import time
from collections.abc import Callable
from typing import Final

from deploy.stack.stack import Stack
from tests.faults.behaviour import PASS, Behaviour, Blackhole, Cut, Delay, DropReply, Refuse, Reset
from tests.faults.broker_faults import broker_faults
from tests.faults.database_faults import database_faults
from tests.faults.faults import WORKERS, Fault, all_faults, stop_in_trouble
from tests.faults.proxy import Proxies
from tests.faults.wire_faults import ONCE_AT_BROKER, ONCE_AT_STORE, faults_of

_FROZEN_SECONDS: Final = 3.0
_BAD_SECONDS: Final = 3.0
_BEHAVIOURS: Final[dict[str, Behaviour]] = {
    "resets every connection": Reset(),
    "refuses every connection": Refuse(),
    "is silent": Blackhole(),
    "is slow": Delay(seconds=0.2),
    "hangs up instead of its answers": DropReply(),
    "hangs up after 200 bytes of an answer": Cut(after=200),
}
_SERVERS: Final = ("store", "broker", "database")


def chaos(proxies: Proxies) -> list[Fault]:
    """Name all that may happen to a stack behind proxies; each is over when it returns."""
    return [
        *all_faults(stop_in_trouble),
        *(Fault(name=f"the {name} is frozen", strike=_freezing(name)) for name in (*WORKERS, "scheduler", "keeper")),
        Fault(name="the store is frozen", strike=_freezing("store")),
        Fault(name="kill -9 store", strike=kill_store),
        Fault(name="restart of the store", strike=restart_store),
        *broker_faults(),
        *database_faults(),
        *(
            Fault(name=f"the way to the {server} {what}", strike=_behaving(proxies, server, behaviour))
            for server in _SERVERS
            for what, behaviour in _BEHAVIOURS.items()
        ),
        *faults_of("broker", ONCE_AT_BROKER, proxies.broker),
        *faults_of("store", ONCE_AT_STORE, proxies.store),
    ]


def kill_store(stack: Stack) -> None:
    """Kill the store, and start it again."""
    stack.store.kill()
    stack.store.start()


def restart_store(stack: Stack) -> None:
    """End the store in good order, and start it again."""
    stack.store.restart()


def _freezing(name: str) -> Callable[[Stack], None]:
    def freeze(stack: Stack) -> None:
        frozen = stack.store if name == "store" else stack.services[name]
        frozen.send(signal.SIGSTOP)
        try:
            time.sleep(_FROZEN_SECONDS)
        finally:
            frozen.send(signal.SIGCONT)

    return freeze


def _behaving(proxies: Proxies, server: str, behaviour: Behaviour) -> Callable[[Stack], None]:
    def behave(_: Stack) -> None:
        proxy = getattr(proxies, server)
        proxy.behave(behaviour)
        try:
            time.sleep(_BAD_SECONDS)
        finally:
            proxy.behave(PASS)

    return behave
