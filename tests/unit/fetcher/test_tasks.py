"""The fetcher's task: one entry for each version of each file, whatever is heard and how often."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from shared.contract.codes import Outcome, RejectionReason
from shared.contract.facts import FileArchived
from shared.contract.keys import Section
from shared.errors import StoreUnavailableError
from shared.objectstore.memory import MemoryStore
from shared.objectstore.port import ObjectReader

from .conftest import Room


def test_a_dropped_file_is_archived_as_it_is(room: Room) -> None:
    """The bytes stand under raw with all that the parser needs to know, and the next stage is told."""
    room.drop.put("165/år/referat æ+1.pdf", b"bytes", media_type="application/pdf")
    room.hear("165/år/referat æ+1.pdf")

    (key,) = room.entries()
    info = room.archive.head(key)
    assert key.startswith("raw/165/år/referat æ+1.pdf@20261125T140500Z-")
    assert room.archive.get(key) == b"bytes"
    assert info.media_type == "application/pdf"
    assert info.metadata == {
        "prefix": "165",
        "name": "år/referat æ+1.pdf",
        "version": key.rpartition("@")[2],
        "dropped_at": "2026-11-25T14:05:00Z",
        "sha256": hashlib.sha256(b"bytes").hexdigest(),
    }
    assert room.told == [FileArchived(trace_id="t", key=key)]


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ("text/markdown; charset=utf-8", "text/markdown"),
        ("application/vnd.oasis.opendocument.text ;x", "application/vnd.oasis.opendocument.text"),
        ('text/markdown; name="Anna Berg 010190-1234.md"', "text/markdown"),
        ("010190-1234/markdown", None),
        ("Anna Berg/pelikaner", None),
        ("text/plain, Anna", None),
        ("text/b\N{LATIN SMALL LETTER AE}rg", None),
        ("text/plain/x", None),
        ("text", None),
        (f"text/{'x' * 128}", None),
        ("", None),
    ],
)
def test_of_a_claimed_type_nothing_is_kept_but_the_type(room: Room, claimed: str, kept: str | None) -> None:
    """Whatever a client writes beside it, or instead of it, may be anything: it reaches neither bytes nor refusal."""
    room.drop.put("165/a.md", b"bytes", media_type=claimed)
    room.drop.put("165/b.md", b"", media_type=claimed)
    room.sweep()

    (raw,) = room.archive.list("raw/")
    assert raw.media_type == kept or (kept, raw.media_type) == (None, "application/octet-stream")
    assert [result.delivery.media_type for result in room.refused()] == [kept]


def test_the_second_hint_changes_nothing(room: Room) -> None:
    """A doubled hint finds the entry, writes nothing and says nothing. Scenario A2."""
    room.drop.put("165/a", b"x")
    room.hear("165/a")
    written = room.archive.head(*room.entries())
    room.clock.tick()
    room.hear("165/a")

    assert room.archive.head(*room.entries()) == written
    assert len(room.told) == 1


def test_what_lies_there_now_is_fetched(room: Room) -> None:
    """A file replaced between hint and fetch is fetched as what it is, and later hints find it done. Scenario A6."""
    room.drop.put("165/a", b"first")
    room.clock.tick()
    room.drop.put("165/a", b"second")
    room.hear("165/a")
    room.hear("165/a")

    (key,) = room.entries()
    assert room.archive.get(key) == b"second"


def test_back_and_forth_are_three_drops(room: Room) -> None:
    """A, then B, then A again are three entries in the order of the store's clock. Scenario A3."""
    for body in (b"A", b"B", b"A"):
        room.drop.put("165/a", body)
        room.hear("165/a")
        room.clock.tick()

    assert [room.archive.get(key) for key in sorted(room.entries())] == [b"A", b"B", b"A"]


def test_a_file_that_is_gone_is_no_error(room: Room) -> None:
    """A hint about a file that is there no more does nothing. Scenario A4."""
    room.hear("165/a")
    room.hear("0165/../a")

    assert room.entries() == set()
    assert room.told == []


def test_the_same_bytes_under_many_names_are_many_deliveries(room: Room) -> None:
    """Every name of every municipality has an entry of its own. Scenario A12."""
    for prefix in ("165", "751", "101"):
        for number in range(50):
            room.drop.put(f"{prefix}/{number}", b"same")
            room.hear(f"{prefix}/{number}")

    assert len(room.entries()) == 150


