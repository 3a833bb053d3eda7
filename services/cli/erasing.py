"""Erasing a file everywhere: what is left of it in the buckets, and its removal, as often as something comes late.

The order survives a crash at any point. First the tombstone, which is what remains; then everything else, which whoever
comes next may finish. A task that was under way meanwhile may still write what it had read before: the next look finds
it under a tail with a tombstone, and removes it. Rows and receipts follow from the tombstone's own result, by the same
way as from every other.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from services.fetcher import erasing as archived
from services.indexer.erasing import still_tells
from services.indexer.receipts import receipt_keys
from services.parser import erasing as made
from shared import entries
from shared.contract.keys import Section
from shared.contract.result import Delivery
from shared.errors import ContractError, DocumentError, ReferatError
from shared.objectstore.port import ObjectInfo, ObjectStore
from shared.operating import Operator

TOLD_WITHIN = timedelta(minutes=10)  # by then whoever indexes has written a receipt anew, unless it died over it

NOTHING: Mapping[str, Delivery] = MappingProxyType({})

Left = tuple[ObjectStore, str]
"""An object that must go: where it is, and its key."""

_Mark = tuple[str, str, datetime]


@dataclass(kw_only=True, eq=False)
class Eraser:
    """Knows the buckets that hold something of a file once it was fetched, and what in them needs no second look."""

    archive: ObjectStore
    items: ObjectStore
    receipts: ObjectStore
    _settled: set[_Mark] = field(default_factory=set, init=False)
    _noted: set[str] = field(default_factory=set, init=False)
    _deliveries: dict[str, Delivery | None] = field(default_factory=dict, init=False)

    def prefixes(self, section: Section = Section.ERASED) -> Iterable[str]:
        """Yield every prefix under which something was erased, or lies in another section of the archive."""
        return self.archive.top_level(f"{section}/")

    def buried(self, prefix: str) -> Mapping[str, datetime]:
        """Name the tails under a prefix that were erased, and since when."""
        return archived.buried(self.archive, prefix)

    def due(self, prefix: str, kept: timedelta, now: datetime) -> set[str]:
        """Name the tails that were withdrawn longer ago than they are kept, and not erased yet."""
        return archived.expired(self.archive, prefix, kept, now) - self.buried(prefix).keys()

    def left(self, tails: Collection[str]) -> Iterator[Left]:
        """Name what stands of these tails and must go, apart from receipts; changes nothing."""
        for prefix in sorted({tail.partition("/")[0] for tail in tails}):
            for info in made.results(self.items, prefix, tails):
                if not made.is_of_tombstone(self.items, info.key):
                    yield self.items, info.key
            yield from ((self.archive, key) for key in archived.remains(self.archive, prefix, tails))

    def told(self, tails: Collection[str]) -> Iterator[Left]:
        """Name the receipts that tell of these tails; they are written anew."""
        for tail in sorted(tails):
            delivery = self._described(tail)
            if delivery and still_tells(self.receipts, delivery):
                yield from ((self.receipts, key) for key in receipt_keys(delivery))

    def bury(
        self, tails: Collection[str], because: str, now: datetime, lying: Mapping[str, Delivery] = NOTHING
    ) -> dict[str, ReferatError]:
        """Note for good that and why these tails are erased, and lay their tombstones. Twice does no harm.

        What is not archived yet is never taken in then; ``lying`` describes what lies in the drop, by its tail.
        One that can't be buried stops none of the others: what is wrong with each of these is answered.
        """
        # Noted first: what was noted and not done is done when it is asked for again; the other way round nobody knew.
        # Once: a keeper asks again and again for what can't be buried.
        if unnoted := set(tails) - self._noted:
            # The tails say which: the tombstones have the same names for good, and no personal number is in them.
            objects = sum(1 for _ in self.left(unnoted))
            Operator(self.archive).note("erase", now, because=because, tails=sorted(unnoted), objects=objects)
            self._noted |= unnoted
        faults: dict[str, ReferatError] = {}
        for tail in sorted(tails):
            try:
                self._bury(tail, lying.get(tail))
            except (ContractError, DocumentError) as error:
                faults[tail] = error
        return faults

    def finish(self, prefix: str, now: datetime) -> set[str]:
        """Remove whatever stands under tombstones of one prefix, and name the tails of which there was something."""
        graves = self.buried(prefix)
        found = set(self._remove_results(prefix, graves))
        for key in list(archived.remains(self.archive, prefix, graves)):
            self.archive.purge(key)
            found.add(key.partition("/")[2])
        self._remove_told(prefix, graves, now)
        return found

    def _bury(self, tail: str, lying: Delivery | None) -> None:
        delivery = self._described(tail, lying)
        if delivery is None:
            raise ContractError(f"{tail!r} is no entry of ours: whoever has put it into the archive must remove it")
        archived.bury(self.archive, tail, delivery)

    def _remove_results(self, prefix: str, graves: Collection[str]) -> Iterator[str]:
        for info in list(made.results(self.items, prefix, graves)):
            if _mark(info) in self._settled:
                continue
            stays = made.is_of_tombstone(self.items, info.key)
            self.items.purge(info.key, but_latest=stays)
            if stays:
                self._settled.add(_mark(info))
            else:
                yield made.tail_of(info.key)

    def _remove_told(self, prefix: str, graves: Mapping[str, datetime], now: datetime) -> None:
        """Remove what is no longer the latest of receipts, and a receipt that nobody has written anew."""
        kept = self.receipts.list(f"{prefix}/", deleted=True) if graves else ()
        standing = {info.key: info for info in kept}
        for tail, since in graves.items():
            delivery = self._delivery(tail)
            told = [standing[key] for key in receipt_keys(delivery) if key in standing] if delivery else []
            marks = {_mark(info) for info in told}
            if delivery is None or marks <= self._settled:
                continue
            is_stale = still_tells(self.receipts, delivery)
            if is_stale and now - since < TOLD_WITHIN:
                continue
            for info in told:
                self.receipts.purge(info.key, but_latest=not is_stale)
            if not is_stale:
                self._settled |= marks

    def _delivery(self, tail: str) -> Delivery | None:
        """Read what a tombstone says, once."""
        if tail not in self._deliveries:
            self._deliveries[tail] = self._described(tail)
        return self._deliveries[tail]

    def _described(self, tail: str, lying: Delivery | None = None) -> Delivery | None:
        """Say whose delivery an entry is; ``None`` for one that no fetcher of ours has written."""
        said = archived.delivery(self.archive, tail) or lying or made.delivery(self.items, tail)
        return said or entries.spelled_by(tail)


def _mark(info: ObjectInfo) -> _Mark:
    return info.key, info.etag, info.last_modified
