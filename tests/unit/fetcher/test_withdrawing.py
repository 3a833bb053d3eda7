"""The keeper's step between two buckets in memory: what is gone is withdrawn, and nothing else ever is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations

import pytest

from shared import entries
from shared.contract import keys
from shared.contract.codec import decode_result
from shared.contract.codes import Outcome
from shared.contract.keys import UNKNOWN_PREFIX
from shared.errors import StoreUnavailableError
from shared.objectstore.memory import MemoryStore
from shared.objectstore.port import ObjectInfo

from .conftest import APART, Keeping, Room
from .test_stage import HOSTILE


def test_what_is_gone_is_withdrawn_and_kept(keeping: Keeping) -> None:
    """Each version gets its tombstone, which says all that is known of it, and the bytes stay."""
    keeping.put("165/a", "165/b")
    keeping.put("165/a")
    before = keeping.room.entries()
    tail = keeping.room.tail("165/a")
    keeping.room.drop.delete("165/a")
    told = keeping.look_twice()
    tombstone = decode_result(keeping.room.archive.get(f"withdrawn/{tail}"))
    raw = keeping.room.archive.head(f"raw/{tail}")

    assert told[0] == f"withdrawn/{tail}"
    assert len(told) == 2
    assert keeping.room.entries() == before | set(told)
    assert (tombstone.outcome, tombstone.record, tombstone.text) == (Outcome.WITHDRAWN, None, None)
    assert (tombstone.delivery.name, tombstone.delivery.sha256) == ("a", raw.metadata["sha256"])
    assert keeping.room.registry.get_sample_value("referat_withdrawals_total", {"municipality": "165"}) == 2
    assert keeping.look_twice() == []


def test_one_look_is_no_withdrawal(keeping: Keeping) -> None:
    """It must have been gone a while ago already, at a look of this very process."""
    keeping.put("165/a", "165/b")
    keeping.room.drop.delete("165/a")

    assert keeping.look() == []
    keeping.room.clock.tick(APART - 1)
    assert keeping.look() == []
    keeping.restart()
    keeping.room.clock.tick(1)
    assert keeping.look() == []
    keeping.room.clock.tick(APART)
    assert len(keeping.look()) == 1


def test_what_comes_back_between_two_looks_has_to_go_twice_again(keeping: Keeping) -> None:
    """A moment's absence is forgotten."""
    keeping.put("165/a", "165/b")
    keeping.room.drop.delete("165/a")
    assert keeping.look() == []
    keeping.put("165/a")
    keeping.room.clock.tick(APART)
    assert keeping.look() == []
    keeping.room.drop.delete("165/a")
    assert keeping.look() == []
    keeping.room.clock.tick(APART)

    assert len(keeping.look()) == 2  # both versions


def test_what_is_dropped_again_lives(keeping: Keeping) -> None:
    """The same bytes under the same name are a version of its own, which the tombstone of the old says nothing of."""
    keeping.put("165/a", "165/b")
    keeping.room.drop.delete("165/a")
    (tombstone,) = keeping.look_twice()
    keeping.put("165/a")
    again = keeping.room.tail("165/a")

    assert f"raw/{again}" in keeping.room.entries()
    assert tombstone != f"withdrawn/{again}"
    assert keeping.look_twice() == []
    keeping.room.drop.delete("165/a")
    assert keeping.look_twice() == [f"withdrawn/{again}"]


@pytest.mark.parametrize("key", HOSTILE)
def test_names_of_every_kind(keeping: Keeping, key: str) -> None:
    """What lies there is left alone, and what is gone is withdrawn: known, unknown, hashed, or not to be asked for."""
    prefix = key.split("/", maxsplit=1)[0] if key.startswith(("165/", "751/")) else UNKNOWN_PREFIX
    keeping.put(key, "165/other", "751/other", "other")
    assert keeping.look_twice() == []
    keeping.room.drop.delete(key)

    (told,) = keeping.look_twice()
    assert told.startswith(f"withdrawn/{prefix}/")


