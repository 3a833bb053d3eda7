"""Erasing what was made of a file: its results of every parser version, and the notes that it is a scan.

The result of the tombstone itself stays. It holds nothing of the file, and tells the next room to let go of its rows.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress

from shared.contract import keys
from shared.contract.codec import decode_result
from shared.contract.codes import Outcome
from shared.contract.result import Delivery
from shared.errors import ContractError, ObjectNotFoundError
from shared.objectstore.port import ObjectInfo, ObjectStore


def results(items: ObjectStore, prefix: str, tails: Collection[str]) -> Iterator[ObjectInfo]:
    """Describe every result and note of these tails under one prefix, whatever parser wrote it.

    Also those that a replay, a release or somebody's hand has deleted, where the bucket keeps versions of them.
    """
    for version in items.top_level(deleted=True):
        for info in items.list(f"{version}/{prefix}/", deleted=True):
            if tail_of(info.key) in tails:
                yield info


def delivery(items: ObjectStore, tail: str) -> Delivery | None:
    """Read whose delivery an entry is from any result of it; ``None`` if there is none that can be read."""
    for version in items.top_level():
        with suppress(ObjectNotFoundError, ContractError):
            return decode_result(items.get(keys.item(version, tail))).delivery
    return None


def is_of_tombstone(items: ObjectStore, key: str) -> bool:
    """Tell whether a result says no more than that its file was erased."""
    try:
        return items.head(key).metadata.get("outcome") == Outcome.ERASED
    except ObjectNotFoundError:
        return False


def tail_of(key: str) -> str:
    """Spell the tail of a result or a note; nothing for what is neither."""
    for split in (keys.split_item, keys.split_scan, keys.split_past, keys.split_failure):
        try:
            return split(key)[1]
        except ValueError:
            continue
    return ""
