"""Which stages rest because an operator has paused them, as a process knows it: as of a few seconds ago."""

import logging
import time
from collections.abc import Callable, Collection
from threading import Lock

from shared.errors import StoreUnavailableError
from shared.operating import Operator

_log = logging.getLogger(__name__)

LOOK_SECONDS = 3.0

Resting = Callable[[], Collection[str]]
"""Names the stages that rest. Raises nothing, and may be asked for every task."""


def nothing() -> Collection[str]:
    """Have no stage rest."""
    return ()


class Pauses:
    """Asks the archive again whenever somebody wants to know and the last answer is old. For any number of threads.

    A store that can't be asked changes nothing: what rested rests on. It is said once.
    """

    def __init__(self, operator: Operator, clock: Callable[[], float] = time.monotonic) -> None:
        self._operator = operator
        self._clock = clock
        self._lock = Lock()
        self._known: frozenset[str] = frozenset()
        self._due = clock()
        self._is_away = False

    def __call__(self) -> frozenset[str]:
        """Name the stages that rest."""
        with self._lock:
            if self._clock() >= self._due:
                self._look()
                self._due = self._clock() + LOOK_SECONDS
            return self._known

    def _look(self) -> None:
        try:
            found = self._operator.paused()
        except StoreUnavailableError as error:
            if not self._is_away:
                _log.warning("pauses unknown", extra={"cause": str(error)})
            self._is_away = True
            return
        self._is_away = False
        if found != self._known:
            _log.info("resting", extra={"stages": sorted(found)})
        self._known = found
