"""Releasing a file that was held back for a personal number which is none.

A release is an object of the archive beside the entry: whoever parses the file, under any parser version, looks
there. It is the line of audit too: when and why, and nothing of what the file holds. It speaks of one version of one
file: a corrected file is looked at anew.
"""

import json
from datetime import datetime

from services.parser.again import parse_again
from services.parser.screening import is_held_back
from shared import entries
from shared.contract import keys
from shared.contract.codec import decode_result
from shared.contract.keys import Section
from shared.errors import ObjectNotFoundError
from shared.objectstore.port import ObjectStore


def find_held_back(
    archive: ObjectStore, items: ObjectStore, parser_version: str, delivered: tuple[str, str]
) -> str | None:
    """Find the tail of the newest version of a file, named by prefix and name, if it is held back."""
    versions = entries.tails(archive, Section.RAW, *delivered)
    if not versions:
        return None
    newest = versions[-1]
    try:
        result = decode_result(items.get(keys.item(parser_version, newest)))
    except ObjectNotFoundError:
        return None
    return newest if is_held_back(result.rejected) else None


def release(archive: ObjectStore, items: ObjectStore, tail: str, because: str, now: datetime) -> None:
    """Note that what an entry holds is no personal number, and have it parsed again.

    The next sweep finds it missing, and makes what follows from the release. Twice does no harm.
    """
    noted = {"released_at": keys.dropped_at(now), "because": because}
    archive.put(keys.release(tail), json.dumps(noted, ensure_ascii=False).encode(), media_type="application/json")
    parse_again(items, [tail])