@pytest.mark.parametrize("name", ["165/../x.pdf", "165/borger 010190-1234.pdf", "010190-1234.pdf"])
def test_a_name_that_cannot_be_asked_for_is_looked_up_in_the_listing(keeping: Keeping, name: str) -> None:
    """What no client can ask for, or what we do not know the whole name of, a HEAD would always call gone."""
    drop, archive = keeping.room.drop, keeping.room.archive
    drop.put("165/x", b"x")
    held = drop._objects.pop("165/x")
    drop._objects[name] = replace(held, info=replace(held.info, key=name))
    keeping.put()
    (section, tail) = keys.split_archive(*keeping.room.entries())
    delivery = entries.read(archive, section, tail)
    assert keeping.look_twice() == []
    assert keeping.step.looking.lying_now(delivery)
    del drop._objects[name]

    assert keeping.step.looking.lying_now(delivery) is None
    assert keeping.look_twice() == [f"withdrawn/{tail}"]


def test_what_is_passed_over_does_not_lie_there(keeping: Keeping) -> None:
    """A file that would get no entry today is as good as gone, whatever the drop says of it."""
    keeping.put("165/a", "165/b")
    tail = keeping.room.tail("165/a")
    moved = tail.replace("165/a@", "165/a.tmp@")
    info = keeping.room.archive.head(f"raw/{tail}")
    keeping.room.archive.put(f"raw/{moved}", b"x", metadata=dict(info.metadata) | {"name": "a.tmp"})
    keeping.room.drop.put("165/a.tmp", b"x")

    assert keeping.look_twice() == [f"withdrawn/{moved}"]


def _strike(store: MemoryStore, prefix: str, do: Callable[[], object]) -> None:
    """Do something in the middle of the next listing of a prefix, which does not see it any more."""
    original = store.list

    def struck(asked: str = "", *, deep: bool = True, deleted: bool = False) -> Iterator[ObjectInfo]:
        listed = list(original(asked, deep=deep, deleted=deleted))
        if asked != prefix:
            yield from listed
            return
        store.list = original  # type: ignore[method-assign]
        yield from listed[:1]
        do()
        yield from listed[1:]

    store.list = struck  # type: ignore[method-assign,assignment]


def _away() -> None:
    raise StoreUnavailableError("drop", "165/", "half way")


@pytest.mark.parametrize("bucket", ["archive", "drop"])
def test_a_listing_that_ends_half_way_withdraws_nothing(keeping: Keeping, bucket: str) -> None:
    """What was not listed to its end says nothing about what is gone."""
    keeping.put("165/a", "165/b", "165/c")
    keeping.look()
    keeping.room.clock.tick(APART)
    _strike(getattr(keeping.room, bucket), {"archive": "raw/165/", "drop": "165/"}[bucket], _away)
    with pytest.raises(StoreUnavailableError):
        keeping.look()

    assert not any(key.startswith("withdrawn/") for key in keeping.room.entries())
    assert keeping.look_twice() == []


def test_a_store_that_cannot_be_asked_withdraws_nothing(keeping: Keeping) -> None:
    """A HEAD without an answer is not "gone"; the next look goes on."""
    keeping.put("165/a", "165/b")
    keeping.room.drop.delete("165/a")
    keeping.look()
    keeping.room.clock.tick(APART)
    _strike(keeping.room.drop, "165/", lambda: setattr(keeping.room.drop, "away", True))
    with pytest.raises(StoreUnavailableError):
        keeping.look()
    assert not any(key.startswith("withdrawn/") for key in keeping.room.entries())
    keeping.room.drop.away = False

    assert len(keeping.look()) == 1


def test_what_comes_back_at_the_last_moment_lives(keeping: Keeping) -> None:
    """The listing says that it is gone, and the HEAD before the tombstone that it is there again."""
    keeping.put("165/a", "165/b")
    keeping.room.drop.delete("165/a")
    keeping.look()
    keeping.room.clock.tick(APART)
    _strike(keeping.room.drop, "165/", lambda: keeping.room.drop.put("165/a", b"again"))

    assert keeping.look() == []
    assert keeping.room.drop.get("165/a") == b"again"


