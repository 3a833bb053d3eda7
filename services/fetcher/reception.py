"""What becomes of the events that come through the door: a hint for a file that was dropped, else a count."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from services.fetcher.admit import Limits, is_passed_over
from services.fetcher.events import Event, Kind, Source, read
from services.fetcher.metrics import EventMetrics, Heard
from services.fetcher.quota import Allowance
from shared.contract import keys
from shared.contract.facts import FileDropped
from shared.errors import SurroundingsError
from shared.metrics import HintMetrics
from shared.pausing import Resting
from shared.queue.publisher import Publisher
from shared.queue.routes import ROUTES
from shared.task import attempt

_log = logging.getLogger(__name__)

# Removals are counted and not acted upon: that a file is gone is for the keeper to find.
_COUNTED = {
    Kind.REMOVED: Heard.REMOVED,
    Kind.EXPIRED: Heard.EXPIRED,
    Kind.TEST: Heard.TEST,
    Kind.CONFIRMATION: Heard.CONFIRMATION,
    Kind.OTHER: Heard.OTHER_EVENT,
    Kind.MALFORMED: Heard.MALFORMED,
}
_LOGGED = {Heard.FOREIGN, Heard.LOST, Heard.CONFIRMATION, Heard.MALFORMED, Heard.FAILED}
_STAGE = ROUTES[FileDropped].stage
_USER = "k"  # the store's user of a municipality is called k165


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Receives what a store sends about ``bucket``. For any number of threads."""

    bucket: str
    limits: Limits
    allowance: Allowance
    publisher: Publisher
    hints: HintMetrics
    metrics: EventMetrics
    resting: Resting

    def receive(self, body: bytes) -> bool:
        """Hear all events of a body; false if it asks for hints and not one could be published.

        When one could not, the others are not tried: a store that hears no sends all of them again, and whatever
        is not sent again a sweep finds.
        """
        published = False
        for event in read(body):
            heard = attempt(partial(self._hear, event))
            # A fault of ours must not stand before all later events either.
            outcome = heard.value or Heard.FAILED
            self._note(event, outcome, heard.cause or event.cause)
            if outcome is Heard.LOST:
                return published
            published = published or outcome is Heard.PUBLISHED
        return True

    def refuse(self) -> None:
        """Count a request of somebody who has not the token."""
        self.metrics.heard(Source.OTHER, Heard.UNAUTHORISED)

    def _hear(self, event: Event) -> Heard:
        if event.bucket not in {"", self.bucket}:
            return Heard.OTHER_BUCKET
        if event.kind in _COUNTED:
            return _COUNTED[event.kind]
        if is_passed_over(event.key):
            return Heard.PASSED_OVER
        prefix = keys.delivering_prefix(event.key, self.limits.prefixes)
        if self._is_foreign(event.principal, prefix):
            return Heard.FOREIGN
        if _STAGE in self.resting() or not self.allowance.take(prefix, event.size):
            return Heard.POSTPONED
        return self._publish(FileDropped(trace_id=uuid4().hex, key=event.key))

    def _is_foreign(self, principal: str, prefix: str) -> bool:
        """Tell whether one municipality's user has written where another one's files lie.

        The store's own policy forbids it, so somebody must look; users of other names are operators.
        """
        owner = principal.removeprefix(_USER)
        return principal.startswith(_USER) and owner in self.limits.prefixes and owner != prefix

    def _publish(self, fact: FileDropped) -> Heard:
        try:
            self.publisher.publish(fact)
        except SurroundingsError:
            self.hints.lost(fact)
            return Heard.LOST
        self.hints.sent(fact)
        return Heard.PUBLISHED

    def _note(self, event: Event, outcome: Heard, cause: str) -> None:
        self.metrics.heard(event.source, outcome)
        if event.at:
            self.metrics.lagged((datetime.now(UTC) - event.at).total_seconds())
        if outcome in _LOGGED:
            told = {"outcome": outcome, "source": event.source, "key": event.key, "cause": cause}
            # For a person: the door calls no address that it is sent. Its token does no more than confirm this door.
            told["address"] = event.address
            told["user"] = event.principal if outcome is Heard.FOREIGN else ""
            _log.warning("event", extra={name: value for name, value in told.items() if value})
