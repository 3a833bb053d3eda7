"""The brake before mass rejection: a bad release must not reject everything that it is given.

Doubtful is a rejection that a fault of ours would explain as well: any of a file that was parsed before, by another
parser version or by this one before a replay, and a crash or a time-out of one that was not rejected before. Under a
good release hardly any file ends like that. So a process writes a few; when there are more among its recent answers,
the doubtful ones are postponed, and all else goes on. The few are a number and no share of what has been answered: a
system of a hundred files must not lose fifty before it brakes. A personal number is never doubtful: what is postponed
stays public.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Lock

from services.parser.again import outcome
from services.parser.metrics import ParserMetrics
from services.parser.sandbox.port import Answer
from shared.clock import utc_now
from shared.contract import keys
from shared.contract.codes import Outcome, RejectionReason
from shared.contract.result import Rejected
from shared.errors import BrakedError
from shared.objectstore.port import ObjectStore
from shared.operating import Operator

_log = logging.getLogger(__name__)

REJECTIONS = "rejections"  # what an operator confirms
RECENT = 500
MOST_DOUBTFUL = 10
_OURS_PERHAPS = {RejectionReason.CRASHED, RejectionReason.TIMED_OUT}


class Brake:
    """Looks at every answer of one process before it is written. For any number of threads."""

    def __init__(
        self,
        *,
        items: ObjectStore,
        operator: Operator,
        metrics: ParserMetrics,
        parser_version: str,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._items = items
        self._operator = operator
        self._metrics = metrics
        self._parser_version = parser_version
        self._clock = clock
        self._lock = Lock()
        self._recent: deque[bool] = deque(maxlen=RECENT)
        self._is_on = False
        self._passed = 0
        self._others: tuple[str, ...] | None = None

    def check(self, tail: str, answer: Answer) -> None:
        """Take note of what would be said of an entry. Raises BrakedError if that must not be said yet."""
        is_doubtful = isinstance(answer, Rejected) and self._is_doubtful(tail, answer)
        with self._lock:
            self._recent.append(is_doubtful)
            self._set(on=sum(self._recent) > MOST_DOUBTFUL)
            is_held = is_doubtful and self._is_on
        if is_held and not self._may_pass():
            self._metrics.postponed_a_rejection()
            raise BrakedError("too many rejections that a fault of ours would explain; an operator must look at them")

    def _is_doubtful(self, tail: str, rejected: Rejected) -> bool:
        if rejected.reason is RejectionReason.PERSONAL_NUMBER:
            return False
        before = {said for key in self._past(tail) if (said := outcome(self._items, key))}
        return Outcome.PARSED in before if before else rejected.reason in _OURS_PERHAPS

    def _past(self, tail: str) -> Iterator[str]:
        """Spell where something may stand of what became of a file before."""
        yield keys.past(self._parser_version, tail)
        for version in self._other_versions():
            yield keys.item(version, tail)
            yield keys.past(version, tail)

    def _other_versions(self) -> tuple[str, ...]:
        """Name the other versions that have left results; asked once, since none begins after us."""
        if self._others is None:
            self._others = tuple(set(self._items.top_level()) - {self._parser_version})
        return self._others

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
