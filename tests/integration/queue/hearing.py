"""A worker whose tasks do what the key of their hint says: ``python -m tests.integration.queue.hearing``.

====================  =============================================================================
``raise/<error>``     raises an error of Python
``postpone``          finds its surroundings away
``tell``              answers a next fact
``sleep/<seconds>``   takes its time
``exhaust/<seconds>`` leaves the process no new descriptor for some time, and is done at once
``hang``              hangs until it is let go of
``hang/for-ever``     hangs whatever happens
anything else         is done at once
====================  =============================================================================
"""

import builtins
import json
import os
import resource
import sys
import time
from argparse import ArgumentParser
from threading import Event, Timer

from shared.contract.facts import FileArchived, FileDropped
from shared.errors import StoreUnavailableError
from shared.logs import configure
from shared.metrics import registry
from shared.pausing import nothing
from shared.queue import consuming
from shared.service import run, stop_on_signals
from shared.settings import BrokerSettings, HttpSettings, load
from shared.worker import Worker

WORDS = "Borgmesterens hemmelighed"


class Settings(BrokerSettings, HttpSettings):
    """What a worker without stores is told."""


class Handler:
    """Does what keys say, and writes down what it was asked and that it was let go of."""

    def __init__(self) -> None:
        self._let_go = Event()

    def __call__(self, fact: FileDropped) -> FileArchived | None:
        """Do one task."""
        write(event="did", key=fact.key, lane=fact.lane, trace_id=fact.trace_id)
        verb, _, rest = fact.key.partition("/")
        match verb:
            case "raise":
                raise_one(rest)
            case "postpone":
                raise StoreUnavailableError("drop", fact.key, "away")
            case "sleep":
                time.sleep(float(rest.partition("/")[0]))
            case "exhaust":
                exhaust(float(rest.partition("/")[0]))
            case "hang":
                (Event() if rest == "for-ever" else self._let_go).wait()
        return FileArchived(trace_id=fact.trace_id, lane=fact.lane, key="told") if verb == "tell" else None

    def let_go(self) -> None:
        """End what can be ended."""
        write(event="let go")
        self._let_go.set()


def raise_one(name: str) -> None:
    """Raise an error as deep code does, with words that no log may hold."""
    if name == "RecursionError":
        raise_one(name)
    error: type[BaseException] = getattr(builtins, name)
    raise error(WORDS)


def exhaust(seconds: float) -> None:
    """Let nothing more be opened for some time; what is open stays so."""
    _, highest = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (sys.stderr.fileno() + 1, highest))
    Timer(seconds, resource.setrlimit, (resource.RLIMIT_NOFILE, (highest, highest))).start()


def write(**line: object) -> None:
    """Write one line between those of the log."""
    sys.stderr.write(json.dumps(line) + "\n")


def main() -> None:
    """Run until told to stop."""
    parser = ArgumentParser()
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--soft-seconds", type=float, required=True)
    arguments = parser.parse_args()
    vars(consuming).update(SOFT_SHUTDOWN_SECONDS=arguments.soft_seconds, _LETTING_GO_SECONDS=1.0)
    configure(sys.stderr)
    stop = stop_on_signals()
    settings = load(Settings, os.environ)
    handler = Handler()
    worker = Worker(
        name="hearing",
        hears=FileDropped,
        handle=handler,
        threads=arguments.threads,
        registry=registry("hearing"),
        dependencies=(),
        resting=nothing,
        let_go=handler.let_go,
    )
    run(worker.build(settings), settings, stop)


if __name__ == "__main__":
    main()
