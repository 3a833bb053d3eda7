"""The embedded system: the three services on one machine, with folders for buckets and no queue.

Not a second implementation: the same stages say what is missing and the same tasks do it. The hints that a
service publishes are not needed here, because the sweeps run one after the other until nothing is missing.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Self

from prometheus_client import CollectorRegistry

from services.cli.home import BUCKETS, open_repository
from services.fetcher.admit import Limits, listed_prefixes
from services.fetcher.metrics import FetcherMetrics
from services.fetcher.stage import FetchStage
from services.fetcher.tasks import Fetcher
from services.indexer.metrics import IndexerMetrics
from services.indexer.stage import IndexStage
from services.indexer.tasks import Indexer
from services.parser.metrics import ParserMetrics
from services.parser.sandbox.scans import ScanStep, open_sandbox
from services.parser.stage import ParseStage
from services.parser.tasks import Parser
from services.parser.trying import Trying
from services.parser.version import PARSER_VERSION
from shared.contract.keys import UNKNOWN_PREFIX
from shared.errors import ReferatError
from shared.objectstore.folder import FolderStore
from shared.queue.attempts import MemoryAttempts
from shared.stage import Stage, Work, sweep_all

ATTEMPTS = 3  # what fails so often, whatever happens, is told and left for the next run


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far one stage has come: ``done`` of ``total`` files, or pages where OCR reads them."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Work that is still missing after a run, and why."""

    key: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run did: how many files each stage handled, and what is still missing."""

    done: int
    failures: tuple[Failure, ...] = ()


OnStep = Callable[[Step], None]


def limits() -> Limits:
    """Allow what the fetcher allows, and files without a municipality: their record takes it from the text."""
    return Limits(prefixes=listed_prefixes() | {UNKNOWN_PREFIX})


def slots() -> int:
    """Count how many files can be parsed at a time: all cores."""
    return os.cpu_count() or 1


class Embedded:
    """The whole system below one folder.

    Whoever changes anything holds the home's lock (:func:`services.cli.home.alone_in`). A context manager:
    leaving it leaves no child process and no open database behind. ``language_data`` is the folder of what OCR reads
    scans with; without it they are rejected.
    """

    def __init__(self, home: Path, language_data: str = "") -> None:
        self.drop, self.archive, self.items, self.receipts = (FolderStore(home / name) for name in BUCKETS)
        self._home = home
        self._language_data = language_data
        self._scans = _Scans()
        self._closing = ExitStack()
        unread = CollectorRegistry()  # nobody scrapes a command
        self._fetching, self._parsing, self._indexing = (
            FetcherMetrics(unread),
            ParserMetrics(unread),
            IndexerMetrics(unread),
        )

    def __enter__(self) -> Self:
        # One pool for all rounds, which starts with the first file, and one count of what has failed.
        self._sandbox = self._closing.enter_context(open_sandbox(slots(), self._language_data, self._scans.count))
        self._trying = Trying(MemoryAttempts(), self._parsing)
        self.repository = self._closing.enter_context(open_repository(self._home))
        self._fetch = FetchStage(self.drop, self.archive, limits())
        self._parse = ParseStage(self.archive, self.items, PARSER_VERSION)
        self._index = IndexStage(self.items, self.repository)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def run(self, on_step: OnStep) -> Run:
        """Run the three sweeps until nothing is missing, or what is missing has failed often enough."""
        done = 0
        causes: dict[str, str] = {}
        self._scans.on_step = on_step
        for _ in range(ATTEMPTS):
            count = self._fetch_all(on_step, causes) + self._parse_all(on_step, causes)
            count += self._index_all(on_step, causes)
            done += count
            if not count:
                return Run(done=done)
        return Run(done=done, failures=self._left(causes))

    def rebuild(self, on_step: OnStep) -> Run:
        """Empty the database and fill it again from the items."""
        causes: dict[str, str] = {}
        self.repository.reset()
        done = self._index_all(on_step, causes)
        return Run(done=done, failures=self._left(causes))

    def missing(self) -> dict[str, int]:
        """Count what is missing for each stage."""
        return {
            stage.name: sum(gap.missing for gap in sweep_all(stage))
            for stage in (self._fetch, self._parse, self._index)
        }

    def objects(self) -> dict[str, int]:
        """Count the objects of each bucket."""
        stores = (self.drop, self.archive, self.items, self.receipts)
        return {store.bucket: sum(1 for _ in store.list()) for store in stores}

    def _fetch_all(self, on_step: OnStep, causes: dict[str, str]) -> int:
        fetcher = Fetcher(drop=self.drop, archive=self.archive, limits=limits(), metrics=self._fetching)
        return _work_off(self._fetch, fetcher.on_file_dropped, 1, on_step, causes)

    def _parse_all(self, on_step: OnStep, causes: dict[str, str]) -> int:
        parser = Parser(
            archive=self.archive,
            items=self.items,
            sandbox=self._sandbox,
            metrics=self._parsing,
            trying=self._trying,
        )
        return _work_off(self._parse, parser.on_file_archived, slots(), on_step, causes)

    def _index_all(self, on_step: OnStep, causes: dict[str, str]) -> int:
        indexer = Indexer(items=self.items, receipts=self.receipts, repository=self.repository, metrics=self._indexing)
        # SQLite has one writer at a time.
        return _work_off(self._index, indexer.on_result_written, 1, on_step, causes)

    def _left(self, causes: Mapping[str, str]) -> tuple[Failure, ...]:
        """Name what is still missing, with the cause where one was told."""
        return tuple(
            Failure(key=work.input, cause=causes.get(work.input, "it was tried and is still missing"))
            for stage in (self._fetch, self._parse, self._index)
            for work in _missing(stage)
        )


class _Scans:
    """How far the scanned pages are: they take a hundred times as long as others."""

    def __init__(self) -> None:
        self.on_step: OnStep = lambda _: None
        self._done = self._total = 0
        self._lock = Lock()

    def count(self, step: ScanStep) -> None:
        """Take note of pages that were found or read; called by every thread that parses."""
        with self._lock:
            self._total += step.found
            self._done += step.read
            self.on_step(Step(stage="ocr", done=self._done, total=self._total))


def _missing(stage: Stage) -> Sequence[Work]:
    return [work for gap in sweep_all(stage) for work in gap.work]


def _work_off(
    stage: Stage, handle: Callable[[Any], object], workers: int, on_step: OnStep, causes: dict[str, str]
) -> int:
    """Do what one stage is missing, several at a time; one that fails does not stop the others."""
    missing = _missing(stage)
    pool = ThreadPoolExecutor(workers)
    try:
        futures = {pool.submit(handle, stage.hint(work)): work for work in missing}
        for done, future in enumerate(as_completed(futures), 1):
            if error := future.exception():
                causes[futures[future].input] = _cause(error)
            on_step(Step(stage=stage.name, done=done, total=len(missing)))
    finally:
        # After Ctrl-C nobody waits: the sandbox is closed next, which ends what is still being parsed.
        pool.shutdown(wait=False, cancel_futures=True)
    return len(missing)


def _cause(error: BaseException) -> str:
    """Tell why one file failed; the words of an error that nobody foresaw may quote the file, so its kind alone."""
    return (
        str(error) if isinstance(error, ReferatError) else f"a fault of ours ({type(error).__name__}): please report it"
    )
