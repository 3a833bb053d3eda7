"""Memory does not grow with the object, in either direction."""

import hashlib
import tracemalloc
from collections.abc import Iterator

import pytest

from shared.objectstore.memory import MemoryStore
from shared.objectstore.port import CHUNK_BYTES, ObjectStore
from tests.builders import put

OBJECT_BYTES = 64 * CHUNK_BYTES
ALLOWED_BYTES = 24 * CHUNK_BYTES  # S3 holds a few parts of 5 MiB; a folder one chunk


def _stream(digest: "hashlib._Hash") -> Iterator[bytes]:
    for number in range(OBJECT_BYTES // CHUNK_BYTES):
        chunk = number.to_bytes(4, "big") * (CHUNK_BYTES // 4)
        digest.update(chunk)
        yield chunk


def test_streaming_needs_little_memory(store: ObjectStore) -> None:
    """An object of 64 MiB goes in and comes out in a fraction of its size."""
    if isinstance(store, MemoryStore):
        pytest.skip("a bucket in memory is memory")
    written, read = hashlib.sha256(), hashlib.sha256()
    tracemalloc.start()
    try:
        info = put(store, "big", _stream(written))
        with store.open("big") as opened:
            for chunk in opened.chunks():
                read.update(chunk)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert info.size == OBJECT_BYTES
    assert read.digest() == written.digest()
    assert peak < ALLOWED_BYTES
