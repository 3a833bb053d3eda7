"""A piece of the pipeline: one stage over folders, a real broker, the sweep of the stage, and real workers."""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Self
from urllib.request import urlopen

from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from deploy.stack.servers.asking import answers
from deploy.stack.servers.process import Launch, Process
from deploy.stack.servers.server import HOST, free_ports
from deploy.stack.servers.valkey import ValkeyServer
from services.parser.stage import ParseStage
from services.parser.version import PARSER_VERSION
from shared.contract import keys
from shared.contract.codec import decode_result
from shared.contract.facts import Fact, FileArchived
from shared.contract.keys import Section
from shared.contract.result import Result
from shared.metrics import HintMetrics, SweepMetrics
from shared.objectstore.folder import FolderStore
from shared.queue.app import CeleryPublisher
from shared.queue.broker import Broker
from shared.queue.routes import ROUTES
from shared.settings import BrokerSettings, load
from shared.stage import Stage, sweep_all
from shared.sweeping import Pace, Sweeper

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 1.5  # what a dead worker held is hinted at again after so long
SWEEP_SECONDS = 0.3


class WorkerProcess(Process):
    """A worker that ``command`` starts, as a supervisor keeps it: started again when it has died."""

    def __init__(self, name: str, command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
        super().__init__(name)
        self._command = command
        self._folder = folder
        self._port = free_ports(1)[0]
        self._environ = {"LANG": "C.UTF-8", **environ, "REFERAT_HTTP_PORT": str(self._port)}
        self.deaths = 0

    @property
    def log(self) -> Path:
        """The file of its lines, JSON each."""
        return self._folder / f"{self.name}.log"

    def is_usable(self) -> bool:
        """Ask whether it is ready."""
        return answers(f"http://{HOST}:{self._port}/health/ready")

    def sample(self, name: str) -> float:
        """Read one of its metrics that has no labels."""
        with urlopen(f"http://{HOST}:{self._port}/metrics") as answer:
            families = text_string_to_metric_families(answer.read().decode())
        return next(sample.value for family in families for sample in family.samples if sample.name == name)

    def _launch(self) -> Launch:
        return Launch(command=(sys.executable, "-m", *self._command), folder=ROOT, environ=self._environ)

    def revive(self) -> None:
        """Start it again if it has died, and wait for nothing."""
        if not self.is_running:
            self.deaths += 1
            self.launch()

    def done(self) -> list[str]:
        """Name the keys of all tasks that were done, in their order."""
        lines = self.log.read_text(encoding="utf-8").split("\n")[:-1]
        told = [json.loads(line) for line in lines if line.startswith("{")]
        return [line["key"] for line in told if line["event"] == "task" and line["outcome"] == "done"]


class Stretch:
    """One stage of the pipeline on a broker, with its sweep and so many workers. A context, in which they work."""

    def __init__(
        self,
        server: ValkeyServer,
        folder: Path,
        *,
        stage: Stage,
        hears: type[Fact],
        command: Sequence[str],
        workers: int,
        window: int = 200,
        environ: Mapping[str, str],
    ) -> None:
        told = {**server.environ(), "REFERAT_QUEUE_PREFIX": f"{folder.name}:"}
        self._stage = stage
        self._hears = hears
        self._settings = load(BrokerSettings, told)
        self._pace = Pace(interval_seconds=SWEEP_SECONDS, window=window)
        self._closing = ExitStack()
        of_worker = {**told, "REFERAT_PATIENCE_SECONDS": str(PATIENCE_SECONDS), **environ}
        of_worker["REFERAT_STORE_URL"] = folder.as_uri()
        self.workers = [WorkerProcess(f"{stage.name}-{n}", command, folder, of_worker) for n in range(workers)]

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            for worker in self.workers:
                starting.enter_context(worker)
            starting.enter_context(self._swept())
            self._closing = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def revive(self) -> None:
        """Start the workers again that have died."""
        for worker in self.workers:
            worker.revive()

    def is_done(self) -> bool:
        """Start again who has died, and tell whether nothing is missing."""
        self.revive()
        return not any(gap.missing for gap in sweep_all(self._stage))

    @property
    def deaths(self) -> int:
        """Count how often a worker has died."""
        return sum(worker.deaths for worker in self.workers)

    @contextmanager
    def _swept(self) -> Iterator[None]:
        """Sweep the stage as the scheduler does."""
        stop, unread = Event(), CollectorRegistry()
        with ExitStack() as closing:
            publisher, broker = CeleryPublisher(self._settings), Broker(self._settings)
            closing.callback(publisher.close)
            closing.callback(broker.close)
            route = ROUTES[self._hears]
            sweeper = Sweeper(
                stage=self._stage,
                pace=self._pace,
                publisher=publisher,
                on_the_way=partial(broker.on_the_way, route, most=10_000, patience_seconds=PATIENCE_SECONDS),
                metrics=SweepMetrics(unread),
                hints=HintMetrics(unread),
            )
            thread = Thread(target=sweeper.run, args=(stop,), name="sweep")
            thread.start()
            closing.callback(thread.join)
            closing.callback(stop.set)
            yield


class Line(Stretch):
    """The stage that parses, with the parsers of ``parsing.py``."""

    def __init__(
        self, server: ValkeyServer, folder: Path, *, parsers: int = 1, window: int = 200, **environ: str
    ) -> None:
        self.archive, self.items = FolderStore(folder / "archive"), FolderStore(folder / "items")
        super().__init__(
            server,
            folder,
            stage=ParseStage(self.archive, self.items, PARSER_VERSION),
            hears=FileArchived,
            command=("tests.faults.flow.parsing",),
            workers=parsers,
            window=window,
            environ={"REFERAT_OCR": "false", **environ},
        )

    def archived(self, prefix: str, name: str, body: bytes) -> str:
        """Lay one file into the archive as the fetcher does, and name the tail of its entry."""
        version = f"20230314T160000Z-{hashlib.sha256(body).hexdigest()[:8]}"
        tail = keys.tail(prefix, name, version)
        noted = {"prefix": prefix, "name": name, "version": version, "dropped_at": "2023-03-14T16:00:00Z"}
        self.archive.put(
            keys.archive(Section.RAW, tail), body, metadata={**noted, "sha256": hashlib.sha256(body).hexdigest()}
        )
        return tail

    def results(self) -> dict[str, Result]:
        """Read the results that stand, by the tails of their entries."""
        found = (info.key for info in self.items.list(f"{PARSER_VERSION}/"))
        return {keys.split_item(key)[1]: decode_result(self.items.get(key)) for key in found}

    def outcomes(self) -> Counter[str]:
        """Count the results that stand by what they are."""
        return Counter(r.rejected.reason if r.rejected else r.outcome for r in self.results().values())
