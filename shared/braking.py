"""The brake before mass rejection: a bad release must not reject everything that it is given.

Doubtful is a rejection that a fault of ours would explain as well. Under a good release hardly any file ends like that.
So a process writes a few; when there are more among its recent answers, the doubtful ones are postponed, and all else
goes on. The few are a number and no share of what has been answered: a system of a hundred files must not lose fifty
before it brakes.
"""

import logging
from collections import deque
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from shared.clock import utc_now
from shared.errors import BrakedError
from shared.metrics import TryingMetrics
from shared.operating import Operator

_log = logging.getLogger(__name__)

REJECTIONS = "rejections"  # what an operator confirms
RECENT = 500
MOST_DOUBTFUL = 10


class Brake:
    """Hears of every answer of one process before it is written. For any number of threads."""

    def __init__(self, operator: Operator, metrics: TryingMetrics, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._operator = operator
        self._metrics = metrics
        self._clock = clock
        self._lock = Lock()
        self._recent: deque[bool] = deque(maxlen=RECENT)
        self._is_on = False
        self._passed = 0

    def check(self, *, is_doubtful: bool) -> None:
        """Take note of what would be said of a file. Raises BrakedError if that must not be said yet."""
        with self._lock:
            self._recent.append(is_doubtful)
            self._set(on=sum(self._recent) > MOST_DOUBTFUL)
            is_held = is_doubtful and self._is_on
        if is_held and not self._may_pass():
            self._metrics.postponed_a_rejection()
            raise BrakedError("too many rejections that a fault of ours would explain; an operator must look at them")

    def _may_pass(self) -> bool:
        """Ask whether an operator has confirmed that so many are right, and take one of them."""
        most = self._operator.confirmed(REJECTIONS, self._clock())
        with self._lock:
            self._passed = min(self._passed, most)  # one that has expired says nothing of the next
            may = self._passed < most
            self._passed += may
        return may

    def _set(self, *, on: bool) -> None:
        if on != self._is_on:
            _log.log(logging.ERROR if on else logging.INFO, "brake", extra={"what": REJECTIONS, "on": on})
        self._is_on = on
        self._metrics.brake(on=on)
