"""A file that can't be archived, whatever is tried, is refused in the end, and says so to whoever dropped it."""

from contextlib import suppress

import pytest

from shared.contract.codes import Outcome
from shared.errors import SurroundingsError
from shared.trying import MOST_ATTEMPTS, given_up

from .conftest import Room

KEY = "165/referat.md"


@pytest.fixture
def failing(room: Room, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Have a file in the drop at which whoever would archive it fails."""
    room.drop.put(KEY, b"# Referat")

    def fail(*_: object, **__: object) -> None:
        raise OSError("fortrolig")

    monkeypatch.setattr("services.fetcher.archive.metadata_of", fail)
    return monkeypatch


def hear(room: Room, times: int = 1) -> None:
    """Hear of the file, and let it fail."""
    for _ in range(times):
        with suppress(OSError):
            room.hear(KEY)


def test_what_always_fails_is_refused_in_the_end(room: Room, failing: pytest.MonkeyPatch) -> None:
    """Before that nothing stands and nobody is told; then the next stage hears of a refusal as of any other."""
    hear(room, MOST_ATTEMPTS - 1)
    assert not room.entries()
    hear(room)
    failing.undo()

    (key,) = room.entries()
    assert key.startswith(f"refused/{KEY}@")
    assert room.refused()[0].outcome is Outcome.REJECTED
    assert room.refused()[0].rejected == given_up()
    assert [fact.key for fact in room.told] == [key]
    assert room.sweep() == 0


def test_the_same_file_dropped_anew_is_tried_anew(room: Room, failing: pytest.MonkeyPatch) -> None:
    """It is another version, and nothing is held against it."""
    hear(room, MOST_ATTEMPTS)
    failing.undo()
    room.clock.tick()
    room.drop.put(KEY, b"# Referat")
    room.hear(KEY)

    assert [key.partition("/")[0] for key in sorted(room.entries())] == ["raw", "refused"]


def test_a_store_that_is_away_refuses_nothing(room: Room) -> None:
    """However often it can't be written."""
    room.drop.put(KEY, b"# Referat")
    room.archive.away = True
    for _ in range(3 * MOST_ATTEMPTS):
        with pytest.raises(SurroundingsError):
            room.hear(KEY)
    room.archive.away = False
    room.hear(KEY)

    assert [key.partition("/")[0] for key in room.entries()] == ["raw"]
