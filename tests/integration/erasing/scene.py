"""The whole pipeline in memory, with a hand that can reach in before any question to a bucket."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from prometheus_client import CollectorRegistry

from services.cli.erasing import Eraser
from services.fetcher import erasing as entries
from services.fetcher.admit import Limits
from services.fetcher.lying import by_tail
from services.fetcher.metrics import FetcherMetrics
from services.fetcher.stage import FetchStage
from services.fetcher.tasks import Fetcher
from services.indexer.repository import Repository
from services.indexer.stage import IndexStage
from services.indexer.tasks import Indexer
from services.parser.metrics import ParserMetrics
from services.parser.parse import parse_file
from services.parser.sandbox.inline import InlineSandbox
from services.parser.stage import ParseStage
from services.parser.tasks import Parser
from services.parser.version import PARSER_VERSION
from shared.objectstore.memory import MemoryStore
from shared.objectstore.port import ObjectInfo, pieces
from shared.stage import Stage, sweep_all
from tests.integration.indexer.dumping import dump
from tests.integration.indexer.indexing import no_metrics

KEY = "165/byrådet.md"
RARE = "Syv gule pelikaner blev set på rådhusets tag."
BODY = f"""# Byrådet

Mødedato: 14. marts 2023

## 1. Godkendelse af dagsorden

Beslutning:
Godkendt.

## 2. Pelikaner

Sagsfremstilling:
{RARE}

Beslutning:
Taget til efterretning.
""".encode()
HASH = sha256(BODY).hexdigest()
BECAUSE = "asked for by the municipality"


class Bucket(MemoryStore):
    """A bucket that keeps versions, and calls ``before`` before each question."""

    before: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, bucket: str, clock: Callable[[], datetime]) -> None:
        super().__init__(bucket, clock)
        self.kept: dict[str, list[str]] = {}

    def put(
        self,
        key: str,
        body: bytes | Iterable[bytes],
        *,
        media_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Store a body beside the earlier ones."""
        content = b"".join(pieces(body))
        super().put(key, content, media_type=media_type, metadata=metadata)
        self.kept.setdefault(key, []).append(f"{key} {content.decode()} {metadata}")

    def purge(self, key: str, *, but_latest: bool = False) -> None:
        """Let go of earlier bodies."""
        super().purge(key, but_latest=but_latest)
        self.kept[key] = self.kept.get(key, [])[-1:] if but_latest and key in self._objects else []

    def list(self, prefix: str = "", *, deep: bool = True, deleted: bool = False) -> Iterator[ObjectInfo]:
        """Yield what stands, and on demand what was deleted and is kept."""
        yield from super().list(prefix, deep=deep)
        for key, bodies in tuple(self.kept.items()):
            if deleted and bodies and key.startswith(prefix) and key not in self._objects:
                yield ObjectInfo(key=key, size=0, etag=str(len(bodies)), last_modified=self._clock())

    def _ask(self, key: str) -> None:
        self.before()
        super()._ask(key)


def standing(bucket: Bucket) -> list[str]:
    """Name what stands in a bucket."""
    return sorted(info.key for info in bucket.list())


@dataclass
class Clock:
    """A clock that goes on by a second whenever it is asked."""

    now: datetime = field(default=datetime(2026, 11, 25, tzinfo=UTC))

    def __call__(self) -> datetime:
        """Say the time."""
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Scene:
    """Four buckets, a database, and everybody who works on them."""

    repository: Repository
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        """Put it together."""
        self.drop, self.archive, self.items, self.receipts = (
            Bucket(name, self.clock) for name in ("drop", "archive", "items", "receipts")
        )
        unread, sandbox, limits = CollectorRegistry(), InlineSandbox(parse_file), Limits()
        fetcher = Fetcher(drop=self.drop, archive=self.archive, limits=limits, metrics=FetcherMetrics(unread))
        parser = Parser(archive=self.archive, items=self.items, sandbox=sandbox, metrics=ParserMetrics(unread))
        indexer = Indexer(items=self.items, receipts=self.receipts, repository=self.repository, metrics=no_metrics())
        self.stages: tuple[tuple[Stage, Callable[[Any], object]], ...] = (
            (FetchStage(self.drop, self.archive, limits), fetcher.on_file_dropped),
            (ParseStage(self.archive, self.items, PARSER_VERSION), parser.on_file_archived),
            (IndexStage(self.items, self.repository), indexer.on_result_written),
        )
        self.eraser = self.new_eraser()

    def put(self, key: str = KEY, body: bytes = BODY) -> None:
        """Drop a file, from a client that tells more of it than its type."""
        self.drop.put(key, body, media_type=f'text/markdown; name="{RARE}"')

    def new_eraser(self) -> Eraser:
        """Be a keeper that has just started."""
        return Eraser(archive=self.archive, items=self.items, receipts=self.receipts)

    def tasks(self) -> Iterator[Callable[[], object]]:
        """Name all work that is missing now, stage by stage."""
        for stage, handle in self.stages:
            for gap in sweep_all(stage):
                for work in gap.work:
                    yield partial(handle, stage.hint(work))

    def work(self) -> None:
        """Sweep until nothing is missing."""
        for _ in range(6):
            if not [task() for task in self.tasks()]:
                return
        raise AssertionError("it never comes to rest")

    def erase(self, key: str = KEY) -> None:
        """Erase a file as an operator does."""
        lying = by_tail(self.drop, Limits(), [key.partition("/")[0]])
        tails = entries.find(self.archive, key, lying)
        if tails:
            self.eraser.bury(tails, BECAUSE, self.clock.now, {tail: delivery for tail, (_, delivery) in lying.items()})
        self.keep()

    def keep(self) -> set[str]:
        """Have the keeper go round once."""
        return {tail for prefix in list(self.eraser.prefixes()) for tail in self.eraser.finish(prefix, self.clock.now)}

    def settle(self) -> None:
        """Let time pass until everybody has nothing left to do."""
        for _ in range(3):
            self.clock.now += timedelta(minutes=20)
            self.keep()
            self.work()

    def rows(self) -> str:
        """Spell everything that the database says."""
        return str(dump(self.repository.engine))

    def traces(self, *words: str) -> list[str]:
        """Name every place outside of the drop that still says one of these words, or some of the file's own."""
        kept = [
            body for bucket in (self.archive, self.items, self.receipts) for of in bucket.kept.values() for body in of
        ]
        words = words or (RARE, "pelikaner", HASH)
        return [text[:80] for text in (*kept, self.rows()) if any(word.lower() in text.lower() for word in words)]
