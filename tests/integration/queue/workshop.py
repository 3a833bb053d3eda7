"""A real broker's corner of its own, with workers that hear there and a publisher that tells them."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from deploy.stack.servers.process import Launch, Process
from deploy.stack.servers.server import HOST
from deploy.stack.servers.valkey import ValkeyServer
from shared.contract.codec import decode_fact
from shared.contract.facts import Fact, FileDropped, Lane
from shared.queue.app import CeleryPublisher
from shared.queue.broker import Broker, Depths
from shared.queue.routes import queue_of
from shared.settings import BrokerSettings, load
from tests.integration.queue.messages import fields_of
from tests.integration.queue.waiting import until

ROOT = Path(__file__).parents[3]


class Hearing(Process):
    """The worker of ``hearing.py``, and what it has written."""

    def __init__(self, folder: Path, environ: Mapping[str, str], *, threads: int = 1, soft_seconds: float = 20) -> None:
        super().__init__("hearing")
        self._folder = folder
        self._environ = dict(environ)
        self._arguments = (f"--threads={threads}", f"--soft-seconds={soft_seconds}")

    @property
    def log(self) -> Path:
        """The file of its lines, JSON each."""
        return self._folder / "log"

    def is_usable(self) -> bool:
        """Tell whether it works; before that it has said nothing."""
        return self.log.exists() and bool(self.said("working"))

    def _launch(self) -> Launch:
        command = (sys.executable, "-m", "tests.integration.queue.hearing", *self._arguments)
        return Launch(command=command, folder=ROOT, environ={"LANG": "C.UTF-8", **self._environ})

    def close(self) -> None:
        """Kill it: a test that wants a good end asks for one."""
        self._end_group()

    def said(self, event: str) -> list[dict[str, Any]]:
        """Read all lines of one kind; each line of the log must be JSON."""
        whole = self.log.read_text(encoding="utf-8").split("\n")[:-1]
        return [line for line in map(json.loads, whole) if line["event"] == event]

    def did(self) -> list[str]:
        """Name the keys of all tasks that were begun, in their order."""
        return [line["key"] for line in self.said("did")]

    def ended(self) -> dict[str, str]:
        """Name the outcome of each task that has ended, by key."""
        return {line["key"]: line["outcome"] for line in self.said("task")}

    def scrape(self) -> str:
        """Read its metrics."""
        (listening,) = self.said("listening")
        with urlopen(f"http://{HOST}:{listening['port']}/metrics") as answer:
            body: bytes = answer.read()
            return body.decode()


class Workshop:
    """One environment on a broker: its settings, its publisher, its workers."""

    def __init__(self, server: ValkeyServer, folder: Path, **environ: str) -> None:
        self.server = server
        self.prefix = f"{folder.name}:"
        self.environ = {**server.environ(), "REFERAT_QUEUE_PREFIX": self.prefix, **environ}
        self._folder = folder
        settings = load(BrokerSettings, self.environ)
        self.publisher = CeleryPublisher(settings)
        self.broker = Broker(settings)

    def close(self) -> None:
        """Leave no connection behind."""
        self.publisher.close()
        self.broker.close()

    @contextmanager
    def hearing(self, *, threads: int = 1, soft_seconds: float = 20) -> Iterator[Hearing]:
        """Run one more worker."""
        number = len(list(self._folder.iterdir()))
        folder = self._folder / f"worker-{number}"
        folder.mkdir()
        with Hearing(folder, self.environ, threads=threads, soft_seconds=soft_seconds) as worker:
            yield worker

    def drop(self, *keys: str, lane: Lane = Lane.LIVE) -> None:
        """Publish one hint for each key; its trace is its key backwards."""
        for key in keys:
            self.publisher.publish(FileDropped(trace_id=key[::-1], key=key, lane=lane))

    def lay(self, raw: bytes) -> None:
        """Lay anything into the live queue, as whoever has the password can."""
        with self.server.client() as client:
            client.lpush(self.prefix + queue_of(FileDropped(trace_id="", key="")), raw)

    def raw(self, queue: str) -> list[bytes]:
        """Read the messages of a queue as they lie there, the oldest first."""
        with self.server.client() as client:
            messages: list[bytes] = client.lrange(self.prefix + queue, 0, -1)
            return messages[::-1]

    def waiting(self, queue: str) -> list[Fact]:
        """Read the facts of a queue, the oldest first."""
        return [decode_fact(fields_of(message)) for message in self.raw(queue)]

    def depths(self) -> Depths:
        """Count the messages of every queue."""
        return self.broker.depths()

    def is_quiet(self) -> bool:
        """Tell whether nothing waits and nothing is being worked on, by the names of the broker itself."""
        with self.server.client() as client:
            return self.depths().is_quiet and not client.exists(f"{self.prefix}unacked", f"{self.prefix}unacked_index")

    def until_quiet(self) -> None:
        """Wait until it is."""
        until(self.is_quiet)
