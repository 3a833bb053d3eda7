"""The bare baseline: Celery, the same clients, and nothing in between. ``python -m benchmarks.baseline fetch 4``."""

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from celery import Celery
from minio import Minio
from sqlalchemy import Column, Engine, ForeignKey, Integer, MetaData, Table, Text, create_engine, insert

from benchmarks.limit import Limit
from services.indexer.database import open_engine
from services.indexer.repository import Repository
from services.parser.parse import parse_file
from services.parser.sandbox.port import Request

metadata = MetaData()
documents = Table("bare_documents", metadata, Column("key", Text, primary_key=True))
document: Column[str] = Column("key", ForeignKey(documents.c.key), primary_key=True)
pieces = Table("bare_pieces", metadata, document, Column("number", Integer, primary_key=True), Column("text", Text))


def build(environ: Mapping[str, str]) -> Celery:
    """Make the application with its three tasks; a message says whose they are: those of ``benchmarks.hops.PEERS``."""
    app = Celery("bare", broker=environ["BROKER"], set_as_current=False)
    store = Minio(environ["STORE"], environ["ACCESS_KEY"], environ["SECRET_KEY"], secure=False, region="us-east-1")
    bare = Bare(store, create_engine(environ["DATABASE"]))
    limit = Limit(store, Repository(open_engine(environ["LIMIT_DATABASE"])), Path(environ["PREPARED"]))
    sides: dict[str, Bare | Limit] = {"nothing": bare, "parse": Understanding(store, bare.engine), "io": limit}

    def fetch(key: str, peer: str) -> None:
        sides[peer].fetch(key)
        app.send_task("parse", [key, peer], queue="parse")

    def parse(key: str, peer: str) -> None:
        sides[peer].parse(key)
        app.send_task("index", [key, peer], queue="index")

    def index(key: str, peer: str) -> None:
        sides[peer].index(key)

    for task in (fetch, parse, index):
        app.task(task, name=task.__name__, ignore_result=True)
    return app


class Bare:
    """Two pairs of PUT and GET, and as many rows as the document has."""

    def __init__(self, store: Minio, engine: Engine) -> None:
        self.engine = engine
        self._store = store

    def fetch(self, key: str) -> None:
        """Archive one file."""
        self._put("bare-archive", key, self._get("drop", key))

    def parse(self, key: str) -> None:
        """Write something of the same size as one file."""
        body = self._get("bare-archive", key)
        self._understand(body)
        self._put("bare-items", key, json.dumps(body.decode().split("\n\n")).encode())

    def index(self, key: str) -> None:
        """Write the rows of one file."""
        body = self._get("bare-items", key)
        rows = [{"key": key, "number": number, "text": text} for number, text in enumerate(json.loads(body))]
        with self.engine.begin() as connection:
            connection.execute(insert(documents), {"key": key})
            connection.execute(insert(pieces), rows)

    def _understand(self, body: bytes) -> None:
        """Do nothing of the kind."""

    def _get(self, bucket: str, key: str) -> bytes:
        return bytes(self._store.get_object(bucket_name=bucket, object_name=key).read())

    def _put(self, bucket: str, key: str, body: bytes) -> None:
        self._store.put_object(bucket_name=bucket, object_name=key, data=BytesIO(body), length=len(body))


class Understanding(Bare):
    """The same, and our parser as a library."""

    def _understand(self, body: bytes) -> None:
        """Parse, and forget what it says."""
        parse_file(body, Request(sha256=hashlib.sha256(body).hexdigest(), parser_version="bare", municipality="165"))


if __name__ == "__main__":
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    build(os.environ).worker_main(["worker", "--pool=threads", "-Q", sys.argv[1], "-c", sys.argv[2], *quiet])
