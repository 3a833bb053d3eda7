"""What an entry of the archive, or a result, says of the delivery it is about: beside its bytes, or in them."""

from shared.contract import keys
from shared.contract.codec import decode_result
from shared.contract.keys import Section
from shared.contract.result import Delivery, Result
from shared.errors import ContractError
from shared.objectstore.port import ObjectInfo, ObjectStore


def metadata_of(delivery: Delivery, sha256: str) -> dict[str, str]:
    """Spell a delivery as the metadata of its bytes, whose hash is ``sha256``."""
    return {
        "prefix": delivery.prefix,
        "name": delivery.name,
        "version": delivery.version,
        "dropped_at": delivery.dropped_at,
        "sha256": sha256,
    }


def delivery_of(info: ObjectInfo) -> Delivery:
    """Read the delivery from what stands beside its bytes. Raises ContractError."""
    try:
        return Delivery(
            prefix=info.metadata["prefix"],
            name=info.metadata["name"],
            version=info.metadata["version"],
            dropped_at=info.metadata["dropped_at"],
            sha256=info.metadata["sha256"],
            bytes=info.size,
            media_type=info.media_type,
        )
    except KeyError as error:
        raise ContractError(f"its metadata lacks {error}") from error


def metadata_of_result(result: Result) -> dict[str, str]:
    """Spell what became of an entry, and whose it is, as the metadata of its result."""
    delivery = result.delivery
    return {
        "outcome": result.outcome,
        **metadata_of(delivery, delivery.sha256 or ""),
        "bytes": str(delivery.bytes),
        "media_type": delivery.media_type or "",
    }


def delivery_of_result(info: ObjectInfo, tail: str) -> Delivery:
    """Read from beside a result whose it is, without reading it: it may be what nobody can read.

    Of one that an older release has written, only what its ``tail`` says. Raises ContractError where that is nothing.
    """
    told = info.metadata
    try:
        return Delivery(
            prefix=told["prefix"],
            name=told["name"],
            version=told["version"],
            dropped_at=told["dropped_at"],
            sha256=told["sha256"] or None,
            bytes=int(told["bytes"]),
            media_type=told["media_type"] or None,
        )
    except (KeyError, ValueError) as error:
        if (delivery := spelled_by(tail)) is None:
            raise ContractError(f"result {info.key!r}: nothing says whose it is") from error
        return delivery


def read(archive: ObjectStore, section: Section, tail: str) -> Delivery:
    """Read the delivery of an entry in any section. Raises ObjectNotFoundError and ContractError."""
    key = keys.archive(section, tail)
    if section is Section.RAW:
        return delivery_of(archive.head(key))
    return decode_result(archive.get(key)).delivery


def spelled_by(tail: str) -> Delivery | None:
    """Read from a tail alone whose delivery it is, as far as it says: of a name that is hashed in it, the hash.

    ``None`` for a tail that no fetcher of ours has spelled.
    """
    try:
        prefix, shown, version = keys.split_tail(tail)
        dropped_at = keys.dropped_at(keys.dropped_when(version))
    except ValueError:
        return None
    name = shown.removeprefix("~") if shown.startswith("~/") else shown
    return Delivery(prefix=prefix, name=name, version=version, dropped_at=dropped_at, bytes=0)


def tails(archive: ObjectStore, section: Section, prefix: str, name: str, *, deleted: bool = False) -> list[str]:
    """Name every version of a name that stands in one section, or was ``deleted`` there and is kept; oldest first."""
    found = {
        tail
        for beginning in keys.beginnings(prefix, name)
        for info in archive.list(keys.archive(section, beginning), deleted=deleted)
        # Names may hold an @ too, and then begin alike.
        if keys.beginning(tail := info.key.removeprefix(f"{section}/")) == beginning
    }
    return sorted(found, key=lambda tail: keys.split_tail(tail)[2])
