"""Erasing what the archive holds of a file: which entries are meant, their tombstones, and what must go after those.

The tombstone comes first and is what remains: from then on nobody takes these bytes in again, and whatever else stands
under its tail, however it came there, may be removed at any time and by anybody who may.
"""

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from shared import entries
from shared.contract import keys
from shared.contract.codec import encode
from shared.contract.codes import Outcome
from shared.contract.keys import Section
from shared.contract.result import Delivery, Result
from shared.errors import ContractError, ObjectNotFoundError
from shared.objectstore.port import ObjectInfo, ObjectStore

_ASKED_AT_ONCE = 16  # a store answers that many questions in the time of one
_BATCH = 1000  # how many answers wait for whoever hears of them
_ENTRIES = (Section.WITHDRAWN, Section.REFUSED, Section.RAW)  # the bytes last: they can be found by their hash


def find(archive: ObjectStore, key: str, lying: Collection[str] = ()) -> set[str]:
    """Name the tails of a file by its key (``165/a.pdf``), or of one version of it (``165/a.pdf@<version>``).

    Also where somebody has deleted the entry by hand, and the bucket keeps a version of it. ``lying`` are the tails of
    what lies in the drop: those that are not archived yet are meant as well.
    """
    prefix, _, name = key.partition("/")
    name_alone, _, version = name.rpartition("@")
    return _versions(archive, prefix, name, lying) or {
        tail for tail in _versions(archive, prefix, name_alone, lying) if keys.split_tail(tail)[2] == version
    }


def find_bytes(archive: ObjectStore, sha256: str, on_looked: Callable[[int], None]) -> set[str]:
    """Name the tails of all entries with these bytes; ``on_looked`` hears now and then how many were looked at.

    Every entry is asked, since the archive is the truth: the database may not have heard of the last hour yet.
    """

    def has_it(info: ObjectInfo) -> bool:
        try:
            return archive.head(info.key).metadata.get("sha256") == sha256
        except ObjectNotFoundError:
            return False  # erased meanwhile

    found: set[str] = set()
    looked = 0
    standing = archive.list(f"{Section.RAW}/")
    with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
        while batch := list(islice(standing, _BATCH)):
            found |= {info.key for info, yes in zip(batch, pool.map(has_it, batch), strict=True) if yes}
            looked += len(batch)
            on_looked(looked)
    return {keys.split_archive(key)[1] for key in found}


def names(archive: ObjectStore, prefix: str) -> set[str]:
    """Name the files of a prefix that can be erased, as their tails spell them."""
    return {keys.beginning(tail)[:-1] for section in _ENTRIES for tail in _listed(archive, section, prefix)}


def expired(archive: ObjectStore, prefix: str, kept: timedelta, now: datetime) -> set[str]:
    """Name the tails under a prefix whose files were withdrawn longer ago than they are kept, and still are."""
    withdrawn = _listed(archive, Section.WITHDRAWN, prefix)
    return {tail for tail, info in withdrawn.items() if now - info.last_modified > kept}


def buried(archive: ObjectStore, prefix: str) -> dict[str, datetime]:
    """Name the tails under a prefix that were erased, and since when."""
    return {tail: info.last_modified for tail, info in _listed(archive, Section.ERASED, prefix).items()}


def bury(archive: ObjectStore, tail: str, of: Delivery) -> None:
    """Lay the tombstone over an entry; twice does no harm, and one that nobody can read is laid anew."""
    if _read(archive, Section.ERASED, tail) is None:
        result = Result(delivery=replace(of, sha256=None, media_type=None), outcome=Outcome.ERASED, parser_version="")
        archive.put(keys.archive(Section.ERASED, tail), encode(result), media_type="application/json")


def delivery(archive: ObjectStore, tail: str) -> Delivery | None:
    """Read whose delivery an entry is, from what stands of it; ``None`` if nothing does that can be read."""
    found = (_read(archive, section, tail) for section in reversed(Section))
    return next((read for read in found if read is not None), None)


def remains(archive: ObjectStore, prefix: str, tails: Collection[str]) -> Iterator[str]:
    """Name all that is kept of these tails under one prefix besides tombstones of erasure, the bytes last."""
    for info in archive.list(keys.release(f"{prefix}/"), deleted=True):
        if info.key.removeprefix(keys.release("")) in tails:
            yield info.key
    for section in _ENTRIES:
        yield from (info.key for tail, info in _listed(archive, section, prefix, deleted=True).items() if tail in tails)


def _read(archive: ObjectStore, section: Section, tail: str) -> Delivery | None:
    """Read an entry; ``None`` also for what a backup or somebody's hand has damaged: it must go all the same."""
    with suppress(ObjectNotFoundError, ContractError):
        return entries.read(archive, section, tail)
    return None


def _versions(archive: ObjectStore, prefix: str, name: str, lying: Collection[str]) -> set[str]:
    kept = {tail for section in Section for tail in entries.tails(archive, section, prefix, name, deleted=True)}
    return kept | {tail for tail in lying if keys.is_of(tail, prefix, name)}


def _listed(archive: ObjectStore, section: Section, prefix: str, *, deleted: bool = False) -> dict[str, ObjectInfo]:
    """List the entries of one section by their tails; what has another shape is somebody else's."""
    found = archive.list(f"{section}/{prefix}/", deleted=deleted)
    tails = ((info.key.removeprefix(f"{section}/"), info) for info in found)
    return {tail: info for tail, info in tails if "@" in tail}
