"""Some indexers without a queue: each a thread with connections of its own, which sweeps and works until all is done.

They are watched by somebody who is let in whatever happens to the others.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from random import Random

import pytest

from services.indexer.database import open_engine
from services.indexer.repository import Repository
from services.indexer.stage import IndexStage
from services.indexer.tasks import Indexer
from shared.contract.result import Result
from shared.errors import SurroundingsError
from shared.objectstore.memory import MemoryStore
from shared.stage import Work, sweep_all
from tests.integration.indexer.dumping import Dump, dump
from tests.integration.indexer.indexing import no_metrics, sweep_index, write
from tests.unit.indexer.building import delivery, parsed, rejected

SECONDS = 120.0  # for whatever a test waits for; a quiet machine needs one
THREADS = 3
_LOOK_SECONDS = 0.02
_PAUSE_SECONDS = 0.05  # between two tries of a database that is away


class Crew:
    """Indexers of the database at ``url``, which stands at ``watched`` too.

    ``done`` counts tasks, ``postponed`` the causes of those that could not be done. What else escapes a task is in
    ``failed``.
    """

    def __init__(self, url: str, watched: str, choice: Random, *, patience_seconds: float = 30.0) -> None:
        self._url = url
        self._watched = watched
        self._choice = choice
        self._patience = patience_seconds
        self._stop = threading.Event()
        self._generation = 0
        self.items, self.receipts = MemoryStore("items"), MemoryStore("receipts")
        self.done = 0
        self.postponed: Counter[str] = Counter()
        self.failed: list[BaseException] = []

    def feed(self, count: int = 45, version: str = "1") -> None:
        """Write so many results, in place of the last ones if there were any: every one of them is to be indexed."""
        self._generation += 1
        for result in some_results(count, f"Omgang {self._generation}"):
            write(self.items, result, version)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Work for as long as a block takes, and then until nothing is missing."""
        self._stop.clear()
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        try:
            yield
            self.until(lambda: self.missing() == 0)
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(SECONDS)
        assert not any(thread.is_alive() for thread in threads), "an indexer hangs"
        assert self.failed == []

    def missing(self) -> int | None:
        """Count what is missing; ``None`` while the database can't say."""
        try:
            return len(self._missing())
        except SurroundingsError:
            return None

    def until(self, holds: Callable[[], bool], seconds: float = SECONDS) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                pytest.fail(f"it did not come about: {self.done} done, {dict(self.postponed)}, {self.failed}")
            time.sleep(_LOOK_SECONDS)

    def until_done(self, more: int) -> None:
        """Wait until some more tasks are done."""
        goal = self.done + more
        self.until(lambda: self.done >= goal)

    def until_postponed(self, more: int) -> None:
        """Wait until some more tasks could not be done."""
        goal = self.postponed.total() + more
        self.until(lambda: self.postponed.total() >= goal)

    def check(self) -> None:
        """Fail unless the rows are those that the results make, and every name has its receipts."""
        with closing(Repository(open_engine(self._watched))) as repository:
            found = dump(repository.engine)
        assert found == self._expected()
        names = {(row["prefix"], row["name"]) for row in found["deliveries"]}
        assert len(list(self.receipts.list())) == 2 * len(names)

    def _expected(self) -> Dump:
        with Repository.opened("sqlite:///:memory:") as alone:
            sweep_index(self.items, MemoryStore("receipts"), alone)
            return dump(alone.engine)

    def _missing(self) -> Sequence[Work]:
        with closing(Repository(open_engine(self._watched))) as repository:
            return [work for gap in sweep_all(IndexStage(self.items, repository)) for work in gap.work]

    def _work(self) -> None:
        repository = Repository(open_engine(self._url, patience_seconds=self._patience))
        stage = IndexStage(self.items, repository)
        indexer = Indexer(items=self.items, receipts=self.receipts, repository=repository, metrics=no_metrics())
        with closing(repository):
            while not self._stop.wait(_LOOK_SECONDS):
                self._try(lambda: self._round(stage, indexer))

    def _round(self, stage: IndexStage, indexer: Indexer) -> None:
        work = [found for gap in sweep_all(stage) for found in gap.work]
        for found in self._choice.sample(work, len(work)):
            self._try(lambda found=found: self._do(stage, indexer, found))  # type: ignore[misc]

    def _do(self, stage: IndexStage, indexer: Indexer, work: Work) -> None:
        indexer.on_result_written(stage.hint(work))
        self.done += 1

    def _try(self, task: Callable[[], object]) -> None:
        try:
            task()
        except SurroundingsError as error:
            self.postponed[str(error)] += 1
            self._stop.wait(_PAUSE_SECONDS)
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            self.failed.append(error)


def some_results(count: int, mark: str) -> Iterator[Result]:
    """Make results of all that makes order matter: shared bytes, versions of a name, meetings of several documents.

    Every title of an item begins with the mark.
    """
    for number in range(count):
        given = delivery(
            f"møde {number % (count // 2)}.pdf",
            prefix=("306", "316", "165")[number % 3],
            sha256=f"{number % (count * 2 // 3):064x}",
            version=f"20261125T{number // 60:02}{number % 60:02}00Z-{number}",
        )
        if number % 9 == 8:
            yield rejected(given, detail=mark)
        else:
            yield parsed(given, body=("Byrådet", "Kulturudvalget")[number % 2], titles=(f"{mark}: A", f"{mark}: B"))
