"""Purging: an object goes with all that the store keeps of its earlier versions."""

import pytest

from deploy.stack.servers.s3 import S3Server
from shared.objectstore.port import ObjectStore
from shared.objectstore.s3 import S3Store

NEIGHBOURS = ("k/v.txt", "k/v/w", "k/", "j/v")


def test_what_is_purged_is_gone_and_nothing_else(store: ObjectStore) -> None:
    """One key is meant, whatever begins like it; purging what is not there is no error."""
    for key in ("k/v", *NEIGHBOURS):
        store.put(key, b"x", metadata={"name": key})
    store.purge("k/v")
    store.purge("k/v")

    assert sorted(info.key for info in store.list()) == sorted(NEIGHBOURS)


def test_the_latest_can_be_kept(store: ObjectStore) -> None:
    """What stands stays what it is, and what does not stand is no error."""
    store.put("k/v", b"first")
    store.put("k/v", b"second", metadata={"name": "x"})
    before = store.head("k/v")
    store.purge("k/v", but_latest=True)
    store.purge("k/w", but_latest=True)

    assert store.head("k/v") == before
    assert store.get("k/v") == b"second"


def _kept(s3: S3Server, bucket: str) -> list[tuple[str, bool]]:
    """List all that a bucket keeps, and whether it is the latest of its key."""
    listed = s3.client().list_objects(bucket_name=bucket, recursive=True, include_version=True)
    return sorted((found.object_name or "", found.is_latest == "true") for found in listed)


@pytest.mark.server
def test_no_version_outlives_a_purge(s3: S3Server) -> None:
    """In a bucket that keeps versions, whoever asked for that or not, all of them go, and the marks of deletions."""
    bucket = s3.new_bucket(versioned=True)
    store = S3Store(s3.client(), bucket)
    for key in ("k/v", "k/w", "k/x"):
        store.put(key, b"first")
        store.put(key, b"second")
    store.delete("k/w")
    store.put("k/x", b"third")
    assert len(_kept(s3, bucket)) == 8
    store.purge("k/v")
    store.purge("k/w")
    store.purge("k/x", but_latest=True)

    assert _kept(s3, bucket) == [("k/x", True)]
    assert store.get("k/x") == b"third"


def test_what_is_gone_for_good_is_not_listed(store: ObjectStore) -> None:
    """Whoever asks for what was deleted as well gets what stands, each once, and nothing that is not kept."""
    for key in ("k/v", "k/w/x", "l/v"):
        store.put(key, b"first")
        store.put(key, b"second")
    store.delete("l/v")
    store.purge("l/v")

    assert sorted(info.key for info in store.list(deleted=True)) == ["k/v", "k/w/x"]
    assert [info.key for info in store.list("k/", deep=False, deleted=True)] == ["k/v"]
    assert "k" in set(store.top_level(deleted=True))
    assert store.head("k/v").etag == next(store.list("k/v", deleted=True)).etag


@pytest.mark.server
def test_what_was_deleted_and_is_kept_is_listed_on_demand(s3: S3Server) -> None:
    """In a bucket that keeps versions, more of them than a page holds, and nothing of a key that has none left."""
    bucket = s3.new_bucket(versioned=True)
    store = S3Store(s3.client(), bucket)
    for key in ("gone/a", "gone/b/c", "stands/a", "marked/a"):
        store.put(key, b"first")
        store.put(key, b"second")
    for number in range(1100):
        store.put("gone/often", str(number).encode())
    for key in ("gone/a", "gone/b/c", "gone/often", "marked/a"):
        store.delete(key)
    store.delete("gone/a")
    store.purge("marked/a")
    store.delete("marked/a")

    assert [info.key for info in store.list()] == ["stands/a"]
    assert sorted(info.key for info in store.list(deleted=True)) == ["gone/a", "gone/b/c", "gone/often", "stands/a"]
    assert sorted(info.key for info in store.list("gone/", deep=False, deleted=True)) == ["gone/a", "gone/often"]
    assert {"gone", "stands"} <= set(store.top_level(deleted=True))
    for key in ("gone/a", "gone/b/c", "gone/often"):
        store.purge(key)
    assert [info.key for info in store.list(deleted=True)] == ["stands/a"]
