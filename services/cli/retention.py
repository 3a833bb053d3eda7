"""The keeper's last step: erase what was withdrawn long enough ago, and finish every erasure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from services.cli.erasing import Eraser
from services.cli.metrics import Erased, ErasureMetrics
from shared.contract import keys
from shared.contract.facts import Fact, FileArchived
from shared.contract.keys import Section


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Erasing:
    """Goes over the tombstones of one municipality. What was withdrawn is ``kept`` so long; without it, for ever."""

    eraser: Eraser
    kept: timedelta | None
    metrics: ErasureMetrics
    clock: Callable[[], datetime] = _now
    name: str = "erase"

    def prefixes(self) -> Iterable[str]:
        """Yield every prefix under which something was erased, or may have to be."""
        yield from self.eraser.prefixes(Section.ERASED)
        if self.kept:
            yield from self.eraser.prefixes(Section.WITHDRAWN)

    def keep(self, prefix: str) -> Iterator[Fact]:
        """Erase what is due under one prefix, remove what is left there of anything, and tell both."""
        now = self.clock()
        due = self.eraser.due(prefix, self.kept, now) if self.kept else set()
        if self.kept and due:
            self.eraser.bury(due, f"withdrawn more than {self.kept.days} days ago", now)
        left = self.eraser.finish(prefix, now) - due
        self.metrics.erased(Erased.DUE, len(due))
        self.metrics.erased(Erased.LEFT, len(left))
        for tail in sorted(due | left):
            yield FileArchived(trace_id=uuid4().hex, key=keys.archive(Section.ERASED, tail))
