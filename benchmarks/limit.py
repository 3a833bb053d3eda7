"""The limit: Celery and all that our pipeline asks of its servers. ``python -m benchmarks.limit fetch 4``.

It makes the very requests of ours to the store, as the same users and of the same sizes, and runs the statements of our
indexer. What its tasks write was made beforehand, outside the race: it understands nothing and checks nothing.
"""

import os
import pickle
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from celery import Celery
from minio import Minio, S3Error

from benchmarks.preparing import VERSION, Prepared, place
from services.indexer.database import open_engine
from services.indexer.repository import Repository
from shared.contract import keys
from shared.contract.keys import Section


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
        """Archive one file, after asking for its entry in every section."""
        body = self._get("drop", key)
        for section in Section:
            self._ask("archive", keys.archive(section, _tail(key)))
        self._put("archive", keys.archive(Section.RAW, _tail(key)), body)

    def parse(self, key: str) -> None:
        """Write the result of one file, after asking for it and for tombstones."""
        made = self._prepared(key)
        self._ask("items", made.indexed.item_key)
        self._get("archive", keys.archive(Section.RAW, _tail(key)))
        for section in keys.TOMBSTONES:
            self._ask("archive", keys.archive(section, _tail(key)))
        self._put("items", made.indexed.item_key, made.result)

    def index(self, key: str) -> None:
        """Write the rows and the receipts of one file."""
        made = self._prepared(key)
        self._get("items", made.indexed.item_key)
        standing = self._repository.index(made.rows)
        for suffix, body in zip((".json", ".txt"), made.receipts, strict=True):
            self._put("receipts", f"{key}{suffix}", body)
        self._repository.mark_receipt(made.indexed, if_newest=standing.newest)

    def _prepared(self, key: str) -> Prepared:
        made = pickle.loads(place(self._folder, key).read_bytes())  # noqa: S301 - our own, made a minute ago
        if not isinstance(made, Prepared):
            raise TypeError(f"{key} was not prepared")
        return made

    def _ask(self, bucket: str, key: str) -> None:
        """Ask for an object that does not stand."""
        try:
            self._store.stat_object(bucket_name=bucket, object_name=key)
        except S3Error as error:
            if error.code != "NoSuchKey":
                raise

    def _get(self, bucket: str, key: str) -> bytes:
        with self._store.get_object(bucket_name=bucket, object_name=key) as answer:
            return bytes(answer.read())

    def _put(self, bucket: str, key: str, body: bytes) -> None:
        self._store.put_object(bucket_name=bucket, object_name=key, data=BytesIO(body), length=len(body))


def _tail(key: str) -> str:
    return keys.tail(*keys.split_drop(key), VERSION)


if __name__ == "__main__":
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    build(os.environ).worker_main(["worker", "--pool=threads", "-Q", sys.argv[1], "-c", sys.argv[2], *quiet])
