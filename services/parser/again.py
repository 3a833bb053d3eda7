"""Having archive entries parsed again: their results go, and so the next sweep finds them missing."""

from collections.abc import Callable, Iterable

from shared.contract import keys
from shared.objectstore.port import ObjectStore


def parse_again(items: ObjectStore, tails: Iterable[str], on_each: Callable[[int], object] = lambda _: None) -> None:
    """Delete the results of each tail; ``on_each`` hears how many are done. Twice does no harm.

    Results of every parser version go, the newest last: as long as it stands none takes an older one for what counts.
    Notes of scans go as well, since whether a file is one is asked anew. Rows stay until the new result is indexed.
    What a bucket keeps of them is left to its owner, and found by an erasure.
    """
    versions = sorted(items.top_level(), key=keys.version_order)
    for done, tail in enumerate(tails, 1):
        for version in versions:
            items.delete(keys.scan(version, tail))
            items.delete(keys.item(version, tail))
        on_each(done)
