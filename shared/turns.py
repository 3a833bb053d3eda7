"""Whose turn it is where there is not room for all: theirs who were given something longest ago."""

from collections.abc import Container
from itertools import count


class Turns:
    """A line of those who wait for room. Who leaves it and comes back has the same place, unless given something."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}
        self._waiting: dict[str, float] = {}
        self._numbers = count(1)

    def __bool__(self) -> bool:
        """Tell whether anybody waits."""
        return bool(self._waiting)

    def give(self, who: str) -> None:
        """Note that somebody was given something: everybody who waits comes before them now."""
        self._given[who] = next(self._numbers)

    def wait(self, who: str, until: float) -> None:
        """Have somebody wait; before ``until`` they are not called, and nobody else is meanwhile."""
        self._waiting[who] = until

    def leave(self, who: str) -> None:
        """Have somebody wait no more."""
        self._waiting.pop(who, None)

    def forget(self, who: str) -> None:
        """Know nothing of somebody any more."""
        self.leave(who)
        self._given.pop(who, None)

    def is_first(self, who: str) -> bool:
        """Tell whether nobody waits who comes before somebody."""
        return all(self._place(who) <= self._place(other) for other in self._waiting)

    def first(self, among: Container[str], now: float) -> str | None:
        """Name who is to be called; nobody if those who come first are not ``among`` these, or not to be called yet."""
        first = min(self._waiting, key=self._place, default=None)
        return first if first is not None and first in among and self._waiting[first] <= now else None

    def _place(self, who: str) -> tuple[int, str]:
        return self._given.get(who, 0), who
