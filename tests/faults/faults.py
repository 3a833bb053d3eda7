"""What can be done to a running system, each as one injection that is over when its call returns."""

import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial

from redis.exceptions import ConnectionError as BrokerGoneError

from deploy.stack.stack import Stack
from tests.faults.seeing import holds
from tests.processes import descendants, left

WORKERS = {"fetcher": "fetch", "parser": "parse", "indexer": "index"}
_AWAY_SECONDS = 1.5
_EXIT_UNFINISHED = 1  # of shared.queue.consuming
_SOFT_STOP_SECONDS = 40.0  # more than the grace of a worker, which then must have ended by itself
_CATCHING_SECONDS = 3.0


Condition = Callable[[Stack], AbstractContextManager[None]]
"""Something that is so for as long as a block takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One injection: its name, and what does it; afterwards everything runs again."""

    name: str
    strike: Callable[[Stack], None]


def kill(stack: Stack, name: str) -> None:
    """Kill a service as the kernel does, a worker while it holds a message if it takes one soon; start it again.

    Its children must die with it.
    """
    until = time.monotonic() + _CATCHING_SECONDS
    while name in WORKERS and not holds(stack, WORKERS[name]) and time.monotonic() < until:
        time.sleep(0.001)
    children = descendants(stack.services[name].pid)
    stack.services[name].kill()
    assert left(children) == set(), f"children of the killed {name} live on"
    stack.services[name].start()


def stop(stack: Stack, name: str) -> None:
    """Stop a service as an operator does, and start it again. It must end in time and in good order."""
    assert _ended(stack, name) == 0, f"the {name} did not end in good order"
    stack.services[name].start()


def stop_in_trouble(stack: Stack, name: str) -> None:
    """Stop a service whose lines may be dead; it must end in time, if need be without the task that hangs in one."""
    assert _ended(stack, name) in {0, _EXIT_UNFINISHED}, f"the {name} did not end"
    stack.services[name].start()


def _ended(stack: Stack, name: str) -> int:
    service = stack.services[name]
    service.terminate()
    return service.wait(_SOFT_STOP_SECONDS)


def wipe_broker(stack: Stack) -> None:
    """Take every message out of the broker, under the hands of those who hold some."""
    with stack.broker.client() as client:
        client.flushall()


def lose_broker(stack: Stack) -> None:
    """Have the broker go without saving, lose its disk, and come back with nothing."""
    with stack.broker.client() as client, suppress(BrokerGoneError):  # that is the answer
        client.shutdown(nosave=True)
    stack.broker.wait(_SOFT_STOP_SECONDS)
    shutil.rmtree(stack.broker.folder / "appendonlydir")
    time.sleep(_AWAY_SECONDS)
    stack.broker.start()


def kill_broker(stack: Stack) -> None:
    """Kill the broker; it comes back with all but the last second."""
    stack.broker.kill()
    time.sleep(_AWAY_SECONDS)
    stack.broker.start()


def crash_database(stack: Stack) -> None:
    """End the database as if the power had failed; it recovers."""
    stack.database.stop_immediately()
    time.sleep(_AWAY_SECONDS)
    stack.database.start()


def _killing(name: str) -> Callable[[Stack], None]:
    return lambda stack: kill(stack, name)


def all_faults(stopping: Callable[..., None] = stop) -> list[Fault]:
    """Name every fault of the first test: each process killed and stopped, each server taken away.

    ``stopping`` is how a process is stopped, and says how it must end.
    """
    names = [*WORKERS, "scheduler", "keeper"]
    return [
        *(Fault(name=f"kill -9 {name}", strike=_killing(name)) for name in names),
        *(Fault(name=f"SIGTERM to the {name}", strike=partial(stopping, name=name)) for name in names),
        Fault(name="FLUSHALL", strike=wipe_broker),
        Fault(name="SHUTDOWN NOSAVE, and a broker that comes back empty", strike=lose_broker),
        Fault(name="kill -9 broker", strike=kill_broker),
        Fault(name="immediate stop of the database", strike=crash_database),
    ]
