"""Having archive entries parsed again: their results go, and so the next sweep finds them missing.

What they said of their files is noted beside them. Nobody else would know that a file was parsed before, and a bad
release could reject all that is replayed.
"""

from collections.abc import Callable, Iterable

from shared.contract import keys
from shared.contract.codes import Outcome
from shared.errors import ObjectNotFoundError
from shared.objectstore.port import ObjectStore

_OF_A_FILE = {Outcome.PARSED, Outcome.REJECTED}


def parse_again(items: ObjectStore, tails: Iterable[str], on_each: Callable[[int], object] = lambda _: None) -> None:
    """Delete the results of each tail; ``on_each`` hears how many are done. Twice does no harm.

    Results of every parser version go, the newest last: as long as it stands none takes an older one for what counts.
    Notes of scans and failures go as well, since all of it is asked anew. Rows stay until the new result is indexed.
    What a bucket keeps of them is left to its owner, and found by an erasure.
    """
    versions = sorted(items.top_level(), key=keys.version_order)
    for done, tail in enumerate(tails, 1):
        for version in versions:
            _note(items, version, tail)
            items.delete(keys.scan(version, tail))
            items.delete(keys.failure(version, tail))
            items.delete(keys.item(version, tail))
        on_each(done)


def outcome(items: ObjectStore, key: str) -> str | None:
    """Ask a result, or the note of one that was taken back, what became of the file; ``None`` if it is not there."""
    try:
        return items.head(key).metadata.get("outcome")
    except ObjectNotFoundError:
        return None


def _note(items: ObjectStore, version: str, tail: str) -> None:
    """Note what a result says that is about to go. What was parsed once stays so, however often it is replayed."""
    note, said = keys.past(version, tail), outcome(items, keys.item(version, tail))
    if said in _OF_A_FILE and outcome(items, note) != Outcome.PARSED:
        items.put(note, b"", metadata={"outcome": said})
