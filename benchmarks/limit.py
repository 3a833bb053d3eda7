"""The limit: Celery and all that our pipeline asks of its servers. ``python -m benchmarks.limit fetch 4``.

It makes as many requests to the store as ours, of the same sizes, and runs the very statements of our indexer. What its
tasks write was made beforehand, outside the race: it reads no file, understands nothing, and checks nothing.
"""

import os
import pickle
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from celery import Celery
from minio import Minio, S3Error

from benchmarks.preparing import Prepared, place
from services.indexer.database import open_engine
from services.indexer.repository import Repository

_QUESTIONS: Final = {"fetch": 4, "parse": 3}
"""How often ours asks whether something stands: the entry in each section; the result, and both tombstones."""

_ARCHIVE: Final = "limit-archive"
_ITEMS: Final = "limit-items"


def build(environ: Mapping[str, str]) -> Celery:
    """Make the application with its three tasks."""
    app = Celery("limit", broker=environ["BROKER"], set_as_current=False)
    store = Minio(environ["STORE"], environ["ACCESS_KEY"], environ["SECRET_KEY"], secure=False, region="us-east-1")
    limit = Limit(store, Repository(open_engine(environ["DATABASE"])), Path(environ["PREPARED"]))

    def fetch(key: str) -> None:
        limit.fetch(key)
        app.send_task("parse", [key], queue="parse")

    def parse(key: str) -> None:
        limit.parse(key)
        app.send_task("index", [key], queue="index")

    for task in (fetch, parse, limit.index):
        app.task(task, name=task.__name__, ignore_result=True)
    return app


class Limit:
    """What the three tasks do; ``repository`` is a database of its own, with our schema."""

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
        made = pickle.loads(place(self._folder, key).read_bytes())  # noqa: S301 - our own, made a minute ago
        if not isinstance(made, Prepared):
            raise TypeError(f"{key} was not prepared")
        return made

    def _ask(self, stage: str, key: str) -> None:
        for number in range(_QUESTIONS[stage]):
            try:
                self._store.stat_object(bucket_name=_ARCHIVE, object_name=f"{number}/{key}")
            except S3Error as error:
                if error.code != "NoSuchKey":
                    raise

    def _get(self, bucket: str, key: str) -> bytes:
        with self._store.get_object(bucket_name=bucket, object_name=key) as answer:
            return bytes(answer.read())

    def _put(self, bucket: str, key: str, body: bytes) -> None:
        self._store.put_object(bucket_name=bucket, object_name=key, data=BytesIO(body), length=len(body))


if __name__ == "__main__":
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    build(os.environ).worker_main(["worker", "--pool=threads", "-Q", sys.argv[1], "-c", sys.argv[2], *quiet])