def test_what_arrives_while_the_drop_is_listed_is_not_gone(keeping: Keeping) -> None:
    """The archive is listed first: what the listing of the drop came too early for is not known from there either."""
    keeping.put("165/a", "165/b")
    _strike(keeping.room.drop, "165/", lambda: keeping.put("165/c"))
    seen = keeping.step.looking.look("165")

    assert seen.found.live.keys() == {"165/a@", "165/b@"}
    assert seen.lost.gone == set()


def test_what_the_lifecycle_removes_is_no_withdrawal(room: Room) -> None:
    """Where the bucket expires by itself, what that removes stays; what goes earlier is withdrawn. Scenario A16."""
    keeping = Keeping(room, expires_after_days=30)
    keeping.put("165/old")
    room.clock.tick(29 * 24 * 3600)
    keeping.put("165/new", "165/newer")
    for key in ("165/old", "165/new"):
        room.drop.delete(key)

    assert [key.split("@")[0] for key in keeping.look_twice()] == ["withdrawn/165/new"]


def test_an_entry_that_is_none_of_ours_hinders_no_other(keeping: Keeping) -> None:
    """An object without what the fetcher notes beside it is told, and left alone."""
    keeping.put("165/a", "165/b")
    keeping.room.archive.put("raw/165/0@20261125T140500Z-x", b"x")
    keeping.room.drop.delete("165/a")

    assert [key.split("@")[0] for key in keeping.look_twice()] == ["withdrawn/165/a"]


@pytest.mark.parametrize("bodies", list(permutations((b"", b"draft", b"minutes"))))
def test_what_was_overwritten_within_its_second_passes_for_no_newer_version(
    keeping: Keeping, bodies: tuple[bytes, ...]
) -> None:
    """All of them were fetched; the names of the versions say nothing of their order, and what lies there does."""
    for body in bodies:
        keeping.room.drop.put("165/a", body)
        keeping.room.hear("165/a")
    keeping.put("165/b")
    told = keeping.look_twice()

    last = keeping.room.tail("165/a")
    tails = {key.partition("/")[2] for key in keeping.room.entries() if "/165/a@" in key}
    assert len(tails) == 3
    assert set(told) == {f"withdrawn/{tail}" for tail in tails if tail > last}
    assert keeping.look_twice() == []
    assert keeping.held() == 0


def test_a_version_of_a_later_second_is_what_it_is(keeping: Keeping) -> None:
    """What lies in the drop may be older, put back in a bucket with versions: nobody guesses what that means."""
    keeping.room.drop.put("165/a", b"first")
    keeping.room.hear("165/a")
    info = keeping.room.drop.head("165/a")
    keeping.room.clock.tick()
    keeping.room.drop.put("165/a", b"second")
    keeping.room.hear("165/a")
    keeping.room.clock.now = info.last_modified
    keeping.room.drop.put("165/a", b"first")
    keeping.room.clock.tick(10)

    assert keeping.look_twice() == []


def test_what_is_not_settled_is_left_alone(keeping: Keeping) -> None:
    """Within the second the very bytes may come back, and the version with them; and what lies there be on the way."""
    for body in (b"draft", b"minutes"):
        keeping.room.drop.put("165/a", body)
        keeping.room.hear("165/a")
    keeping.room.drop.put("165/a", b"not fetched")
    assert keeping.step.looking.look("165").overtaken == ()
    keeping.room.hear("165/a")
    overtaken = keeping.step.looking.look("165").overtaken

    assert len(overtaken) == sum(tail > keeping.room.tail("165/a") for _, tail, _ in overtaken) > 0
    assert keeping.look() == []
    keeping.room.clock.tick(APART)
    assert len(keeping.look()) == len(overtaken)
