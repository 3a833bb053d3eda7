"""What is gone is the difference of two listings, and too much of it is held: whatever the order of anything."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fetcher.losses import DAY, FEW, Losses, losses, names
from shared.contract import keys
from shared.contract.keys import Section
from shared.objectstore.port import ObjectInfo

NOW = datetime(2026, 11, 25, 14, 5, tzinfo=UTC)
LONG_AGO = NOW - 30 * DAY


def _entry(section: str, name: str, version: str = "1", at: datetime = LONG_AGO) -> ObjectInfo:
    tail = keys.tail("165", name, keys.version(LONG_AGO, version, ""))
    return ObjectInfo(key=f"{section}/{tail}", size=1, etag="x", last_modified=at)


def _fresh(name: str) -> ObjectInfo:
    tail = keys.tail("165", name, keys.version(NOW, None, "new"))
    return ObjectInfo(key=f"raw/{tail}", size=1, etag="x", last_modified=NOW)


def _raw(count: int) -> list[ObjectInfo]:
    return [_entry("raw", f"{number}.pdf") for number in range(count)]


def _lying(*found: str) -> set[str]:
    return {beginning for name in found for beginning in keys.beginnings("165", name)}


def _lost(entries: Iterable[ObjectInfo], *lying: str, expires_after: timedelta | None = None) -> Losses:
    return losses(names(entries), _lying(*lying), NOW, expires_after)


def test_a_name_is_gone_with_all_its_versions() -> None:
    """The newest version comes first, and what lies in the drop is not gone."""
    found = names([_entry("raw", "a", "1"), _entry("refused", "a", "3"), _entry("raw", "a", "2"), _entry("raw", "b")])
    lost = losses(found, _lying("b"), NOW, None)

    assert [(section, tail[-1]) for section, tail in found.live["165/a@"]] == [
        (Section.REFUSED, "3"),
        (Section.RAW, "2"),
        (Section.RAW, "1"),
    ]
    assert lost == Losses(gone=frozenset({"165/a@"}), withdrawn=0, left=1)


@pytest.mark.parametrize("tombstone", ["withdrawn", "erased"])
def test_what_has_its_tombstone_is_not_gone_again(tombstone: str) -> None:
    """In whatever order its entries are listed; a later version of the name has to have its own."""
    entries = [_entry("raw", "a", "1"), _entry(tombstone, "a", "1"), _entry("raw", "a", "2")]

    assert all(_lost(order).gone == {"165/a@"} for order in permutations(entries))
    assert {len(names(order).live["165/a@"]) for order in permutations(entries)} == {1}
    assert _lost(entries[:2]).gone == set()


@pytest.mark.parametrize(
    "name", ["a b+c%2Bd@e.pdf", "æøå/😀.pdf", "x" * 1000, "~" + "0" * 64, "//a", "a@20260101T000000Z-x", "å.pdf"]
)
def test_a_name_of_any_spelling_is_known_again(name: str) -> None:
    """Hashed or plain: what lies in the drop is not gone, and what lies beside it under a like name says nothing."""
    assert _lost([_entry("raw", name)], name).gone == set()
    assert len(_lost([_entry("raw", name)], f"{name}@1", name[:-1]).gone) == 1


def test_an_object_of_somebody_else_is_no_name() -> None:
    """What no fetcher of ours has written is neither gone nor counted; and what looks like it has no age."""
    stray = ObjectInfo(key="raw/165/liggende.txt", size=1, etag="x", last_modified=NOW)
    like = ObjectInfo(key="raw/165/b@rådhuset.txt", size=1, etag="x", last_modified=NOW)

    assert _lost([stray, *_raw(1)]) == _lost(_raw(1))
    assert _lost([like], expires_after=timedelta(days=1)).gone == {"165/b@"}


@pytest.mark.parametrize(
    ("gone", "of", "held"),
    [
        *((1, 1, False), (2, 2, True), (9, 10, False), (10, 10, True), (10, 11, False), (11, 12, True)),
        *((11, 110, False), (11, 109, True), (30, 100, True), (100, 1000, False), (101, 1000, True)),
    ],
)
def test_too_much_at_once_is_held(gone: int, of: int, held: bool) -> None:  # noqa: FBT001 - a column of the table
    """A few may go, and a tenth of many; not all of several, and not more than that. Scenario A17."""
    lost = _lost(_raw(of), *(f"{number}.pdf" for number in range(gone, of)))

    assert (len(lost.gone), lost.left) == (gone, of - gone)
    assert lost.are_too_many is held


def test_a_slow_loss_is_held_too() -> None:
    """What was withdrawn within a day counts with what is gone now; what came back, or is older, does not."""
    withdrawn = [_entry("withdrawn", f"{number}.pdf", at=NOW - timedelta(hours=number)) for number in range(FEW)]
    entries = [*_raw(50), *withdrawn]
    left = [f"{number}.pdf" for number in range(FEW + 1, 50)]

    assert (_lost(entries, *left).count, _lost(entries, *left).are_too_many) == (FEW + 1, True)
    back = [*entries, _entry("raw", "3.pdf", "2")]
    assert (_lost(back, *left, "3.pdf").count, _lost(back, *left, "3.pdf").are_too_many) == (FEW, False)
    old = [*_raw(50), *withdrawn[1:], _entry("withdrawn", "0.pdf", at=NOW - DAY)]
    assert (_lost(old, *left).count, _lost(old, *left).are_too_many) == (FEW, False)


def test_nothing_gone_is_nothing_held() -> None:
    """Where many were withdrawn today and no more is gone, nobody need look."""
    entries = [*_raw(20), *(_entry("withdrawn", f"{number}.pdf", at=NOW) for number in range(20))]

    assert _lost(entries).count == 20
    assert not _lost(entries).are_too_many


def test_what_the_bucket_itself_removes_is_not_lost() -> None:
    """Its lifecycle removes what was dropped so long ago, by its own days; nothing of it counts. Scenario A16."""
    month, longer = timedelta(days=31), timedelta(days=32)
    entries = [*_raw(20), _entry("raw", "0.pdf", "2")]

    assert len(_lost(entries, expires_after=longer).gone) == 20
    assert _lost(entries, expires_after=month) == Losses(gone=frozenset(), withdrawn=0, left=0)
    entries.append(_fresh("0.pdf"))
    assert _lost(entries, expires_after=month).gone == {"165/0.pdf@"}


def test_what_has_expired_is_nothing_to_compare_with() -> None:
    """What years of a lifecycle have left in the archive makes a share of what lies in the drop no smaller."""
    month = timedelta(days=31)
    lying = [str(number) for number in range(20)]
    entries = [*_raw(900), *(_fresh(name) for name in lying)]

    assert _lost(entries, *lying, expires_after=month) == Losses(gone=frozenset(), withdrawn=0, left=20)
    assert _lost(entries, *lying[11:], expires_after=month).are_too_many
    assert _lost(entries, expires_after=month).are_too_many


def test_what_was_missed_before_it_expired_is_lost() -> None:
    """A name that is held by the brake stays lost, however long nobody decides."""
    month = timedelta(days=31)
    (name,) = names(_raw(1)).live
    early = {name: LONG_AGO + DAY}

    assert losses(names(_raw(1)), (), NOW, month, early).gone == {name}
    assert losses(names(_raw(1)), (), NOW, month, {name: NOW}).gone == set()


@given(st.data())
def test_the_order_of_the_archive_says_nothing(data: st.DataObject) -> None:
    """Any set of entries of any names, versions and sections means the same in every order."""
    name, version = st.sampled_from("abcde"), st.sampled_from("123")
    ages = st.integers(0, 48).map(lambda hours: NOW - timedelta(hours=hours))
    entry = st.builds(_entry, st.sampled_from(list(Section)), name, version, ages)
    entries = data.draw(st.lists(entry, max_size=12, unique_by=lambda info: info.key))
    lying = data.draw(st.sets(name))
    other = data.draw(st.permutations(entries))

    assert _lost(entries, *lying) == _lost(other, *lying)
    assert names(entries) == names(other)
    assert _lost(entries, *lying).gone.isdisjoint(_lying(*lying))
