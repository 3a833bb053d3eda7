"""The keeper's step of erasing: erase what was withdrawn long enough ago, and finish every erasure."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from services.cli.erasing import Eraser
from services.cli.metrics import Erased, ErasureMetrics
from shared.clock import utc_now
from shared.contract import keys
from shared.contract.facts import Fact, FileArchived
from shared.contract.keys import Section

_log = logging.getLogger(__name__)

LATE_WITHIN = timedelta(days=1)  # a task that had begun before a tombstone has written or died by then
LOOK_AGAIN_AFTER = timedelta(hours=1)  # for all that may have come later: a backup, somebody's hand


@dataclass(frozen=True, kw_only=True)
class Erasing:
    """Goes over the tombstones of one municipality. What was withdrawn is ``kept`` so long; without it, for ever.

    To look at what stands under tombstones is to list all of a municipality: at every round only while one is new.
    """

    eraser: Eraser
    kept: timedelta | None
    metrics: ErasureMetrics
    clock: Callable[[], datetime] = utc_now
    name: str = field(default="erase", init=False)
    _looked: dict[str, datetime] = field(default_factory=dict, init=False)

    def prefixes(self) -> Iterable[str]:
        """Yield every prefix under which something was erased, or may have to be."""
        yield from self.eraser.prefixes(Section.ERASED)
        if self.kept:
            yield from self.eraser.prefixes(Section.WITHDRAWN)

    def keep(self, prefix: str) -> Iterator[Fact]:
        """Erase what is due under one prefix, remove what is left there of anything, and tell both.

        Raises the fault of what can't be erased when all else has been.
        """
        now = self.clock()
        due = self.eraser.due(prefix, self.kept, now) if self.kept else set()
        why = f"withdrawn more than {self.kept.days} days ago" if self.kept else ""
        faults = self.eraser.bury(due, why, now) if due else {}
        due -= faults.keys()
        left: set[str] = set()
        if self._is_time(prefix, now):
            left = self.eraser.finish(prefix, now) - due
            self._looked[prefix] = now
        if due or left:
            _log.info("erased", extra={"prefix": prefix, "due": len(due), "left": len(left)})
        self.metrics.erased(Erased.DUE, len(due))
        self.metrics.erased(Erased.LEFT, len(left))
        for tail in sorted(due | left):
            yield FileArchived(trace_id=uuid4().hex, key=keys.archive(Section.ERASED, tail))
        for fault in faults.values():
            raise fault

    def _is_time(self, prefix: str, now: datetime) -> bool:
        newest = max(self.eraser.buried(prefix).values(), default=None)
        looked = self._looked.get(prefix)
        return newest is not None and (looked is None or now - newest < LATE_WITHIN or now - looked >= LOOK_AGAIN_AFTER)
