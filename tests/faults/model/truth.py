"""The trivial model: which bytes lie under which name, and so what everybody must be told of them."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain

from sqlalchemy import text

from services.indexer.database import reading
from services.indexer.search import search
from services.parser.releasing import find_held_back, release
from shared.contract import keys
from shared.contract.codes import Outcome, RejectionReason
from shared.contract.keys import UNKNOWN_PREFIX
from shared.contract.result import Delivery
from tests.faults.dropping import File
from tests.faults.model.contents import CONTENTS, Content
from tests.faults.model.pipeline import Pipeline
from tests.faults.oracle import judge
from tests.faults.state import Buckets, read

_NEWEST = text("SELECT prefix, name, version, outcome, reason FROM newest_deliveries")
_LIVE = text("SELECT sha256 FROM live_documents")


class Truth:
    """What a municipality and an operator have done to a pipeline, as far as it still counts."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._lies: dict[str, Content] = {}
        self._released: set[str] = set()
        self._versions: dict[str, tuple[str, Content]] = {}

    def drop(self, key: str, called: str) -> None:
        """Put some bytes under a name; in vain while the drop is away."""
        if self._pipeline.kept.drop.away:
            return
        content = self._lies[key] = CONTENTS[called]
        self._pipeline.kept.drop.put(key, content.body)
        tail = _tail(self._pipeline.delivery(key))
        self._versions[tail] = key, content
        self._remember(tail)

    def remove(self, key: str) -> None:
        """Take away what lies under a name; in vain while the drop is away."""
        if not self._pipeline.kept.drop.away:
            self._lies.pop(key, None)
            self._pipeline.kept.drop.delete(key)

    def release(self, key: str) -> None:
        """Let the newest version of a name through, if it is held back; in vain while a bucket is away."""
        kept = self._pipeline.kept
        if key not in self._lies or kept.drop.away or kept.archive.away or kept.items.away:
            return
        delivery = self._pipeline.delivery(key)
        named = delivery.prefix, delivery.name
        tail = find_held_back(kept.archive, kept.items, self._pipeline.parser_version, named)
        if tail is not None:
            release(kept.archive, kept.items, tail, "an article number", datetime(2026, 11, 28, tzinfo=UTC))
            self._released.add(tail)
            self._remember(tail)

    def breaches(self) -> Iterator[str]:
        """Say what is not as it should be."""
        kept = self._pipeline.kept
        buckets = Buckets(drop=kept.drop, archive=kept.archive, items=kept.items, receipts=kept.receipts)
        state = read(buckets, self._pipeline.repository.engine, {}, kept.history, self._pipeline.parser_version)
        yield from chain(map(str, judge(state)), self._rows(), self._public())

    def _rows(self) -> Iterator[str]:
        with reading(self._pipeline.repository.engine) as connection:
            rows = {(row.prefix, row.name): tuple(row[2:]) for row in connection.execute(_NEWEST)}
        for key in self._lies:
            delivery, reason = self._pipeline.delivery(key), self._reason(key)
            should = delivery.version, Outcome.REJECTED if reason else Outcome.PARSED, reason
            stands = rows.pop((delivery.prefix, delivery.name), None)
            if stands != should:
                yield f"{key!r} should be {should} and is {stands}"

    def _public(self) -> Iterator[str]:
        minutes = {content for key, content in self._lies.items() if self._reason(key) is None}
        engine = self._pipeline.repository.engine
        with reading(engine) as connection:
            live = set(connection.scalars(_LIVE))
        for called, content in CONTENTS.items():
            is_live = hashlib.sha256(content.body).hexdigest() in live
            is_found = bool(content.word and search(engine, content.word))
            if (content in minutes) > min(is_live, is_found) or is_live != is_found:
                yield f"{called}: public is {content in minutes}, a row {is_live}, found {is_found}"

    def _reason(self, key: str) -> RejectionReason | None:
        is_released = _tail(self._pipeline.delivery(key)) in self._released
        return self._lies[key].rejected(key, released=is_released)

    def _remember(self, tail: str) -> None:
        """Tell the oracle what a version may become, by the name that it is delivered under."""
        key, content = self._versions[tail]
        prefix, name, _ = keys.split_tail(tail)
        source = key if prefix == UNKNOWN_PREFIX else f"{prefix}/{name}"
        reason = content.rejected(key, released=tail in self._released)
        self._pipeline.kept.history.append(File(key=source, body=content.body, reason=reason))


def _tail(delivery: Delivery) -> str:
    return keys.tail(delivery.prefix, delivery.name, delivery.version)