@pytest.mark.parametrize("section", list(Section))
def test_an_entry_in_any_section_counts(room: Room, section: Section) -> None:
    """What stands refused, withdrawn or erased is not fetched again: a tombstone wins over every late hint."""
    room.drop.put("165/a", b"x")
    standing = f"{section}/{room.tail('165/a')}"
    room.archive.put(standing, b"stands")
    room.hear("165/a")

    assert room.entries() == {standing}
    assert room.archive.get(standing) == b"stands"


@pytest.mark.parametrize(
    ("key", "body", "reason"),
    [
        ("165/a", b"", RejectionReason.EMPTY),
        ("165/a", b"12345", RejectionReason.TOO_LARGE),
        ("0165/a", b"x", RejectionReason.UNKNOWN_MUNICIPALITY),
        ("a", b"x", RejectionReason.UNKNOWN_MUNICIPALITY),
        ("_ukendt/a", b"x", RejectionReason.UNKNOWN_MUNICIPALITY),
    ],
)
def test_a_refusal_is_an_entry(make_room: Callable[..., Room], key: str, body: bytes, reason: RejectionReason) -> None:
    """A file that is not taken has an entry that says why, and no bytes; the next stage is told as ever."""
    room = make_room(max_bytes=4)
    room.drop.put(key, body, media_type="text/plain")
    room.hear(key)

    (result,) = room.refused()
    assert result.outcome is Outcome.REJECTED
    assert result.rejected is not None
    assert result.rejected.reason is reason
    assert (result.parser_version, result.delivery.sha256) == ("", None)
    assert (result.delivery.bytes, result.delivery.media_type) == (len(body), "text/plain")
    assert key in {f"{result.delivery.prefix}/{result.delivery.name}", result.delivery.name.removeprefix("/")}
    assert [fact.key for fact in room.told] == list(room.entries())
    room.hear(key)
    assert len(room.told) == 1


def test_a_leftover_gets_no_entry(room: Room) -> None:
    """What is passed over leaves no trace at all."""
    room.drop.put("165/referat.pdf.part", b"half")
    room.hear("165/referat.pdf.part")

    assert room.entries() == set()


class Lying(MemoryStore):
    """A store that announces another size than it delivers, or lists a name that nobody can ask for."""

    announced: int | None = None

    @contextmanager
    def open(self, key: str) -> Iterator[ObjectReader]:  # type: ignore[override]
        """Open an object and lie about its size."""
        with super().open(key) as held:
            if self.announced is None:
                yield held
            else:
                yield replace(held, info=replace(held.info, size=self.announced))

    def plant(self, key: str) -> None:
        """Hold an object under a key that can be listed and not asked for."""
        super().put("165/planted", b"x")
        held = self._objects.pop("165/planted")
        self._objects[key] = replace(held, info=replace(held.info, key=key))


def _lying(room: Room) -> Lying:
    room.drop = Lying("drop", clock=room.clock)
    room.fetcher._drop = room.stage._drop = room.drop
    return room.drop


def test_the_limit_holds_while_streaming(make_room: Callable[..., Room]) -> None:
    """A stream that is longer than announced and than the limit ends as refused, with nothing under raw."""
    room = make_room(max_bytes=4)
    drop = _lying(room)
    drop.put("165/a", b"12345")
    drop.announced = 3
    room.hear("165/a")

    (result,) = room.refused()
    assert result.rejected is not None
    assert result.rejected.reason is RejectionReason.TOO_LARGE
    assert len(room.entries()) == 1


def test_a_truncated_body_is_the_surroundings_fault(room: Room) -> None:
    """A body shorter than announced is tried again and leaves nothing behind. Scenario A7."""
    drop = _lying(room)
    drop.put("165/a", b"12345")
    drop.announced = 9

    with pytest.raises(StoreUnavailableError):
        room.hear("165/a")
    assert room.entries() == set()


def test_a_name_that_nobody_can_ask_for_is_refused(room: Room) -> None:
    """A listed file that no client can fetch has its entry, once, and is not missing for ever. Scenario A5."""
    _lying(room).plant("165/../a")

    assert room.sweep() == 1
    (result,) = room.refused()
    assert result.rejected is not None
    assert result.rejected.reason is RejectionReason.MALFORMED
    assert (result.delivery.prefix, result.delivery.name) == ("165", "../a")
    assert room.sweep() == 0


@pytest.mark.parametrize("away", ["drop", "archive"])
def test_a_store_that_is_away_is_nobodys_fault(room: Room, away: str) -> None:
    """Nothing is refused because a store can't be asked: the file is still missing. Scenario A8."""
    room.drop.put("165/a", b"x")
    getattr(room, away).away = True

    with pytest.raises(StoreUnavailableError):
        room.hear("165/a")
    getattr(room, away).away = False
    assert room.entries() == set()
    assert room.sweep() == 1
