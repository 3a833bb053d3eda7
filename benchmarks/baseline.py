"""The bare baseline: three hops with nothing in them but the queue and I/O. ``python -m benchmarks.baseline fetch 4``.

It makes as many rows of a document as we do, by cutting it at blank lines, so that both sides have the same to write.
"""

import json
import os
import sys
from collections.abc import Mapping
from io import BytesIO

from celery import Celery
from minio import Minio
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text, create_engine, insert

ARCHIVE, ITEMS = "bare-archive", "bare-items"
metadata = MetaData()
documents = Table("bare_documents", metadata, Column("key", Text, primary_key=True))
key = Column("key", ForeignKey(documents.c.key), primary_key=True)
rows = Table("bare_rows", metadata, key, Column("position", Integer, primary_key=True), Column("text", Text))


def build(environ: Mapping[str, str]) -> Celery:
    """Make the application with its three tasks."""
    app = Celery("baseline", broker=environ["BROKER"], set_as_current=False)
    app.conf.task_ignore_result = True
    keys = environ["ACCESS_KEY"], environ["SECRET_KEY"]
    store = Minio(environ["STORE"], *keys, secure=False, region="us-east-1")
    engine = create_engine(environ["DATABASE"])

    def get(bucket: str, key: str) -> bytes:
        with store.get_object(bucket_name=bucket, object_name=key) as response:
            return response.read()

    def put(bucket: str, key: str, body: bytes) -> None:
        store.put_object(bucket_name=bucket, object_name=key, data=BytesIO(body), length=len(body))

    @app.task(name="fetch")
    def fetch(key: str) -> None:
        put(ARCHIVE, key, get("drop", key))
        app.send_task("parse", [key], queue="parse")

    @app.task(name="parse")
    def parse(key: str) -> None:
        put(ITEMS, key, json.dumps(get(ARCHIVE, key).decode().split("\n\n")).encode())
        app.send_task("index", [key], queue="index")

    @app.task(name="index")
    def index(key: str) -> None:
        texts = json.loads(get(ITEMS, key))
        with engine.begin() as connection:
            connection.execute(insert(documents), {"key": key})
            connection.execute(insert(rows), [{"key": key, "position": n, "text": t} for n, t in enumerate(texts)])

    return app


if __name__ == "__main__":
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    build(os.environ).worker_main(["worker", "-P", "threads", "-Q", sys.argv[1], "-c", sys.argv[2], *quiet])
