"""What stands beside the bytes of an archive entry: whose delivery they are."""

from shared.contract.result import Delivery
from shared.errors import ContractError
from shared.objectstore.port import ObjectInfo


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
    """Read the delivery that was noted beside the bytes. Raises ContractError."""
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
