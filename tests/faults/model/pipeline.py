"""The whole pipeline in one thread, over buckets in memory, with a bag of hints for a broker."""

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any, Final, cast

from prometheus_client import CollectorRegistry

from services.cli.erasing import Eraser
from services.cli.metrics import ErasureMetrics
from services.cli.retention import Erasing
from services.fetcher.admit import Limits
from services.fetcher.archive import describe
from services.fetcher.metrics import FetcherMetrics, WithdrawalMetrics
from services.fetcher.stage import FetchStage
from services.fetcher.tasks import Fetcher
from services.fetcher.withdrawing import Looking, WithdrawStep, confirming
from services.indexer.metrics import IndexerMetrics
from services.indexer.repository import Repository
from services.indexer.stage import IndexStage
from services.indexer.tasks import Indexer
from services.parser.again import parse_again
from services.parser.metrics import ParserMetrics
from services.parser.sandbox.child import Entry
from services.parser.sandbox.inline import InlineSandbox
from services.parser.stage import OcrStage, ParseStage
from services.parser.tasks import NO_FAULT_OF_A_FILE, Parser
from shared.contract.facts import Fact, FileArchived, FileDropped, ResultWritten, ScanFound
from shared.contract.result import Delivery
from shared.errors import SurroundingsError
from shared.keeping import Step
from shared.metrics import HintMetrics, SweepMetrics, TryingMetrics
from shared.objectstore.memory import MemoryStore
from shared.objectstore.port import ObjectStore
from shared.operating import Operator
from shared.pausing import Pauses
from shared.queue.attempts import MemoryAttempts
from shared.queue.routes import route
from shared.stage import Stage
from shared.sweeping import Pace, Sweeper
from shared.trying import Trying
from tests.faults.model.contents import parse_any, parse_text
from tests.faults.model.failpoints import Failpoint, Watched
from tests.faults.small_system import Clock, Memory

BUCKETS: Final = ("drop", "archive", "items", "receipts")
STAGES: Final = ("fetch", "parse", "ocr", "index")
_HEARD: Final[dict[str, type[Fact]]] = dict(
    zip(STAGES, (FileDropped, FileArchived, ScanFound, ResultWritten), strict=True)
)
_ALL: Final = 1000
_UNREAD: Final = CollectorRegistry()
_FETCHING, _PARSING, _INDEXING = FetcherMetrics(_UNREAD), ParserMetrics(_UNREAD), IndexerMetrics(_UNREAD)
_FAILING = TryingMetrics(_UNREAD)
_SWEEPING, _HINTING = SweepMetrics(_UNREAD), HintMetrics(_UNREAD)
_WITHDRAWING, _ERASING = WithdrawalMetrics(_UNREAD), ErasureMetrics(_UNREAD)
_KEPT: Final = timedelta(days=30)
_MOST_ROUNDS: Final = 50


class Bag:
    """The broker: any hint of the bag may come next, come again, or never come."""

    def __init__(self) -> None:
        self.hints: list[Fact] = []

    def publish(self, fact: Fact) -> None:
        """Put a hint into the bag."""
        self.hints.append(fact)

    def take(self, pick: int, *, again: bool = False) -> Fact | None:
        """Take one hint out, any; or leave it there, to come again."""
        if not self.hints:
            return None
        place = pick % len(self.hints)
        return self.hints[place] if again else self.hints.pop(place)

    def on_the_way(self, heard: type[Fact]) -> Collection[str]:
        """Name the keys that there are hints for."""
        return {fact.key for fact in self.hints if isinstance(fact, heard)}


