"""The limit: Celery and all that our pipeline asks of its servers, and nothing between.

It makes as many requests to the store as ours, of the same sizes, and runs the very statements of our indexer. What its
tasks write was made beforehand, outside the race: it reads no file, understands nothing, and checks nothing.
"""

import hashlib
import pickle
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from minio import Minio, S3Error

from services.indexer.receipts import receipt
from services.indexer.repository import Indexed, Repository
from services.indexer.rows import Rows, rows
from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from shared.contract.codec import encode
from shared.contract.codes import Outcome
from shared.contract.result import Delivery, Result

QUESTIONS: Final = {"fetch": 4, "parse": 3}
"""How often ours asks whether something stands: the entry in each section; the result, and both tombstones."""

_ARCHIVE: Final = "bare-archive"
_ITEMS: Final = "bare-items"
_VERSION: Final = "20261128T220000Z-bare"


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
        version=_VERSION,
        dropped_at="2026-11-28T22:00:00Z",
        bytes=len(body),
        sha256=sha256,
        media_type="text/plain",
    )
    result = Result(
        delivery=delivery, outcome=Outcome.PARSED, parser_version="bare", record=answer.record, text=answer.text
    )
    indexed = Indexed(item_key=f"bare/{key}@{_VERSION}.json", etag="bare")
    told = receipt(result)
    made = Prepared(
        result=encode(result),
        rows=rows(result, indexed.item_key, indexed.etag),
        receipts=(repr(told[0]).encode(), told[1].encode()),
        indexed=indexed,
    )
    _file(folder, key).write_bytes(pickle.dumps(made))


class Limit:
    """The three tasks; ``repository`` is a database of its own, with our schema."""

    def __init__(self, store: Minio, repository: Repository, folder: Path) -> None:
        self._store = store
        self._repository = repository
        self._folder = folder

    def fetch(self, key: str) -> None:
        """Archive one file."""
        body = self._get("drop", key)
        self._ask("fetch", key)
        self._put(_ARCHIVE, key, body)

    def parse(self, key: str) -> None:
        """Write the result of one file."""
        self._get(_ARCHIVE, key)
        self._ask("parse", key)
        self._put(_ITEMS, key, self._prepared(key).result)

    def index(self, key: str) -> None:
        """Write the rows and the receipts of one file."""
        self._get(_ITEMS, key)
        made = self._prepared(key)
        standing = self._repository.index(made.rows)
        for number, body in enumerate(made.receipts):
            self._put(_ITEMS, f"{key}.receipt-{number}", body)
        self._repository.mark_receipt(made.indexed, if_newest=standing.newest)

    def _prepared(self, key: str) -> Prepared:
        made = pickle.loads(_file(self._folder, key).read_bytes())  # noqa: S301 - our own, made a minute ago
        if not isinstance(made, Prepared):
            raise TypeError(f"{key} was not prepared")
        return made

    def _ask(self, stage: str, key: str) -> None:
        for number in range(QUESTIONS[stage]):
            ask(self._store, f"{number}/{key}")

    def _get(self, bucket: str, key: str) -> bytes:
        with self._store.get_object(bucket_name=bucket, object_name=key) as answer:
            return bytes(answer.read())

    def _put(self, bucket: str, key: str, body: bytes) -> None:
        self._store.put_object(bucket_name=bucket, object_name=key, data=BytesIO(body), length=len(body))


def ask(store: Minio, key: str) -> None:
    """Ask for an object that does not stand."""
    try:
        store.stat_object(bucket_name=_ARCHIVE, object_name=key)
    except S3Error as error:
        if error.code != "NoSuchKey":
            raise


def _file(folder: Path, key: str) -> Path:
    return folder / f"{hashlib.sha256(key.encode()).hexdigest()}.pickle"
