"""Erasing what a receipt told of a file: whoever indexes the tombstone writes it anew."""

import json

from services.indexer.receipts import receipt_keys
from shared.contract.codes import Outcome
from shared.contract.result import Delivery
from shared.errors import ObjectNotFoundError
from shared.objectstore.port import ObjectStore


def still_tells(receipts: ObjectStore, delivery: Delivery) -> bool:
    """Tell whether the receipt of a name speaks of this very version, and as if it had not been erased."""
    as_json, _ = receipt_keys(delivery)
    try:
        told = json.loads(receipts.get(as_json))
        return bool(told["file"]["version"] == delivery.version and told["outcome"] != Outcome.ERASED)
    except ObjectNotFoundError:
        return False
    except (ValueError, TypeError, KeyError):
        return True  # nothing that we have written: nobody knows what it tells
