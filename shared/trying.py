"""Files that fail whatever happens: tried again, then alone, and given up in the end.

An attempt counts before it begins, since what kills its worker can say nothing afterwards. Innocent files die beside a
guilty one, so a death alone proves nothing: a file with two attempts behind it that came to nothing is tried alone in
its worker, and only that counts against it, or what its worker has lived to tell. With three such attempts it is given
up. The surroundings (a store, a broker, a stop) are never held against it.
"""

import logging
import math
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from threading import Condition, Lock
from typing import Self
from uuid import uuid4

from shared.braking import Brake
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected
from shared.errors import BrakedError, ChildLostError, DocumentError, ObjectNotFoundError, SurroundingsError
from shared.metrics import TryingMetrics
from shared.queue.attempts import Attempts, Begun, MemoryAttempts

_log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
_SUSPECT = 2
_NO_ATTEMPT_IN_VAIN = (SurroundingsError, ObjectNotFoundError, DocumentError)


class GivenUpError(Exception):
    """A file has failed often enough: what :func:`given_up` says is what becomes of it."""


def given_up() -> Rejected:
    """Say what becomes of a file that has been given up."""
    return Rejected(
        reason=RejectionReason.CRASHED,
        detail=f"Whoever tried to read it was lost or failed, {MOST_ATTEMPTS} times: please report the file.",
    )


class Trying:
    """Has files tried. For any number of threads; those of one process share one.

    An attempt that was begun ``patience_seconds`` ago and has not ended counts as dead, with its worker: it is more
    than any attempt takes. ``answers`` are exceptions that hold nothing against a file: they say what
    became of it, as a return would, or whose fault it is. A ``brake`` hears of every file, whether it was given up or
    not: as long as it holds, those that would be are tried on.
    """

    def __init__(  # noqa: PLR0913 - each of them named at every call
        self,
        attempts: Attempts,
        metrics: TryingMetrics,
        *,
        patience_seconds: float = math.inf,
        answers: tuple[type[Exception], ...] = (),
        brake: Brake | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._attempts = attempts
        self._metrics = metrics
        self._patience = patience_seconds
        self._no_attempt_in_vain = (*_NO_ATTEMPT_IN_VAIN, *answers)
        self._brake = brake
        self._clock = clock
        self._room = _Room()

    @classmethod
    def in_memory(cls, answers: tuple[type[Exception], ...] = ()) -> Self:
        """Remember in this process alone, and hold nothing back: for whoever works by himself."""
        return cls(MemoryAttempts(), TryingMetrics(None), answers=answers)

    @contextmanager
    def trying(self, what: str) -> Iterator[None]:
        """Count the block as an attempt at one file; it may wait until it can be alone.

        Raises GivenUpError instead of one attempt too many, and in the place of what the last one has raised. Whoever
        can write that down calls :meth:`gave_up`. Raises BrakedError where that must not be written down yet.
        """
        token = uuid4().hex
        tried = self._attempts.note(what, token, Begun(began=self._clock()))
        if self._counting(tried) >= MOST_ATTEMPTS and not self._is_held():
            self._attempts.take_back(what, token)
            raise GivenUpError
        is_suspect = len(self._in_vain(tried)) >= _SUSPECT
        with self._room.alone() if is_suspect else self._room.with_others():
            if is_suspect:
                self._metrics.tries_alone()
                _log.warning("tried alone", extra={"output": what})
            with self._judging(what, token, is_alone=is_suspect):
                yield
        self._check(is_given_up=False)

    def gave_up(self, what: str, *, for_good: bool = False) -> None:
        """Tell that a file is given up, and begin anew with it if it ever comes again, unless it is ``for_good``."""
        _log.error("given up", extra={"output": what})
        self._metrics.gave_up()
        if not for_good:
            self._attempts.forget(what)

    @contextmanager
    def _judging(self, what: str, token: str, *, is_alone: bool) -> Iterator[None]:
        began = self._clock()
        if is_alone:
            self._attempts.note(what, token, Begun(began=began, was_alone=True))
        try:
            yield
        except Exception as error:
            if isinstance(error, self._no_attempt_in_vain) and not isinstance(error, ChildLostError):
                self._attempts.take_back(what, token)
                raise
            tried = self._attempts.note(what, token, Begun(began=began, was_alone=is_alone, has_failed=True))
            if self._counting(tried) >= MOST_ATTEMPTS:
                self._check(is_given_up=True)
                raise GivenUpError from error
            raise
        self._attempts.done(what)

    def _check(self, *, is_given_up: bool) -> None:
        if self._brake is not None:
            self._brake.check(is_doubtful=is_given_up)

    def _is_held(self) -> bool:
        """Tell whether the brake holds back what would be given up: then it is tried on, as its cause may be mended."""
        try:
            self._check(is_given_up=True)
        except BrakedError:
            return True
        return False

    def _in_vain(self, tried: Collection[Begun]) -> Collection[Begun]:
        """Name the attempts that have failed, and those that have died with their worker."""
        dead = self._clock() - self._patience
        return [attempt for attempt in tried if attempt.has_failed or attempt.began < dead]

    def _counting(self, tried: Collection[Begun]) -> int:
        """Count those that nothing but the file can be blamed for."""
        return sum(attempt.has_failed or attempt.was_alone for attempt in self._in_vain(tried))


class _Room:
    """A room for many at a time, or for one alone, who waits in the door until it is empty; others wait behind."""

    def __init__(self) -> None:
        self._door = Lock()
        self._left = Condition()
        self._inside = 0

    @contextmanager
    def with_others(self) -> Iterator[None]:
        with self._door, self._left:
            self._inside += 1
        try:
            yield
        finally:
            with self._left:
                self._inside -= 1
                self._left.notify()

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._door:
            with self._left:
                self._left.wait_for(lambda: not self._inside)
            yield
