"""Searching for words in everything that a running system holds, but the drop, where only others may delete."""

import time
from collections.abc import Iterable, Iterator
from urllib.request import urlopen

from minio import Minio
from minio.error import S3Error
from psycopg.sql import SQL, Identifier

from deploy.stack.stack import Stack
from tests.faults.seeing import last_words

KEPT = ("archive", "items", "receipts")
_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"


def told(stack: Stack, words: Iterable[str]) -> dict[str, set[str]]:
    """Say where which words stand: buckets with all versions, tables and views, logs, metrics, and the broker."""
    found: dict[str, set[str]] = {}
    for place, text in _said(stack):
        if here := {word for word in words if word in text}:
            found.setdefault(place, set()).update(here)
    return found


def wait_until_untold(stack: Stack, words: Iterable[str], deadline: float) -> None:
    """Wait until none of the words stands anywhere. Raises TimeoutError at the deadline (of the monotonic clock)."""
    while found := told(stack, words):
        if time.monotonic() > deadline:
            raise TimeoutError(f"still told: {found}\n\n{last_words(stack)}")
        time.sleep(1)


def _said(stack: Stack) -> Iterator[tuple[str, str]]:
    for bucket in KEPT:
        yield from ((bucket, text) for text in _versions(stack.client("root"), bucket))
    with stack.database.connect() as connection:
        for (table,) in connection.execute(_TABLES).fetchall():
            yield table, str(connection.execute(SQL("SELECT * FROM {}").format(Identifier(table))).fetchall())
    for log in (*stack.logs.glob("*.log"), stack.store.log, stack.broker.log, stack.database.log):
        yield "logs", log.read_text(encoding="utf-8", errors="replace")
    for service in stack.services:
        with urlopen(f"{stack.http(service)}/metrics", timeout=10) as answer:  # noqa: S310 - our own
            yield "metrics", answer.read().decode()
    with stack.broker.client() as broker:
        yield from (("broker", str(broker.dump(key))) for key in broker.scan_iter())


def _versions(client: Minio, bucket: str) -> Iterator[str]:
    """Read every version of every object, with its key and metadata."""
    for found in client.list_objects(bucket_name=bucket, recursive=True, include_version=True):
        name, version = found.object_name or "", found.version_id
        if found.is_delete_marker:
            continue
        try:
            with client.get_object(bucket_name=bucket, object_name=name, version_id=version) as answer:
                yield f"{name} {answer.headers} {answer.read().decode()}"
        except S3Error as error:
            if error.response.status != 404:  # removed since it was listed
                raise
