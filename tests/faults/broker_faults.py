"""What can be done to a broker itself, beside the faults of ``faults.py``; each is over when its call returns."""

import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.stack.servers.valkey import ValkeyServer
from deploy.stack.stack import Stack
from tests.faults.faults import Fault

_AWHILE_SECONDS = 3.0


def broker_faults() -> list[Fault]:
    """Name those that take seconds."""
    return [
        Fault(name="CLIENT KILL of every connection", strike=cut_clients),
        Fault(name="CLIENT PAUSE", strike=pause_broker),
        Fault(name="a broker without memory", strike=fill_broker),
        Fault(name="a broker that comes back old", strike=rewind_broker),
    ]


def cut_clients(stack: Stack) -> None:
    """Cut every connection; the broker goes on."""
    with stack.broker.client() as client:
        client.client_kill_filter(_type="normal", skipme=True)


def pause_broker(stack: Stack) -> None:
    """Have the broker accept and answer nothing."""
    with stack.broker.client() as client:
        client.client_pause(int(_AWHILE_SECONDS * 1000))
    time.sleep(_AWHILE_SECONDS)


def freezing_broker(seconds: float) -> Fault:
    """Stop the broker without ending it: its connections stand, and nothing comes through them."""

    def freeze(stack: Stack) -> None:
        stack.broker.send(signal.SIGSTOP)
        time.sleep(seconds)
        stack.broker.send(signal.SIGCONT)

    return Fault(name=f"SIGSTOP of the broker for {seconds:g} s", strike=freeze)


def fill_broker(stack: Stack) -> None:
    """Leave the broker without memory for some time: it refuses whatever needs any."""
    with without_memory(stack.broker):
        time.sleep(_AWHILE_SECONDS)


@contextmanager
def without_memory(broker: ValkeyServer) -> Iterator[None]:
    """Leave a broker without memory for a block."""
    with broker.client() as client:
        before = client.config_get("maxmemory")["maxmemory"]
        client.config_set("maxmemory", 1)
        try:
            yield
        finally:
            client.config_set("maxmemory", before)


def rewind_broker(stack: Stack) -> None:
    """Have the broker come back as it was a while ago: what was done since waits again, what came since is lost."""
    now, old = stack.broker.folder / "appendonlydir", stack.broker.folder / "old"
    shutil.copytree(now, old)
    time.sleep(_AWHILE_SECONDS)
    stack.broker.kill()
    shutil.rmtree(now)
    old.rename(now)
    stack.broker.start()