class Pipeline:
    """What runs, and what it keeps. Its processes remember only what a process may.

    A sweep has no more than ``window`` hints of one prefix on the way.
    """

    def __init__(self, repository: Repository, window: int = _ALL) -> None:
        self.clock = Clock()
        drop, archive, items, receipts = (MemoryStore(name, self.clock) for name in BUCKETS)
        self.kept = Memory(messages={}, drop=drop, archive=archive, items=items, receipts=receipts)
        self.repository = repository
        self.failpoint = Failpoint()
        self.bag = Bag()
        self.window = window
        self.version = 1
        self.operator = Operator(self.kept.archive)
        self.wipe_broker()
        self.restart()

    @property
    def parser_version(self) -> str:
        """The parser version that runs."""
        return str(self.version)

    def bucket(self, name: str) -> MemoryStore:
        """Give one of the buckets itself."""
        return cast("MemoryStore", getattr(self.kept, name))

    def wipe_broker(self) -> None:
        """Lose all that the broker holds: hints, and which attempts have failed."""
        self.bag.hints.clear()
        self._attempts = MemoryAttempts()

    def restart(self) -> None:
        """Start every process anew."""
        # A look at every call, as if the last one was long ago.
        self._resting = Pauses(self.operator, count(step=1000).__next__)
        drop, archive, items, receipts = (self._watched(self.bucket(name)) for name in BUCKETS)
        repository = cast("Repository", Watched(self.repository, self.failpoint))
        self._fetcher = Fetcher(drop=drop, archive=archive, limits=Limits(), metrics=_FETCHING)
        self._indexer = Indexer(items=items, receipts=receipts, repository=repository, metrics=_INDEXING)
        stages: tuple[Stage, ...] = (
            FetchStage(drop, archive, Limits()),
            ParseStage(archive, items, self.parser_version),
            OcrStage(items, self.parser_version),
            IndexStage(items, repository),
        )
        self._sweepers = {stage.name: self._sweeper(stage) for stage in stages}
        self.eraser = Eraser(archive=archive, items=items, receipts=receipts)
        self._keeper = self._steps(drop, archive)

    def delivery(self, key: str) -> Delivery:
        """Say how what lies in the drop under a key is delivered."""
        return describe(self.kept.drop.head(key), Limits())

    def do(self, fact: Fact, *, version: int | None = None) -> None:
        """Have a worker do what a hint asks for; a parser of an older version, if one is still there.

        A stage that rests does nothing with a hint, and is told of nothing.
        """
        if route(fact).stage in self._resting():
            return
        try:
            told = self._handler(fact, str(version or self.version))(fact)
        except SurroundingsError:
            return  # postponed: a sweep tries again
        if told is not None and route(told).stage not in self._resting():
            self.bag.publish(told)

    def sweep(self, stage: str) -> int:
        """Sweep one stage, and say how many hints that made."""
        return self._sweepers[stage].round()

    def keep(self) -> int:
        """Have the keeper go round once, and say how many things it has told."""
        told = 0
        for step in self._keeper:
            with suppress(SurroundingsError):
                for prefix in sorted(set(step.prefixes())):
                    for fact in step.keep(prefix):
                        self.bag.publish(fact)
                        told += 1
        return told

    def withdraw(self) -> None:
        """Have the keeper look twice, and an operator confirm all that is gone."""
        with suppress(SurroundingsError):
            self._confirm()
        self.keep()
        self.keep()

    def replay(self, tails: Collection[str]) -> None:
        """Have some archive entries parsed again."""
        with suppress(SurroundingsError):
            parse_again(self._watched(self.kept.items), sorted(tails))

    def work_off(self, stage: str) -> int:
        """Sweep one stage and do all that it has hints for; say how many they were."""
        self.sweep(stage)
        hints = [fact for fact in self.bag.hints if isinstance(fact, _HEARD[stage])]
        for hint in hints:
            self.bag.hints.remove(hint)
            self.do(hint)
        return len(hints)

    def settle(self) -> int:
        """Keep, and work off every stage, until two rounds find nothing to do; say after how many.

        An operator confirms whatever is gone.
        """
        silent = 0
        for rounds in range(1, _MOST_ROUNDS):
            self._confirm()
            found = self.keep() + sum(map(self.work_off, STAGES))
            silent = 0 if found else silent + 1
            if silent == 2:
                return rounds - silent
        raise AssertionError(f"not quiet after {_MOST_ROUNDS} rounds")

    def _steps(self, drop: ObjectStore, archive: ObjectStore) -> tuple[Step, ...]:
        looking = Looking(drop=drop, archive=archive, clock=self.clock)
        return (
            WithdrawStep(looking=looking, apart=timedelta(seconds=1), metrics=_WITHDRAWING),
            Erasing(eraser=self.eraser, kept=_KEPT, metrics=_ERASING, clock=self.clock),
        )

    def _confirm(self) -> None:
        for prefix in self._keeper[0].prefixes():
            self.operator.confirm(confirming(prefix), 1000, "it is meant", self.clock())

    def _handler(self, fact: Fact, version: str) -> Callable[[Any], Fact | None]:
        match fact:
            case FileDropped():
                return self._fetcher.on_file_dropped
            case FileArchived():
                return self._parser(parse_text, version).on_file_archived
            case ScanFound():
                return self._parser(parse_any, version).on_scan_found
        return self._indexer.on_result_written

    def _parser(self, entry: Entry, version: str) -> Parser:
        archive, items = self._watched(self.kept.archive), self._watched(self.kept.items)
        return Parser(
            archive=archive,
            items=items,
            sandbox=InlineSandbox(entry),
            metrics=_PARSING,
            # Each a worker of its own, with a room of its own; what has failed they know together.
            trying=Trying(self._attempts, _FAILING, answers=NO_FAULT_OF_A_FILE),
            parser_version=version,
        )

    def _sweeper(self, stage: Stage) -> Sweeper:
        heard = _HEARD[stage.name]
        return Sweeper(
            stage=stage,
            pace=Pace(interval_seconds=1, window=self.window),
            publisher=self.bag,
            on_the_way=lambda: self.bag.on_the_way(heard),
            metrics=_SWEEPING,
            hints=_HINTING,
            resting=self._resting,
            clock=count(step=1000).__next__,
        )

    def _watched(self, store: ObjectStore) -> ObjectStore:
        return cast("ObjectStore", Watched(store, self.failpoint))
