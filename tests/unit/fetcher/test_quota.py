"""Quotas: one municipality is slowed down, by what the archive says it has delivered."""

from datetime import timedelta

import pytest

from services.fetcher.quota import BURST, Allowance, Quota, Spending
from shared.stage import sweep

from .conftest import Room


def _affordable(room: Room, quota: Quota, prefix: str = "165") -> list[str]:
    spending = Spending(room.archive, quota, room.clock)
    return [work.input for work in spending.affordable(sweep(room.stage, prefix))]


def _drop(room: Room, count: int, body: bytes = b"x", prefix: str = "165") -> None:
    for _ in range(count):
        room.clock.tick()
        room.drop.put(f"{prefix}/{room.clock.now:%d%H%M%S}", body)


def test_the_oldest_go_first_and_the_rest_waits_its_hour(room: Room) -> None:
    """As many files as the quota says come in within any hour; what waits is still missing."""
    quota = Quota(files_per_hour=3)
    _drop(room, 5)
    oldest = _affordable(room, quota)
    for key in oldest:
        room.hear(key)

    assert len(oldest) == 3
    assert _affordable(room, quota) == []
    assert len(room.missing()) == 2
    room.clock.tick(3600)
    assert _affordable(room, quota) == sorted(room.missing())


def test_what_was_refused_counts_as_a_file(room: Room) -> None:
    """A flood of empty files is a flood."""
    _drop(room, 2, body=b"")
    room.sweep()
    _drop(room, 2)

    assert len(_affordable(room, Quota(files_per_hour=3))) == 1


def test_bytes_count_for_a_day(room: Room) -> None:
    """Files come in while there is any room left, and again when the day is over."""
    quota = Quota(bytes_per_day=25)
    _drop(room, 5, body=b"ten bytes.")
    for key in _affordable(room, quota):
        room.hear(key)

    assert len(room.entries()) == 3
    room.clock.tick(23 * 3600)
    assert _affordable(room, quota) == []
    room.clock.tick(3600)
    assert len(_affordable(room, quota)) == 2


def test_a_file_larger_than_the_quota_comes_in(room: Room) -> None:
    """A quota slows down and never refuses."""
    _drop(room, 1, body=b"x" * 100)

    assert len(_affordable(room, Quota(bytes_per_day=1))) == 1


def test_nobody_pays_for_another(room: Room) -> None:
    """A municipality that has used up its quota takes nothing from the next one."""
    quota = Quota(files_per_hour=2)
    _drop(room, 2)
    room.sweep()
    _drop(room, 2, prefix="306")

    assert len(_affordable(room, quota, "306")) == 2


def test_where_nothing_is_missing_nothing_is_listed(room: Room) -> None:
    """An idle municipality costs no further listing."""
    room.archive.away = True
    room.drop.put("165/.DS_Store", b"x")
    gap = sweep(Room(room.limits).stage, "165")

    assert Spending(room.archive, Quota(), room.clock).affordable(gap) == ()


class Watchman:
    """A clock that counts seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Watchman:
    """Make a clock that stands still."""
    return Watchman()


def _taken(allowance: Allowance, count: int, size: int = 1, prefix: str = "165") -> int:
    return sum(allowance.take(prefix, size) for _ in range(count))


def test_a_burst_comes_ahead_and_then_a_quarter_of_the_quota_an_hour(clock: Watchman) -> None:
    """The allowance fills again in time, and never beyond a burst."""
    allowance = Allowance(Quota(files_per_hour=4 * 3600), clock)

    assert _taken(allowance, 2 * BURST) == BURST
    clock.now += 7
    assert _taken(allowance, 100) == 7
    clock.now += timedelta(days=1).total_seconds()
    assert _taken(allowance, 2 * BURST) == BURST


@pytest.mark.parametrize(("quota", "taken"), [(1, 1), (7, 1), (8, 2), (800, 200), (1_000_000, BURST)])
def test_of_a_small_quota_a_quarter_comes_at_once(clock: Watchman, quota: int, taken: int) -> None:
    """The sweep may have let in all of it just before; but one file never waits."""
    assert _taken(Allowance(Quota(files_per_hour=quota), clock), 2 * BURST) == taken


def test_in_an_hour_half_a_quota_comes_ahead(clock: Watchman) -> None:
    """Whatever is asked for and whenever."""
    allowance = Allowance(Quota(files_per_hour=1000), clock)
    taken = 0
    for clock.now in range(3600):
        taken += _taken(allowance, 10)

    assert 440 < taken <= 500


@pytest.mark.parametrize(("size", "taken"), [(10, 3), (1000, 1), (0, 5)])
def test_bytes_are_an_allowance_too(clock: Watchman, size: int, taken: int) -> None:
    """Files come ahead while any bytes are left, and a later day brings new ones."""
    allowance = Allowance(Quota(bytes_per_day=100), clock)

    assert _taken(allowance, 5, size) == taken
    clock.now += timedelta(days=50).total_seconds()
    assert _taken(allowance, 1, size) == 1


def test_every_municipality_has_its_own(clock: Watchman) -> None:
    """What one has used up the next one has."""
    allowance = Allowance(Quota(files_per_hour=8), clock)
    _taken(allowance, 10)

    assert _taken(allowance, 10, prefix="306") == 2
