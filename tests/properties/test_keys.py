"""Keys: whatever a municipality calls a file, its keys are legal, different, and lead back to it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contract import keys

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400)
prefixes = st.sampled_from(["165", "330", "1082", keys.UNKNOWN_PREFIX])
moments = st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)
versions = st.builds(
    keys.version, moments, st.none() | st.text(min_size=1, max_size=500), st.text("0123456789abcdef", min_size=4)
)
# Few letters, so that keys that look alike are met: roots, empty segments, prefixes inside names.
drop_keys = st.lists(st.sampled_from(["165", "0165", "_ukendt", "~", "", "a"]), min_size=1, max_size=4).map("/".join)


@given(prefixes, names, versions)
def test_every_derived_key_is_legal(prefix: str, name: str, version: str) -> None:
    """No key is longer than a store takes, and none holds a segment that a store or client refuses."""
    tail = keys.tail(prefix, name, version)
    derived = [keys.archive(section, tail) for section in keys.Section]
    derived += [
        keys.item("f" * 64, tail),
        keys.scan("f" * 64, tail),
        keys.past("f" * 64, tail),
        keys.failure("f" * 64, tail),
        keys.receipt(prefix, name),
        keys.receipt(prefix, name, ".txt"),
    ]

    for key in derived:
        assert len(key.encode()) <= keys.MAX_KEY_BYTES
        assert not {"", ".", ".."} & set(key.split("/"))
        assert max(len(segment.encode()) for segment in key.split("/")) <= 255
        assert "\\" not in key


@given(prefixes, names, versions)
def test_keys_are_read_back_as_they_were_spelled(prefix: str, name: str, version: str) -> None:
    """Section, parser version, tail, prefix and version all come back."""
    tail = keys.tail(prefix, name, version)

    assert keys.split_archive(keys.archive(keys.Section.RAW, tail)) == (keys.Section.RAW, tail)
    assert keys.split_item(keys.item("7", tail)) == ("7", tail)
    assert keys.split_scan(keys.scan("7", tail)) == ("7", tail)
    assert keys.split_past(keys.past("7", tail)) == ("7", tail)
    assert keys.split_failure(keys.failure("7", tail)) == ("7", tail)
    assert keys.split_tail(tail)[0] == prefix
    assert keys.split_tail(tail)[2] == version


@given(prefixes, st.lists(names, min_size=2, max_size=6, unique=True), versions)
def test_two_names_never_share_a_key(prefix: str, different: list[str], version: str) -> None:
    """Spelling is injective, also where a hash stands for the name."""
    tails = {keys.tail(prefix, name, version) for name in different}
    receipts = {keys.receipt(prefix, name) for name in different}

    assert len(tails) == len(receipts) == len(different)


@given(st.lists(drop_keys | names, min_size=2, max_size=8, unique=True), st.booleans(), versions)
def test_two_files_in_the_drop_never_share_an_entry(different: list[str], embedded: bool, version: str) -> None:  # noqa: FBT001
    """Keys in the root, with slashes in front and under unknown prefixes have tails and receipts of their own."""
    known = {"165", keys.UNKNOWN_PREFIX} if embedded else {"165"}
    delivered = [keys.deliver(key, known, version) for key in different]

    assert {prefix for prefix, _ in delivered} <= {"165", keys.UNKNOWN_PREFIX}
    assert len({keys.tail(prefix, name, version) for prefix, name in delivered}) == len(different)
    assert len({keys.receipt(prefix, name) for prefix, name in delivered}) == len(different)


@given(drop_keys | names, st.booleans())
def test_a_known_prefix_delivers_under_its_own_name(key: str, embedded: bool) -> None:  # noqa: FBT001
    """A key is its prefix and name where that may deliver, and stands whole in the name where not."""
    known = {"165", keys.UNKNOWN_PREFIX} if embedded else {"165"}
    prefix, name = keys.deliver(key, known, "v")

    assert key in {f"{prefix}/{name}", name.removeprefix("/")}
    assert prefix == "165" or not key.startswith("165/")


@given(moments, st.integers(1, 10_000))
def test_versions_order_as_the_stores_clock(moment: datetime, seconds: int) -> None:
    """A later drop has the greater version, whatever the ETags are."""
    earlier = keys.version(moment, None, "ffff")
    later = keys.version(moment + timedelta(seconds=seconds), None, "0000")

    assert earlier < later


def test_a_name_that_looks_like_a_hash_is_hashed() -> None:
    """Nobody can drop a file under another file's derived key."""
    name = "../" + "x"
    hashed = keys.split_tail(keys.tail("165", name, "v"))[1]

    assert hashed.startswith("~")
    assert keys.split_tail(keys.tail("165", hashed, "v"))[1] != hashed


@pytest.mark.parametrize(
    "key",
    [
        *["165/sag 120385-1236.pdf", "165/1203851236/a.pdf", "120385-1236.pdf", "0165/120385-1236"],
        *["165/Ansøgning%20120385-1236.pdf", "165/a 120385%201236.pdf", "165/a 120385%2D1236.pdf"],
        *[
            "165/a+120385+1236.pdf",
            "165/a 120385\u00ad1236.pdf",
            "165/a 120385\u200b-1236.pdf",
            "165/1 120385 - 1236.pdf",
        ],
    ],
)
def test_no_personal_number_is_in_a_name_that_is_delivered(key: str) -> None:
    """It is masked once and for all, and what stands in its place does not follow from it."""
    prefix, name = keys.deliver(key, {"165"}, "v1")

    assert "1236" not in name
    assert keys.holds_masked_number(name)
    assert (prefix, name) == keys.deliver(key.replace("1236", "1244"), {"165"}, "v1")
    assert name != keys.deliver(key, {"165"}, "v2")[1]
