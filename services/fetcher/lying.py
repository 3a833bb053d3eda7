"""What lies in the drop and is meant to be delivered: the one way in which sweeps look at it."""

from collections.abc import Iterable, Iterator, Mapping

from services.fetcher.admit import Limits, is_passed_over
from services.fetcher.archive import describe, tail
from shared.contract.keys import UNKNOWN_PREFIX
from shared.contract.result import Delivery
from shared.objectstore.port import ObjectInfo, ObjectStore


def lying(drop: ObjectStore, limits: Limits, prefix: str) -> Iterator[tuple[ObjectInfo, Delivery]]:
    """Yield every file under one prefix of deliveries, as it lies there and as it is delivered."""
    for info in _listed(drop, limits, prefix):
        if not is_passed_over(info.key):
            delivery = describe(info, limits)
            if delivery.prefix == prefix:
                yield info, delivery


def by_tail(drop: ObjectStore, limits: Limits, prefixes: Iterable[str]) -> Mapping[str, tuple[str, Delivery]]:
    """Name what lies under some prefixes by the tails of its entries, which may not stand yet: its key and delivery."""
    found = (lies for prefix in prefixes for lies in lying(drop, limits, prefix))
    return {tail(delivery): (info.key, delivery) for info, delivery in found}


def _listed(drop: ObjectStore, limits: Limits, prefix: str) -> Iterator[ObjectInfo]:
    """List what may be delivered under a prefix; the unknown is whatever is left when all known are gone."""
    if prefix != UNKNOWN_PREFIX:
        yield from drop.list(f"{prefix}/")
        return
    for name in drop.top_level():
        if name not in limits.prefixes or name == UNKNOWN_PREFIX:
            yield from drop.list(f"{name}/")
    yield from drop.list(deep=False)
