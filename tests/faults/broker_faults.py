"""What can be done to a broker itself, beside those of ``faults.py``; each is over when its call returns."""

import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from deploy.stack.servers.valkey import ValkeyServer
from deploy.stack.stack import Stack
from tests.faults.faults import Fault

_SHORT_SECONDS = 3.0
# More than a consumer waits for an answer (configuration.SOCKET_SECONDS): it gives the connection up.
_LONG_SECONDS = 18.0


def broker_faults() -> list[Fault]:
    """Name every one of them."""
    return [
        Fault(name="CLIENT KILL of every connection", strike=cut_clients),
        Fault(name="CLIENT PAUSE", strike=pause_broker),
        Fault(name="SIGSTOP of the broker, for a moment", strike=partial(freeze_broker, seconds=_SHORT_SECONDS)),
        Fault(name="SIGSTOP of the broker, for long", strike=partial(freeze_broker, seconds=_LONG_SECONDS)),
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
        client.client_pause(int(_SHORT_SECONDS * 1000))
    time.sleep(_SHORT_SECONDS)


def freeze_broker(stack: Stack, *, seconds: float) -> None:
    """Stop the broker without ending it: its connections stand, and nothing comes through them."""
    stack.broker.send(signal.SIGSTOP)
    time.sleep(seconds)
    stack.broker.send(signal.SIGCONT)


def fill_broker(stack: Stack) -> None:
    """Leave the broker without memory for some time: it refuses whatever needs any."""
    with without_memory(stack.broker):
        time.sleep(_SHORT_SECONDS)


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
    time.sleep(_SHORT_SECONDS)
    stack.broker.kill()
    shutil.rmtree(now)
    old.rename(now)
    stack.broker.start()
