"""Which rejections a fault of ours would explain, and so are for the brake to hold back (``shared.braking``).

Any of a file that was parsed before, by another parser version or by this one before a replay, and a crash or a
time-out of one that was not rejected before. A personal number is never doubtful: what is postponed stays public.
"""

from collections.abc import Iterator

from services.parser.again import outcome
from services.parser.sandbox.port import Answer
from shared.braking import Brake
from shared.contract import keys
from shared.contract.codes import Outcome, RejectionReason
from shared.contract.result import Rejected
from shared.objectstore.port import ObjectStore

_OURS_PERHAPS = {RejectionReason.CRASHED, RejectionReason.TIMED_OUT}


class Doubts:
    """Tells the brake of every answer of one process before it is written. For any number of threads."""

    def __init__(self, brake: Brake, items: ObjectStore, parser_version: str) -> None:
        self._brake = brake
        self._items = items
        self._parser_version = parser_version
        self._others: tuple[str, ...] | None = None

    def check(self, tail: str, answer: Answer) -> None:
        """Take note of what would be said of an entry. Raises BrakedError if that must not be said yet."""
        self._brake.check(is_doubtful=isinstance(answer, Rejected) and self._is_doubtful(tail, answer))

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
