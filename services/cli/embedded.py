"""The embedded system: the three services on one machine, with folders for buckets and no queue.

Not a second implementation: the same stages say what is missing and the same tasks do it. The hints that a
service publishes are not needed here, because the sweeps run one after the other until nothing is missing.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
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
from services.parser.version import PARSER_VERSION
from shared.contract.keys import UNKNOWN_PREFIX
from shared.errors import ReferatError
from shared.objectstore.folder import FolderStore
from shared.operating import Operator
from shared.stage import Gap, Stage, Work, sweep_all

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
    """What one run did: how many files the stages handled, what is still missing, and how much of it rests by stage."""

    done: int
    failures: tuple[Failure, ...] = ()
    resting: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """Which part of all work is asked for: that of one stage, of one municipality, or of one in the other."""

    stage: str | None = None
    municipality: str | None = None

    def gaps(self, stage: Stage) -> Iterator[Gap]:
        """Sweep what is asked for of one stage."""
        if self.stage in {None, stage.name}:
            yield from sweep_all(stage, self.municipality)

    def missing(self, stage: Stage) -> Sequence[Work]:
        """Name what is missing of it."""
        return [work for gap in self.gaps(stage) for work in gap.work]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One stage with what does its work, for so many files at a time."""

    stage: Stage
    handle: Callable[[Any], object]
    workers: int


OnStep = Callable[[Step], None]
EVERYTHING = Only()


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
        self._unread = CollectorRegistry()  # nobody scrapes a command
        self.operator = Operator(self.archive)

    def __enter__(self) -> Self:
        # One pool for all rounds, which starts with the first file.
        self._sandbox = self._closing.enter_context(open_sandbox(slots(), self._language_data, self._scans.count))
        self.repository = self._closing.enter_context(open_repository(self._home))
        self._lines = (self._fetching(), self._parsing(), self._indexing())
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def run(self, on_step: OnStep, only: Only = EVERYTHING) -> Run:
        """Run the three sweeps until nothing is missing but what rests, or has failed often enough."""
        done = 0
        causes: dict[str, str] = {}
        self._scans.on_step = on_step
        for _ in range(ATTEMPTS):
            resting = self.operator.paused()
            works = [line for line in self._lines if line.stage.name not in resting]
            count = sum(_work_off(line, only, on_step, causes) for line in works)
            done += count
            if not count:
                break
        rests = [line for line in self._lines if line not in works]
        return Run(
            done=done,
            failures=_left(works, only, causes) if count else (),
            resting={line.stage.name: len(missing) for line in rests if (missing := only.missing(line.stage))},
        )

    def rebuild(self, on_step: OnStep) -> Run:
        """Empty the database and fill it again from the items."""
        causes: dict[str, str] = {}
        self.repository.reset()
        *_, indexing = self._lines
        done = _work_off(indexing, EVERYTHING, on_step, causes)
        return Run(done=done, failures=_left(self._lines, EVERYTHING, causes))

    def gaps(self, only: Only = EVERYTHING) -> Iterator[Gap]:
        """Sweep what is asked for, stage by stage, and change nothing."""
        for line in self._lines:
            yield from only.gaps(line.stage)

    def missing(self) -> dict[str, int]:
        """Count what is missing for each stage."""
        return {line.stage.name: len(EVERYTHING.missing(line.stage)) for line in self._lines}

    def objects(self) -> dict[str, int]:
        """Count the objects of each bucket."""
        stores = (self.drop, self.archive, self.items, self.receipts)
        return {store.bucket: sum(1 for _ in store.list()) for store in stores}

    def _fetching(self) -> _Line:
        stage = FetchStage(self.drop, self.archive, limits())
        metrics = FetcherMetrics(self._unread)
        fetcher = Fetcher(drop=self.drop, archive=self.archive, limits=limits(), metrics=metrics)
        return _Line(stage=stage, handle=fetcher.on_file_dropped, workers=1)

    def _parsing(self) -> _Line:
        stage = ParseStage(self.archive, self.items, PARSER_VERSION)
        metrics = ParserMetrics(self._unread)
        parser = Parser(archive=self.archive, items=self.items, sandbox=self._sandbox, metrics=metrics)
        return _Line(stage=stage, handle=parser.on_file_archived, workers=slots())

    def _indexing(self) -> _Line:
        stage = IndexStage(self.items, self.repository)
        metrics = IndexerMetrics(self._unread)
        indexer = Indexer(items=self.items, receipts=self.receipts, repository=self.repository, metrics=metrics)
        return _Line(stage=stage, handle=indexer.on_result_written, workers=1)  # SQLite has one writer at a time


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


def _left(lines: Iterable[_Line], only: Only, causes: Mapping[str, str]) -> tuple[Failure, ...]:
    """Name what is still missing, with the cause where one was told."""
    return tuple(
        Failure(key=work.input, cause=causes.get(work.input, "it was tried and is still missing"))
        for line in lines
        for work in only.missing(line.stage)
    )


def _work_off(line: _Line, only: Only, on_step: OnStep, causes: dict[str, str]) -> int:
    """Do what one stage is missing, several at a time; one that fails does not stop the others."""
    missing = only.missing(line.stage)
    pool = ThreadPoolExecutor(line.workers)
    try:
        futures = {pool.submit(line.handle, line.stage.hint(work)): work for work in missing}
        for done, future in enumerate(as_completed(futures), 1):
            if error := future.exception():
                causes[futures[future].input] = _cause(error)
            on_step(Step(stage=line.stage.name, done=done, total=len(missing)))
    finally:
        # After Ctrl-C nobody waits: the sandbox is closed next, which ends what is still being parsed.
        pool.shutdown(wait=False, cancel_futures=True)
    return len(missing)


def _cause(error: BaseException) -> str:
    """Tell why one file failed; the words of an error that nobody foresaw may quote the file, so its kind alone."""
    return (
        str(error) if isinstance(error, ReferatError) else f"a fault of ours ({type(error).__name__}): please report it"
    )
