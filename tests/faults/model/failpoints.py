"""Between any two steps of a process something may happen: it dies, or somebody else does something meanwhile."""

from collections.abc import Callable
from typing import Any


class CrashError(BaseException):
    """The process ends here, as by kill -9; whoever catches this buries it."""


class Failpoint:
    """Counts the steps of what is under way, and has something happen at one of them, once."""

    def __init__(self) -> None:
        self._left = 0
        self._strike: Callable[[], object] | None = None

    def arm(self, step: int, strike: Callable[[], object]) -> None:
        """Have something happen when so many more steps were taken."""
        self._left, self._strike = step, strike

    def disarm(self) -> None:
        """Have nothing happen any more."""
        self._strike = None

    def step(self) -> None:
        """Come to the next step."""
        self._left -= 1
        if self._left < 0 and (strike := self._strike):
            self.disarm()  # what happens takes steps of its own
            strike()


def crash() -> None:
    """Die."""
    raise CrashError


class Watched:
    """Stands before a store or a repository: each call of it is two steps, one before it has its effect and one after.

    What a call answers, a listing too, is not watched further.
    """

    def __init__(self, inner: object, failpoint: Failpoint) -> None:
        self._inner = inner
        self._failpoint = failpoint

    def __getattr__(self, name: str) -> Any:
        """Give what the other one has, and its methods with a step before and after."""
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def called(*values: Any, **named: Any) -> Any:
            self._failpoint.step()
            answer = found(*values, **named)
            self._failpoint.step()
            return answer

        return called
