"""Which entries are meant by a name, a version or a hash, and what is read of them."""

import hashlib
from dataclasses import replace

import pytest

from services.fetcher.erasing import bury, delivery, find, find_bytes, names
from shared.contract.codec import decode_result
from shared.contract.codes import Outcome
from shared.contract.result import Delivery
from shared.entries import spelled_by

from .conftest import Room

AT = "20261125T140500Z"


def _fetched(room: Room, *names: str, body: bytes = b"x") -> None:
    for name in names:
        room.drop.put(f"165/{name}", body)
    room.sweep()


def _described(room: Room, tail: str) -> Delivery:
    described = delivery(room.archive, tail)
    assert described is not None
    return described


@pytest.mark.parametrize("name", ["a.pdf", "å/møde 1.pdf", "a" * 220 + ".pdf", "møder//x", "~x", "a@b@c.pdf"])
def test_a_file_of_any_name_is_found_with_all_its_versions(room: Room, name: str) -> None:
    """Names that can't stand in a key are found by their hash, and others that begin alike are not meant."""
    _fetched(room, name, f"{name}@bilag", f"{name}.txt")
    room.clock.tick()
    _fetched(room, name, body=b"second")
    found = find(room.archive, f"165/{name}")

    assert len(found) == 2
    assert {_described(room, tail).name for tail in found} == {name}
    for tail in found:
        version = _described(room, tail).version
        assert find(room.archive, f"165/{name}@{version}") == {tail}


@pytest.mark.parametrize("key", ["165/b.pdf", "306/a.pdf", "165", "", "165/", "165/a.pdf@", f"165/a.pdf@{AT}"])
def test_what_is_not_there_is_not_found(room: Room, key: str) -> None:
    """Neither another name nor a part of one, of a version or of a prefix finds anything."""
    _fetched(room, "a.pdf")

    assert find(room.archive, key) == set()


def test_bytes_are_found_by_their_hash_beyond_a_batch(room: Room) -> None:
    """What is erased meanwhile is no error, and whoever looks hears how far it is."""
    _fetched(room, *(f"{number}.pdf" for number in range(1500)))
    _fetched(room, "other.pdf", body=b"other")
    heard: list[int] = []

    def heard_of(count: int) -> None:
        heard.append(count)
        for info in room.archive.list("raw/165/999.pdf"):
            room.archive.delete(info.key)

    found = find_bytes(room.archive, hashlib.sha256(b"x").hexdigest(), heard_of)
    assert {tail.partition("@")[0] for tail in found} == {
        f"165/{number}.pdf" for number in range(1500) if number != 999
    }
    assert heard == [1000, 1501]


def test_the_tombstone_names_the_file_and_nothing_of_it(room: Room) -> None:
    """Of what was dropped it keeps name, version, time and size; twice it is the same."""
    room.drop.put("165/a.pdf", b"x", media_type="application/pdf")
    room.sweep()
    (tail,) = find(room.archive, "165/a.pdf")
    described = _described(room, tail)
    bury(room.archive, tail, described)
    before = room.archive.head(f"erased/{tail}")
    room.clock.tick()
    bury(room.archive, tail, described)

    assert room.archive.head(f"erased/{tail}") == before
    result = decode_result(room.archive.get(f"erased/{tail}"))
    assert (result.outcome, result.delivery.name) == (Outcome.ERASED, "a.pdf")
    assert (result.delivery.sha256, result.delivery.media_type) == (None, None)
    assert names(room.archive, "165") == {"165/a.pdf"}


def test_what_can_not_be_read_is_read_elsewhere(room: Room) -> None:
    """A damaged tombstone hides neither another one nor the bytes, and is laid anew; bytes may say nothing."""
    _fetched(room, "a.pdf")
    (tail,) = find(room.archive, "165/a.pdf")
    described = _described(room, tail)
    for section in ("withdrawn", "erased"):
        room.archive.put(f"{section}/{tail}", b"{")
    assert delivery(room.archive, tail) == described
    bury(room.archive, tail, described)
    assert decode_result(room.archive.get(f"erased/{tail}")).delivery.name == "a.pdf"

    room.archive.put(f"raw/165/b.pdf@{AT}-1", b"restored without metadata")
    assert delivery(room.archive, f"165/b.pdf@{AT}-1") is None
    assert delivery(room.archive, f"165/c.pdf@{AT}-1") is None


@pytest.mark.parametrize("key", ["165/a b@c.pdf", "0165/a.pdf", "a.pdf"])
def test_a_tail_says_whose_delivery_it_is(room: Room, key: str) -> None:
    """Where nothing else does: all but the size, the hash and the type."""
    room.drop.put(key, b"x")
    room.sweep()
    tail = room.tail(key)
    described = _described(room, tail)

    assert spelled_by(tail) == replace(described, bytes=0, sha256=None, media_type=None)
    assert spelled_by("165/a.pdf@somebody else's") is None
    assert spelled_by("somebody else's") is None
