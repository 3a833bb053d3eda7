"""Windows instead of backlogs: the broker holds no more of 100,000 missing files than of a few thousand."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Event, Thread
from typing import cast

import pytest
from prometheus_client import CollectorRegistry
from redis import Redis

from deploy.stack.servers.valkey import ValkeyServer
from services.cli.sweepers import LOOKED_AT
from shared.contract.facts import FileArchived
from shared.metrics import HintMetrics, SweepMetrics
from shared.municipalities import all_listed
from shared.queue.app import CeleryPublisher
from shared.queue.broker import Broker
from shared.queue.routes import ROUTES
from shared.settings import BrokerSettings, load
from shared.stage import Work
from shared.sweeping import Pace, Sweeper
from tests.integration.queue.messages import fields_of
from tests.integration.queue.waiting import until

pytestmark = pytest.mark.server

WINDOW = 200
QUEUE = "referat:parse.sweep"
LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)
MESSAGE_BYTES = 2_000  # what a hint costs the broker, generously
AT_A_TIME = 100
SECONDS = 900.0


@dataclass
class Backlog:
    """A stage of so many files, spread over all municipalities, of which none is done at first."""

    files: int
    name: str = "parse"
    done: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Spread them."""
        codes = [listed.municipality.code for listed in all_listed()]
        self._keys: dict[str, list[str]] = {code: [] for code in codes}
        for number in range(self.files):
            code = codes[number % len(codes)]
            self._keys[code].append(f"raw/{code}/{number}")

    def prefixes(self) -> Iterable[str]:
        """Name all municipalities."""
        return self._keys

    def inputs(self, prefix: str) -> Iterable[Work]:
        """List one."""
        return (Work(input=key, output=key, since=LONG_AGO) for key in self._keys[prefix])

    def standing(self, prefix: str) -> Collection[str]:  # noqa: ARG002 - all that is done, whose ever it is
        """Name what is done."""
        return frozenset(self.done)

    def hint(self, work: Work) -> FileArchived:
        """Make a hint."""
        return FileArchived(trace_id="0" * 32, key=work.input)


@contextmanager
def _sweeping(stage: Backlog, settings: BrokerSettings) -> Iterator[None]:
    """Sweep as the scheduler does, but without a rest."""
    unread, stop = CollectorRegistry(), Event()
    with closing(Broker(settings)) as broker, closing(CeleryPublisher(settings)) as publisher:
        most = WINDOW * LOOKED_AT
        on_the_way = partial(broker.on_the_way, ROUTES[FileArchived], most=most, patience_seconds=300)
        sweeper = Sweeper(
            stage=stage,
            pace=Pace(interval_seconds=0.1, window=WINDOW),
            publisher=publisher,
            on_the_way=on_the_way,
            metrics=SweepMetrics(unread),
            hints=HintMetrics(unread),
        )
        thread = Thread(target=sweeper.run, args=(stop,), daemon=True)
        thread.start()
        yield
        stop.set()
        thread.join(30)


@pytest.mark.parametrize("files", [5_000, pytest.param(100_000, marks=pytest.mark.faults)])
def test_the_broker_holds_a_window(valkey: ValkeyServer, files: int) -> None:
    """Before anybody works, and while it is worked off, no more lies there than some windows of hints. Scenario B13."""
    stage = Backlog(files)
    with valkey.client() as client:
        before = int(client.info("memory")["used_memory"])
        with _sweeping(stage, load(BrokerSettings, valkey.environ())):
            until(lambda: client.llen(QUEUE) >= WINDOW * LOOKED_AT, SECONDS)
            most, held = 0, []
            for tenth in range(1, 11):
                until(lambda: client.llen(QUEUE), SECONDS)
                held.append(int(client.info("memory")["used_memory"]) - before)
                most = max(most, _work_off(client, stage, files * tenth // 10))
    print(f"{files} files: at most {most} hints; used_memory of the broker, kB:", [n // 1000 for n in held])  # noqa: T201

    assert most <= WINDOW * (LOOKED_AT + 1)
    assert max(held) <= MESSAGE_BYTES * WINDOW * (LOOKED_AT + 1)


def _work_off(client: Redis, stage: Backlog, files: int) -> int:
    """Do what hints ask for until so many files are done, and tell the most hints that lay there."""
    most = 0
    while len(stage.done) < files:
        most = max(most, client.llen(QUEUE))
        for message in cast("list[bytes]", client.rpop(QUEUE, AT_A_TIME) or []):
            stage.done.add(fields_of(message)["key"])
    return most
