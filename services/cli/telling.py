"""The keeper's last word: every fresh tombstone is told, whoever has laid it.

A command that erases or withdraws has no broker, and may have died over it; a hint may have been lost. A sweep finds
the tombstone all the same, but as the youngest of all that is missing: behind a backlog of hours, and until then rows
and receipt stay public. What is told goes before that.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from shared.clock import utc_now
from shared.contract import keys
from shared.contract.facts import Fact, FileArchived, ResultWritten
from shared.objectstore.port import ObjectStore
from shared.pausing import Resting
from shared.queue.publisher import Publisher
from shared.queue.routes import ROUTES

FRESH = timedelta(days=1)  # a keeper that was just started tells all of these again: harmless, if they are not too many
HEARERS = frozenset({ROUTES[FileArchived].stage, ROUTES[ResultWritten].stage})
"""The stages that bring a tombstone to rows and receipts."""


@dataclass(kw_only=True, eq=False)
class Telling:
    """A publisher that remembers which keys it has told of, as long as nobody ``resting`` has let that pass."""

    publisher: Publisher
    resting: Resting
    told: set[str] = field(default_factory=set, init=False)

    def publish(self, fact: Fact) -> None:
        """Publish one fact. Raises BrokerUnavailableError, and then has told nothing."""
        self.publisher.publish(fact)
        if self.is_heard():
            self.told.add(fact.key)

    def is_heard(self) -> bool:
        """Tell whether those who must hear of a tombstone do."""
        return HEARERS.isdisjoint(self.resting())


@dataclass(frozen=True, kw_only=True)
class TellStep:
    """Tells each tombstone that is fresh and was not told by this process, once it is heard.

    The keeper must publish through the same ``telling``: so what its other steps have told is not told twice, and
    what the broker did not take is told at the next round.
    """

    archive: ObjectStore
    telling: Telling
    clock: Callable[[], datetime] = utc_now
    name: str = field(default="tell", init=False)

    def prefixes(self) -> Iterable[str]:
        """Yield every prefix that has tombstones."""
        for section in keys.TOMBSTONES:
            yield from self.archive.top_level(f"{section}/")

    def keep(self, prefix: str) -> Iterator[Fact]:
        """Tell what is fresh under one prefix, and forget what is not any more."""
        if not self.telling.is_heard():
            return
        now = self.clock()
        for section in keys.TOMBSTONES:
            for info in self.archive.list(f"{section}/{prefix}/"):
                if now - info.last_modified >= FRESH:
                    self.telling.told.discard(info.key)
                elif info.key not in self.telling.told:
                    yield FileArchived(trace_id=uuid4().hex, key=info.key)
