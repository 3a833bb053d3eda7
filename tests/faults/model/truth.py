"""The trivial model: which bytes lie under which name, and so what everybody must be told of them."""

import hashlib
from collections.abc import Iterator
from itertools import chain

from sqlalchemy import text

from services.fetcher.erasing import find
from services.indexer.database import reading
from services.indexer.search import search
from services.parser.releasing import find_held_back, release
from shared.contract import keys
from shared.contract.codes import Outcome, RejectionReason
from tests.faults.dropping import File, Removal
from tests.faults.model.contents import CONTENTS, MASKED, Content
from tests.faults.model.pipeline import BUCKETS, Pipeline
from tests.faults.oracle import judge
from tests.faults.state import Buckets, read

_NEWEST = text("SELECT prefix, name, version, outcome, reason FROM newest_deliveries")
_LIVE = text("SELECT sha256 FROM live_documents")


class Truth:
    """What a municipality and an operator have done to a pipeline, as far as it still counts.

    ``versions`` are all that there ever were, by tail, with the key in the drop and the bytes.
    """

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._lies: dict[str, Content] = {}
        self.versions: dict[str, tuple[str, Content]] = {}
        self._released: set[str] = set()
        self._erased: set[str] = set()

    def drop(self, key: str, called: str) -> None:
        """Put some bytes under a name; in vain while the drop is away."""
        if self._pipeline.kept.drop.away:
            return
        if key == MASKED:
            self.remove(key)  # each version of it is a name of its own
        content = self._lies[key] = CONTENTS[called]
        self._pipeline.kept.drop.put(key, content.body)
        tail = self._tail(key)
        self.versions[tail] = key, content
        self._remember(tail)

    def remove(self, key: str) -> None:
        """Take away what lies under a name; in vain while the drop is away."""
        if key in self._lies and not self._pipeline.kept.drop.away:
            self._pipeline.kept.history.append(Removal(key=_source(self._tail(key), key)))
            self._pipeline.kept.drop.delete(key)
            del self._lies[key]

    def withdraw(self, *keys: str) -> None:
        """Take away what lies under names, and have it withdrawn."""
        for key in keys:
            self.remove(key)
        self._pipeline.withdraw()

    def release(self, key: str) -> None:
        """Let the newest version of a name through, if it is held back; in vain while a bucket is away."""
        if key not in self._lies or self._is_any_away():
            return
        kept, delivery = self._pipeline.kept, self._pipeline.delivery(key)
        named = delivery.prefix, delivery.name
        tail = find_held_back(kept.archive, kept.items, self._pipeline.parser_version, named)
        if tail is not None:
            release(kept.archive, kept.items, tail, "an article number", self._pipeline.clock())
            self._released.add(tail)
            self._remember(tail)

    def tails(self, key: str) -> set[str]:
        """Name all versions that ever lay under a name."""
        return {tail for tail, (name, _) in self.versions.items() if name == key}

    def erase(self, key: str) -> None:
        """Erase all versions of a name that were archived; in vain while a bucket is away."""
        if key not in self._lies or self._is_any_away():
            return
        delivery = self._pipeline.delivery(key)
        tails = find(self._pipeline.kept.archive, f"{delivery.prefix}/{delivery.name}")
        if tails:
            self._pipeline.eraser.bury(tails, "asked for", self._pipeline.clock())
            self._erased |= tails
            for tail in tails:
                source = _source(tail, self.versions[tail][0])
                self._pipeline.kept.history.append(Removal(key=source, is_by_operator=True))

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
            delivery = self._pipeline.delivery(key)
            should = delivery.version, *self._outcome(key)
            stands = rows.pop((delivery.prefix, delivery.name), None)
            if stands != should:
                yield f"{key!r} should be {should} and is {stands}"
        for name, (_, outcome, _) in rows.items():
            if outcome not in {Outcome.WITHDRAWN, Outcome.ERASED}:
                yield f"{name} is gone from the drop and {outcome} in the database"

    def _public(self) -> Iterator[str]:
        minutes = {content for key, content in self._lies.items() if self._outcome(key)[0] is Outcome.PARSED}
        engine = self._pipeline.repository.engine
        with reading(engine) as connection:
            live = set(connection.scalars(_LIVE))
        for called, content in CONTENTS.items():
            is_live = hashlib.sha256(content.body).hexdigest() in live
            is_found = bool(content.word and search(engine, content.word))
            if {is_live, is_found} != {content in minutes}:
                yield f"{called}: public is {content in minutes}, a row {is_live}, found {is_found}"

    def _outcome(self, key: str) -> tuple[Outcome, RejectionReason | None]:
        tail = self._tail(key)
        reason = self._lies[key].rejected(key, released=tail in self._released)
        if tail in self._erased:
            return Outcome.ERASED, None
        return (Outcome.REJECTED, reason) if reason else (Outcome.PARSED, None)

    def _remember(self, tail: str) -> None:
        """Tell the oracle what a version may become, by the name that it is delivered under."""
        key, content = self.versions[tail]
        reason = content.rejected(key, released=tail in self._released)
        self._pipeline.kept.history.append(File(key=_source(tail, key), body=content.body, reason=reason))

    def _tail(self, key: str) -> str:
        delivery = self._pipeline.delivery(key)
        return keys.tail(delivery.prefix, delivery.name, delivery.version)

    def _is_any_away(self) -> bool:
        return any(self._pipeline.bucket(name).away for name in BUCKETS)


def _source(tail: str, key: str) -> str:
    """Name a key in the drop as whoever reads the archive can; what is masked there stays masked."""
    prefix, name, _ = keys.split_tail(tail)
    return f"{prefix}/{name}" if key == MASKED else key
