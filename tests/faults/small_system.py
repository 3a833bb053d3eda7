"""A small system in memory that is well, for tests of the oracle to break."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from prometheus_client import CollectorRegistry

from services.fetcher.admit import Limits
from services.fetcher.metrics import FetcherMetrics, WithdrawalMetrics
from services.fetcher.stage import FetchStage
from services.fetcher.tasks import Fetcher
from services.fetcher.withdrawing import Looking, WithdrawStep
from services.indexer.repository import Repository
from services.parser.metrics import ParserMetrics
from services.parser.parse import parse_file
from services.parser.sandbox.inline import InlineSandbox
from services.parser.stage import ParseStage
from services.parser.tasks import Parser
from services.parser.version import PARSER_VERSION
from shared.contract.codes import RejectionReason
from shared.objectstore.memory import MemoryStore
from shared.stage import Stage, Work, sweep_all
from tests.faults.dropping import File, Removal, chance, minutes
from tests.faults.oracle import Breach, judge
from tests.faults.state import Buckets, read
from tests.integration.indexer.indexing import sweep_index

FILES = (
    File(key="165/a + b%2B.md", body=minutes(1, chance(1))),
    File(key="165/kopi.md", body=minutes(1, chance(1))),
    File(key="306/æøå.md", body=minutes(1, chance(1))),
    File(key="306/retning.md", body=minutes(2, chance(2))),
    File(key="306/retning.md", body=minutes(3, chance(3))),
    File(key="306/pakke.zip", body=b"PK\x05\x06" + bytes(18), reason=RejectionReason.UNSUPPORTED_TYPE),
    File(key="0165/x.md", body=b"Referat", reason=RejectionReason.UNKNOWN_MUNICIPALITY),
)


class Clock:
    """A store's clock that goes on by a second whenever it is asked."""

    def __init__(self) -> None:
        self._seconds = count()
        self._passed = timedelta()

    def __call__(self) -> datetime:
        """Say the time."""
        return datetime(2026, 11, 25, tzinfo=UTC) + self._passed + timedelta(seconds=next(self._seconds))

    def let_pass(self, time: timedelta) -> None:
        """Go on by more than a second."""
        self._passed += time


@dataclass(kw_only=True)
class Memory:
    """The buckets and the broker of the small system."""

    drop: MemoryStore = field(default_factory=lambda: MemoryStore("drop", Clock()))
    archive: MemoryStore = field(default_factory=lambda: MemoryStore("archive", Clock()))
    items: MemoryStore = field(default_factory=lambda: MemoryStore("items", Clock()))
    receipts: MemoryStore = field(default_factory=lambda: MemoryStore("receipts", Clock()))
    messages: dict[str, int] = field(default_factory=lambda: {"referat:parse.live": 0})
    history: list[File | Removal] = field(default_factory=list)


@dataclass(kw_only=True)
class System(Memory):
    """The small system with its database, which is an SQLite file."""

    repository: Repository

    def put(self, file: File) -> None:
        """Drop one file and have all work done."""
        self.history.append(file)
        self.drop.put(file.key, file.body, media_type=file.media_type)
        self.work()

    def take_out(self, key: str) -> None:
        """Take a name out of the drop, and have it withdrawn and all work done."""
        self.history.append(Removal(key=key))
        self.drop.delete(key)
        looking = Looking(drop=self.drop, archive=self.archive)
        keeper = WithdrawStep(looking=looking, apart=timedelta(0), metrics=WithdrawalMetrics(CollectorRegistry()))
        for prefix in keeper.prefixes():
            list(keeper.keep(prefix))
        self.work()

    def work(self) -> None:
        """Have everything done that is missing."""
        unread, sandbox = CollectorRegistry(), InlineSandbox(parse_file)
        fetcher = Fetcher(drop=self.drop, archive=self.archive, limits=Limits(), metrics=FetcherMetrics(unread))
        parser = Parser(archive=self.archive, items=self.items, sandbox=sandbox, metrics=ParserMetrics(unread))
        fetching = FetchStage(self.drop, self.archive, Limits())
        for work in _missing(fetching):
            fetcher.on_file_dropped(fetching.hint(work))
        parsing = ParseStage(self.archive, self.items, PARSER_VERSION)
        for work in _missing(parsing):
            parser.on_file_archived(parsing.hint(work))
        sweep_index(self.items, self.receipts, self.repository)

    def judged(self) -> list[Breach]:
        """Read everything and have it judged."""
        buckets = Buckets(drop=self.drop, archive=self.archive, items=self.items, receipts=self.receipts)
        return judge(read(buckets, self.repository.engine, self.messages, self.history))

    def execute(self, *statements: str) -> None:
        """Change the database behind its back: nothing that it would refuse is refused."""
        with closing(sqlite3.connect(str(self.repository.engine.url.database))) as connection, connection:
            for statement in statements:
                connection.execute(statement)


def key(store: MemoryStore, part: str) -> str:
    """Find the key of one object by a part of it."""
    return next(info.key for info in store.list() if part in info.key)


def copy(store: MemoryStore, source: str, target: str, **metadata: str) -> None:
    """Write an object again under another key, with some of its metadata changed."""
    info = store.head(source)
    store.put(target, store.get(source), media_type=info.media_type or "", metadata={**info.metadata, **metadata})


def _missing(stage: Stage) -> list[Work]:
    return [work for gap in sweep_all(stage) for work in gap.work]
