"""The bare baseline: Celery, the same clients, and nothing in between. ``python -m benchmarks.baseline fetch 4``."""

import json
import os
import sys
from collections.abc import Mapping
from io import BytesIO

from celery import Celery
from minio import Minio
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text, create_engine, insert

from benchmarks.besides import besides

metadata = MetaData()
documents = Table("bare_documents", metadata, Column("key", Text, primary_key=True))
document: Column[str] = Column("key", ForeignKey(documents.c.key), primary_key=True)
pieces = Table("bare_pieces", metadata, document, Column("number", Integer, primary_key=True), Column("text", Text))


def build(environ: Mapping[str, str]) -> Celery:
    """Make the application with its three tasks; a message says what they do ``also``, which may be ``nothing``."""
    app, engine = Celery("bare", broker=environ["BROKER"], set_as_current=False), create_engine(environ["DATABASE"])
    store = Minio(environ["STORE"], environ["ACCESS_KEY"], environ["SECRET_KEY"], secure=False, region="us-east-1")

    def get(bucket: str, key: str) -> bytes:
        return bytes(store.get_object(bucket_name=bucket, object_name=key).read())

    def put(bucket: str, key: str, body: bytes) -> None:
        store.put_object(bucket_name=bucket, object_name=key, data=BytesIO(body), length=len(body))

    def fetch(key: str, also: str) -> None:
        body = get("drop", key)
        put("baseline-archive", key, body)
        app.send_task("parse", [key, also], queue="parse")

    def parse(key: str, also: str) -> None:
        body = get("baseline-archive", key)
        besides(also, "parse", body)
        put("baseline-items", key, json.dumps(body.decode().split("\n\n")).encode())
        app.send_task("index", [key], queue="index")

    def index(key: str) -> None:
        body = get("baseline-items", key)
        with engine.begin() as connection:
            rows = [{"key": key, "number": number, "text": text} for number, text in enumerate(json.loads(body))]
            connection.execute(insert(documents), {"key": key})
            connection.execute(insert(pieces), rows)

    for task in (fetch, parse, index):
        app.task(task, name=task.__name__, ignore_result=True)
    return app


if __name__ == "__main__":
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    build(os.environ).worker_main(["worker", "--pool=threads", "-Q", sys.argv[1], "-c", sys.argv[2], *quiet])
