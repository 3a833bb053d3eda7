"""The fetcher's sweep: without any hint everything is found, and what stands is never done again."""

from collections.abc import Callable

from services.fetcher.admit import listed_prefixes
from shared.contract.keys import UNKNOWN_PREFIX, Section
from shared.stage import sweep, sweep_all

from .conftest import Room

HOSTILE = [
    "165/a b+c%2Bd@e.pdf",
    "165/æøå/😀.pdf",
    "165/" + "x" * 1020,
    "165//a",
    "165/~/a",
    "751/a",
    "root.pdf",
    "/root.pdf",
    "//root.pdf",
    "0165/a",
    "_ukendt/a",
    "_ukendt//_ukendt/a",
    "_ukendt//0165/a",
    "_ukendt/root.pdf",
    "~/a",
]


def test_the_sweep_alone_is_enough(room: Room) -> None:
    """Without a single event every file has its entry, and a second sweep finds nothing. Scenarios A1 and A5."""
    for key in HOSTILE:
        room.drop.put(key, b"same")

    assert room.sweep() == len(HOSTILE)
    assert len(room.entries()) == len(HOSTILE)
    assert room.sweep() == 0
    assert len({(r.delivery.prefix, r.delivery.name) for r in room.refused()}) == len(room.refused())


def test_the_sweep_alone_is_enough_where_the_unknown_is_known(make_room: Callable[..., Room]) -> None:
    """The same holds in the embedded system, where files without a municipality are taken."""
    room = make_room(prefixes=listed_prefixes() | {UNKNOWN_PREFIX})
    for key in HOSTILE:
        room.drop.put(key, b"same")

    assert room.sweep() == len(HOSTILE)
    assert len(room.entries()) == len(HOSTILE)
    assert room.sweep() == 0
    assert f"raw/{room.tail('_ukendt/root.pdf')}" in room.entries()
    assert f"refused/{room.tail('root.pdf')}" in room.entries()


def test_prefixes_are_a_closed_set(room: Room) -> None:
    """Whatever is dropped, sweeps go over municipalities and the unknown."""
    for key in HOSTILE:
        room.drop.put(key, b"x")

    assert {gap.prefix for gap in sweep_all(room.stage)} == {"165", "751", UNKNOWN_PREFIX}
    assert {key.split("/")[1] for key in room.entries()} <= {"165", "751", UNKNOWN_PREFIX}


def test_every_section_stands(room: Room) -> None:
    """An entry in any section is an output that stands."""
    for number, section in enumerate(Section):
        room.drop.put(f"165/{number}", b"x")
        room.archive.put(f"{section}/{room.tail(f'165/{number}')}", b"")

    assert room.missing() == {}


def test_a_new_version_is_missing(room: Room) -> None:
    """A file that was replaced is missing again, under a tail of its own."""
    room.drop.put("165/a", b"x")
    room.sweep()
    room.clock.tick()
    room.drop.put("165/a", b"x")

    assert room.missing() == {"165/a": room.tail("165/a")}


def test_what_was_dropped_first_is_fetched_first(room: Room) -> None:
    """Work comes in the order of the drop, with the time that it waits since."""
    for key in ("165/b", "165/a"):
        room.drop.put(key, b"x")
        room.clock.tick()

    gap = sweep(room.stage, "165")
    assert [work.input for work in gap.work] == ["165/b", "165/a"]
    assert gap.oldest == room.drop.head("165/b").last_modified


def test_leftovers_are_no_work(room: Room) -> None:
    """What is passed over is never missing."""
    room.drop.put("165/.DS_Store", b"x")
    room.drop.put("165/folder/", b"")
    room.drop.put("thumbs.db", b"x")

    assert room.missing() == {}


def test_a_hint_names_the_file(room: Room) -> None:
    """The hint of a work is the fact that has it fetched."""
    room.drop.put("165/a", b"x")
    (work,) = sweep(room.stage, "165").work

    assert room.stage.hint(work).key == "165/a"
