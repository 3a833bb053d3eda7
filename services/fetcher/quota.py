"""How much one municipality may deliver in an hour and in a day, so that none stands before the others.

A quota slows down and never refuses. It is kept where hints are made: beyond it a file gets none for the time being,
and lies in the drop until a later sweep finds room for it.

The sweep lets in no more than a quota, and counts what came by the door. The door counts for itself, at most half a
quota in any hour or day: so one and a half quotas is what a municipality can have taken in that time, however it
delivers. Two files more, where bytes are counted: the last that either lets in may be larger than what was left.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from threading import Lock

from shared.clock import utc_now
from shared.contract.keys import Section
from shared.objectstore.port import ObjectStore
from shared.stage import Gap, Work

FILES_PER_HOUR = 10_000  # twice what a municipality publishes in fifteen years, by the average
BYTES_PER_DAY = 20_000_000_000
BURST = 200  # files of one municipality that may come ahead of the sweep at once
AHEAD = 0.25  # of a quota may come ahead of the sweep at once, and as much again in the course of an hour or a day
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """What each municipality has room for in the sweep, which counts what is taken whichever way its hint came."""

    files_per_hour: int = FILES_PER_HOUR
    bytes_per_day: int = BYTES_PER_DAY


class Spending:
    """What every municipality has used up, as the archive itself says: nothing has to be remembered."""

    def __init__(self, archive: ObjectStore, quota: Quota, clock: Callable[[], datetime] = utc_now) -> None:
        self._archive = archive
        self._quota = quota
        self._clock = clock

    def affordable(self, gap: Gap) -> Sequence[Work]:
        """Name the oldest of what is missing that its municipality still has room for.

        The last file of a day may be larger than the room that was left: so any file comes in, whatever the quota.
        """
        if not gap.work:
            return ()
        entries = list(self._recent(gap.prefix))
        files = self._quota.files_per_hour - sum(age < _HOUR for age, _ in entries)
        room = self._quota.bytes_per_day - sum(size for _, size in entries)
        before = accumulate((work.size for work in gap.work), initial=0)
        return tuple(work for work, size in zip(gap.work[: max(0, files)], before, strict=False) if size < room)

    def _recent(self, prefix: str) -> Iterator[tuple[timedelta, int]]:
        """Yield age and size of what has come in within a day."""
        now = self._clock()
        for section in (Section.RAW, Section.REFUSED):
            for info in self._archive.list(f"{section}/{prefix}/"):
                if now - info.last_modified < _DAY:
                    yield now - info.last_modified, info.size


class Allowance:
    """What may come ahead of the sweep: a burst of each municipality, then a part of its quota in time.

    So a flood of one neither fills the broker nor stands before the others, and a file that is dropped now and then
    waits for no sweep. It is kept in this process alone, which knows nothing of what sweeps let in: so it is half a
    quota in an hour (of files) or a day (of bytes), one file at least; the same for every further fetcher, and a burst
    more whenever one starts.
    """

    def __init__(self, quota: Quota, clock: Callable[[], float] = time.monotonic) -> None:
        self._quota = quota
        self._clock = clock
        self._lock = Lock()
        self._purses: dict[str, tuple[_Purse, _Purse]] = {}

    def take(self, prefix: str, size: int) -> bool:
        """Take one file of so many bytes out of a municipality's allowance; false if nothing is left of it."""
        now = self._clock()
        with self._lock:
            files, room = self._purses.setdefault(prefix, self._full(now))
            is_left = files.holds(now) >= 1 and room.holds(now) > 0
            if is_left:
                files.content -= 1
                room.content -= size
        return is_left

    def _full(self, now: float) -> "tuple[_Purse, _Purse]":
        hourly, daily = AHEAD * self._quota.files_per_hour, AHEAD * self._quota.bytes_per_day
        return (
            _Purse(size=max(1, min(BURST, hourly)), per_second=hourly / _HOUR.total_seconds(), at=now),
            _Purse(size=daily, per_second=daily / _DAY.total_seconds(), at=now),
        )


@dataclass(slots=True, kw_only=True)
class _Purse:
    """Full at first, and refilled steadily."""

    size: float
    per_second: float
    at: float
    content: float = field(init=False)

    def __post_init__(self) -> None:
        self.content = self.size

    def holds(self, now: float) -> float:
        self.content = min(self.size, self.content + (now - self.at) * self.per_second)
        self.at = now
        return self.content
