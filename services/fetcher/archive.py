"""Taking a file into the archive, or noting there why it was not taken.

The bytes are read once, hashed on the way into a spool, and put from there: what the archive says of its bytes
is true of exactly those bytes, and nothing stands under ``raw/`` before all of it is known.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from tempfile import SpooledTemporaryFile

from services.fetcher.admit import Limits, too_large
from shared import personal_numbers
from shared.contract import keys
from shared.contract.codec import encode
from shared.contract.codes import Outcome, RejectionReason
from shared.contract.keys import Section
from shared.contract.result import Delivery, Rejected, Result
from shared.entries import metadata_of
from shared.errors import DocumentError, StoreUnavailableError
from shared.objectstore.port import CHUNK_BYTES, ObjectInfo, ObjectReader, ObjectStore, exists

SPOOL_BYTES = 8 * 1024 * 1024  # most minutes are smaller and never touch the disk
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,127}/[\w.+-]{1,127}", re.ASCII)  # as long as RFC 6838 lets them be


def describe(info: ObjectInfo, limits: Limits) -> Delivery:
    """Make the delivery of one dropped object; its version is the one whose bytes the store answered with."""
    version = keys.version(info.last_modified, info.version_id, info.etag)
    prefix, name = keys.deliver(info.key, limits.prefixes, version)
    return Delivery(
        prefix=prefix,
        name=name,
        version=version,
        dropped_at=keys.dropped_at(info.last_modified),
        bytes=info.size,
        media_type=_media_type(info.media_type),
    )


def tail(delivery: Delivery) -> str:
    """Spell the tail of a delivery's entry."""
    return keys.tail(delivery.prefix, delivery.name, delivery.version)


def stands(archive: ObjectStore, tail: str, sections: Iterable[Section] = tuple(Section)) -> bool:
    """Tell whether an entry stands in any of some sections: of all, a tombstone counts as much as the bytes."""
    return any(exists(archive, keys.archive(section, tail)) for section in sections)


def take(archive: ObjectStore, delivery: Delivery, reader: ObjectReader, limits: Limits) -> str:
    """Archive the bytes and return the entry's key. Raises DocumentError for a stream longer than the limit."""
    with SpooledTemporaryFile(max_size=SPOOL_BYTES) as spool:
        digest = hashlib.sha256()
        for chunk in _limited(reader, limits):
            digest.update(chunk)
            spool.write(chunk)
        if spool.tell() != delivery.bytes:
            cause = f"the body ended after {spool.tell()} of {delivery.bytes} bytes"
            raise StoreUnavailableError("drop", reader.info.key, cause)
        spool.seek(0)
        key = keys.archive(Section.RAW, tail(delivery))
        archive.put(
            key,
            iter(lambda: spool.read(CHUNK_BYTES), b""),
            media_type=delivery.media_type or "application/octet-stream",
            metadata=metadata_of(delivery, digest.hexdigest()),
        )
    return key


def note(archive: ObjectStore, delivery: Delivery, rejected: Rejected) -> str:
    """Note why a delivery was not taken and return the entry's key."""
    key = keys.archive(Section.REFUSED, tail(delivery))
    result = Result(
        delivery=replace(delivery, sha256=None),
        outcome=Outcome.REJECTED,
        rejected=rejected,
        parser_version="",
    )
    archive.put(key, encode(result), media_type="application/json")
    return key


def _media_type(claimed: str | None) -> str | None:
    """Take the bare type from what a client claims; parameters hold whatever it likes, mostly the name of its file."""
    bare = (claimed or "").partition(";")[0].strip()
    return bare if _MEDIA_TYPE.fullmatch(bare) and not personal_numbers.is_in(bare) else None


def _limited(reader: ObjectReader, limits: Limits) -> Iterator[bytes]:
    """Pass the bytes on until they are too many, whatever size was announced. Raises DocumentError."""
    size = 0
    for chunk in reader.chunks():
        size += len(chunk)
        if size > limits.max_bytes:
            raise DocumentError(RejectionReason.TOO_LARGE, too_large(limits).detail)
        yield chunk
