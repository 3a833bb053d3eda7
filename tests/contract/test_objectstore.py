"""What every adapter of the object store promises."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from shared.errors import DocumentError, ObjectNotFoundError
from shared.objectstore.port import CHUNK_BYTES, ObjectStore
from tests.builders import put


def test_what_is_put_is_read_back(store: ObjectStore) -> None:
    """The bytes come back as they were, whole and streamed."""
    body = bytes(range(256)) * 9000
    store.put("165/referat.pdf", body)

    with store.open("165/referat.pdf") as opened:
        pieces = list(opened.chunks())

    assert store.get("165/referat.pdf") == body
    assert b"".join(pieces) == body
    assert max(map(len, pieces)) <= CHUNK_BYTES


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5 * CHUNK_BYTES, 5 * CHUNK_BYTES + 1])
def test_any_size_can_be_streamed(store: ObjectStore, size: int) -> None:
    """Sizes at the borders of chunks and parts, and none at all, are kept."""
    body = b"x" * size
    info = put(store, "k/streamed", iter([body[:10], b"", body[10:]]))

    assert info.size == size
    assert store.get("k/streamed") == body


def test_head_open_put_and_list_say_the_same(store: ObjectStore) -> None:
    """Whoever asks for an object's version gets one answer, however it is asked for."""
    written = put(store, "a/b", iter([b"one", b"two"]), media_type="text/plain", metadata={"name": "x"})
    with store.open("a/b") as opened:
        seen = opened.info
    (listed,) = store.list()

    assert written == seen == store.head("a/b")
    assert (seen.key, seen.size, seen.media_type, seen.metadata) == ("a/b", 6, "text/plain", {"name": "x"})
    assert [listed.key, listed.size, listed.etag, listed.last_modified, listed.version_id] == [
        seen.key,
        seen.size,
        seen.etag,
        seen.last_modified,
        seen.version_id,
    ]


def test_times_are_whole_seconds_of_utc(store: ObjectStore) -> None:
    """The store's clock is read as UTC in whole seconds and is about now."""
    info = put(store, "k", b"x")

    assert info.last_modified.tzinfo is UTC
    assert info.last_modified.microsecond == 0
    assert abs(info.last_modified - datetime.now(UTC)) < timedelta(minutes=5)


def test_the_last_write_wins(store: ObjectStore) -> None:
    """A second put replaces bytes, size, ETag, media type and metadata, and the key stays single."""
    first = put(store, "k/v", b"first", media_type="text/plain", metadata={"a": "1"})
    second = put(store, "k/v", b"second!", media_type="text/html", metadata={"b": "2"})

    assert store.get("k/v") == b"second!"
    assert second.etag != first.etag
    assert (second.media_type, second.metadata) == ("text/html", {"b": "2"})
    assert [info.size for info in store.list()] == [7]


def test_the_same_bytes_twice_are_harmless(store: ObjectStore) -> None:
    """Writing again what stands changes neither bytes nor ETag."""
    first = put(store, "k/v", b"same")
    second = put(store, "k/v", b"same")

    assert first.etag == second.etag
    assert len(list(store.list())) == 1


@pytest.mark.parametrize(
    "value",
    ["", "plain", "Økonomiudvalget – ÆØÅ", " blanks  inside ", "50%25 + 1", "=?utf-8?q?=41?=", "a\nb", "😀", "a" * 900],
)
def test_metadata_holds_any_text(store: ObjectStore, value: str) -> None:
    """A value of metadata comes back as it was, though HTTP headers hold little."""
    store.put("k", b"x", metadata={"dropped_at": value})

    assert store.head("k").metadata == {"dropped_at": value}


def test_the_longest_name_fits_into_metadata(store: ObjectStore) -> None:
    """A name of 1,024 bytes of Danish letters stays below what S3 takes as metadata, which is 2 KB in all."""
    name = "æøå" * 170

    store.put("k", b"x", metadata={"name": name, "sha256": "0" * 64, "version": "1" * 81})

    assert store.head("k").metadata["name"] == name


def test_what_is_not_there_is_said_to_be_not_there(store: ObjectStore) -> None:
    """A missing object has an error of its own, for every way of asking."""
    store.put("k/there", b"x")

    for key in ("k/missing", "k", "k/there/below"):
        with pytest.raises(ObjectNotFoundError):
            store.get(key)
        with pytest.raises(ObjectNotFoundError):
            store.head(key)
        with pytest.raises(ObjectNotFoundError), store.open(key):
            pass


def test_deleting_twice_is_harmless(store: ObjectStore) -> None:
    """A deleted object is gone, and deleting what is not there is no error."""
    store.put("k/v", b"x")
    store.delete("k/v")
    store.delete("k/v")

    assert list(store.list()) == []
    with pytest.raises(ObjectNotFoundError):
        store.head("k/v")


def test_a_body_that_breaks_leaves_what_stood(store: ObjectStore) -> None:
    """An exception out of a body passes through and the old object stands, whole."""
    store.put("k/v", b"old")

    def breaking() -> Iterator[bytes]:
        yield b"x" * (6 * CHUNK_BYTES)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.put("k/v", breaking())
    with pytest.raises(ZeroDivisionError):
        store.put("k/new", breaking())

    assert store.get("k/v") == b"old"
    assert [info.key for info in store.list()] == ["k/v"]


def test_listings_go_beyond_a_page(store: ObjectStore) -> None:
    """More objects than a page of S3 holds are listed, each once. Scenario A15."""
    names = {f"p/{number:04}" for number in range(1203)}
    for name in names:
        store.put(name, b"x")

    keys = [info.key for info in store.list("p/")]

    assert len(keys) == len(names)
    assert set(keys) == names


def test_a_prefix_is_text_and_not_a_folder(store: ObjectStore) -> None:
    """A listing takes any beginning of a key, and what lies deeper only if asked to."""
    for key in ("165/a", "165/ab/c", "1650/a", "root"):
        store.put(key, b"x")

    assert {info.key for info in store.list("165/a")} == {"165/a", "165/ab/c"}
    assert {info.key for info in store.list("165")} == {"165/a", "165/ab/c", "1650/a"}
    assert {info.key for info in store.list("nothing/here")} == set()
    assert {info.key for info in store.list("165/", deep=False)} == {"165/a"}
    assert {info.key for info in store.list(deep=False)} == {"root"}


def test_the_top_level_names_what_holds_objects(store: ObjectStore) -> None:
    """The names one level down are told without a slash, each once, and objects are not among them."""
    for key in ("raw/165/a@1", "raw/165/b/c@1", "raw/751/a@1", "raw/x@1", "erased/165/a@1", "root"):
        store.put(key, b"x")

    assert sorted(store.top_level()) == ["erased", "raw"]
    assert sorted(store.top_level("raw/")) == ["165", "751"]
    assert list(store.top_level("withdrawn/")) == []


@pytest.mark.parametrize("key", ["", " ", "165/../x", "./x", "165/.", "a\0b", "a\ud800b", "x" * 1025, "å" * 513])
def test_what_nobody_can_ask_for_is_a_fault_of_the_name(store: ObjectStore, key: str) -> None:
    """A key that HTTP can't carry is the document's fault, at once and for good, in every adapter alike."""
    for ask in (store.head, store.get, store.delete, lambda key: store.put(key, b"x")):
        with pytest.raises(DocumentError):
            ask(key)
    with pytest.raises(DocumentError), store.open(key):
        pass
