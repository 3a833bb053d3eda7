"""What the limit is given ready-made: all that comes of one file, found before the race."""

import hashlib
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.indexer.receipts import receipt
from services.indexer.repository import Indexed
from services.indexer.rows import Rows, rows
from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from shared.contract.codec import encode
from shared.contract.codes import Outcome
from shared.contract.result import Delivery, Result

VERSION: Final = "20261128T220000Z-bare"
"""What the limit calls the version of every file, and ``bare`` its parser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What becomes of one file: its result, the rows of that, both receipts, and what the database shall call it."""

    result: bytes
    rows: Rows
    receipts: tuple[bytes, bytes]
    indexed: Indexed


def prepare(folder: Path, key: str, body: bytes) -> None:
    """Do the work of all three stages on one file and keep what comes of it in ``folder``."""
    prefix, _, name = key.partition("/")
    sha256 = hashlib.sha256(body).hexdigest()
    answer = parse_file(body, Request(sha256=sha256, parser_version="bare", municipality=prefix))
    if not isinstance(answer, Parsed):
        raise TypeError(f"{key} is no minutes")
    delivery = Delivery(
        prefix=prefix,
        name=name,
        version=VERSION,
        dropped_at="2026-11-28T22:00:00Z",
        bytes=len(body),
        sha256=sha256,
        media_type="text/plain",
    )
    result = Result(
        delivery=delivery, outcome=Outcome.PARSED, parser_version="bare", record=answer.record, text=answer.text
    )
    indexed = Indexed(item_key=f"bare/{key}@{VERSION}.json", etag="bare")
    told = receipt(result)
    made = Prepared(
        result=encode(result),
        rows=rows(result, indexed.item_key, indexed.etag),
        receipts=(repr(told[0]).encode(), told[1].encode()),
        indexed=indexed,
    )
    place(folder, key).write_bytes(pickle.dumps(made))


def place(folder: Path, key: str) -> Path:
    """Name the file that holds what comes of ``key``."""
    return folder / f"{hashlib.sha256(key.encode()).hexdigest()}.pickle"
