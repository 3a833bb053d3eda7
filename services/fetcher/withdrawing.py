"""Withdrawing what is gone from the drop: a tombstone beside each version of its name. The bytes stay in the archive.

A wrong withdrawal takes minutes from the public that nobody meant to take back, so nothing is believed once:

* The archive is listed before the drop, so that what arrives in between is not missed there.
* A name must have been gone at an earlier look already, and its key is asked for once more before each tombstone.
* More than a municipality takes back by hand (:mod:`services.fetcher.losses`) is held, all of it, until an operator
  confirms the number. A drop that is bare of everything is rather the wrong one than emptied by all: there it holds
  even a municipality's only file.
* A version that was overwritten within the second in which it was written, and passes for newer than what lies there,
  is withdrawn by itself.
* What cannot be listed to its end, or not be asked for, withdraws nothing.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import uuid4

from services.fetcher.admit import Limits, is_passed_over
from services.fetcher.archive import describe
from services.fetcher.losses import NEVER, Losses, Names, losses, names, overtaken
from services.fetcher.lying import lying
from services.fetcher.metrics import WithdrawalMetrics
from shared import entries
from shared.clock import utc_now
from shared.contract import keys
from shared.contract.codec import encode
from shared.contract.codes import Outcome
from shared.contract.facts import Fact, FileArchived
from shared.contract.keys import Section
from shared.contract.result import Delivery, Result
from shared.errors import ContractError, DocumentError, ObjectNotFoundError
from shared.objectstore.port import ObjectStore
from shared.operating import Operator

_log = logging.getLogger(__name__)


def confirming(prefix: str) -> str:
    """Name what an operator confirms to have a municipality's withdrawals pass the brake."""
    return f"withdrawal/{prefix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look at one municipality has found: its names, what is lost, and which versions were overwritten at once.

    ``overtaken`` has section and tail of each of those, and what lies in the drop in its place.
    """

    found: Names
    lost: Losses
    overtaken: tuple[tuple[Section, str, Delivery], ...]


@dataclass(frozen=True, kw_only=True)
class Looking:
    """Looks at what is gone; changes nothing. ``limits`` must be those of the fetcher, since a name depends on them."""

    drop: ObjectStore
    archive: ObjectStore
    limits: Limits = field(default_factory=Limits)
    expires_after_days: int = 0
    clock: Callable[[], datetime] = utc_now

    def prefixes(self) -> set[str]:
        """Name every prefix that has something to withdraw."""
        sections = (Section.RAW, Section.REFUSED)
        return {prefix for section in sections for prefix in self.archive.top_level(f"{section}/")}

    def look(self, prefix: str, missed: Mapping[str, datetime] = NEVER) -> Seen:
        """List one municipality, the archive first, and compare; ``missed`` says since when names are gone."""
        found = names(info for section in Section for info in self.archive.list(f"{section}/{prefix}/"))
        present = [delivery for _, delivery in lying(self.drop, self.limits, prefix)]
        there = {beginning for delivery in present for beginning in keys.beginnings(delivery.prefix, delivery.name)}
        expires_after = timedelta(days=self.expires_after_days) if self.expires_after_days else None
        lost = losses(found, there, self.clock(), expires_after, missed)
        if lost.gone and self._is_drop_bare():
            lost = replace(lost, is_drop_bare=True)
        return Seen(found=found, lost=lost, overtaken=tuple(overtaken(found, present)))

    def _is_drop_bare(self) -> bool:
        delivered = self.prefixes()
        return len(delivered) > 1 and delivered.isdisjoint(self.drop.top_level())

    def lying_now(self, delivery: Delivery) -> Delivery | None:
        """Ask the drop itself what lies under the name of a delivery, now."""
        if not keys.holds_masked_number(delivery.name):
            key = keys.dropped_as(delivery.prefix, delivery.name)
            try:
                return None if is_passed_over(key) else describe(self.drop.head(key), self.limits)
            except ObjectNotFoundError:
                return None
            except DocumentError:
                pass  # its key can be listed and not asked for, like that of a name we do not know whole
        present = (there for _, there in lying(self.drop, self.limits, delivery.prefix))
        return next((there for there in present if there.name == delivery.name), None)


@dataclass(kw_only=True, eq=False)
class WithdrawStep:
    """The keeper's step: what is gone at two looks, at least ``apart`` from each other, is withdrawn.

    What it saw is kept in memory; a new process has to look twice again.
    """

    looking: Looking
    apart: timedelta
    metrics: WithdrawalMetrics
    name: str = field(default="withdraw", init=False)
    _seen: dict[str, dict[str, datetime]] = field(default_factory=dict, init=False)
    _held: frozenset[str] = field(default=frozenset(), init=False)

    def prefixes(self) -> Iterable[str]:
        """Yield every prefix that has something to withdraw."""
        return self.looking.prefixes()

    def keep(self, prefix: str) -> Iterator[Fact]:
        """Withdraw what is gone from the drop for good, and tell each tombstone."""
        now = self.looking.clock()
        before = self._seen.get(prefix, {})
        look = self.looking.look(prefix, before)
        yield from self._withdraw_overtaken(look, now)
        seen = self._seen[prefix] = {name: before.get(name, now) for name in look.lost.gone}
        if self._is_held(prefix, look.lost, now):
            return
        for name in sorted(look.lost.gone):
            if now - seen[name] >= self.apart:
                yield from self._withdraw(look.found.live[name])

    def _is_held(self, prefix: str, lost: Losses, now: datetime) -> bool:
        """Tell whether the brake holds what is gone, measure that, and say once that it does."""
        operator = Operator(self.looking.archive)
        is_held = lost.are_too_many and operator.confirmed(confirming(prefix), now) < lost.count
        self.metrics.hold(prefix, len(lost.gone) if is_held else 0)
        if is_held and prefix not in self._held:
            told = {"prefix": prefix, "gone": len(lost.gone), "within_a_day": lost.count}
            _log.warning("withdrawals held", extra=told)
        self._held = self._held | {prefix} if is_held else self._held - {prefix}
        return is_held

    def _withdraw(self, versions: Iterable[tuple[Section, str]]) -> Iterator[FileArchived]:
        for section, tail in versions:
            delivery = self._read(section, tail)
            if delivery and self.looking.lying_now(delivery) is None:
                yield self._bury(tail, delivery)

    def _withdraw_overtaken(self, look: Seen, now: datetime) -> Iterator[FileArchived]:
        for section, tail, there in look.overtaken:
            if now - keys.dropped_when(there.version) >= self.apart:  # no write can share its second any more
                lies = self.looking.lying_now(there)
                delivery = self._read(section, tail)
                if delivery and lies and lies.version == there.version:
                    yield self._bury(tail, delivery)

    def _bury(self, tail: str, delivery: Delivery) -> FileArchived:
        told = withdraw(self.looking.archive, tail, delivery)
        self.metrics.withdrawn(delivery.prefix)
        return told

    def _read(self, section: Section, tail: str) -> Delivery | None:
        """Read what an entry is about; ``None`` for one that was erased meanwhile, or is none of ours: others go on."""
        try:
            return entries.read(self.looking.archive, section, tail)
        except (ObjectNotFoundError, ContractError) as error:
            _log.warning("not withdrawn", extra={"key": keys.archive(section, tail), "cause": str(error)})
            return None


def public_versions(archive: ObjectStore, prefix: str, name: str) -> list[tuple[Section, str]]:
    """Name the versions of one name that have no tombstone, the newest first."""
    of_name = keys.beginnings(prefix, name)
    found = names(
        info for section in Section for beginning in of_name for info in archive.list(keys.archive(section, beginning))
    )
    return [version for beginning in of_name for version in found.live.get(beginning, ())]


def withdraw(archive: ObjectStore, tail: str, delivery: Delivery) -> FileArchived:
    """Lay a tombstone beside one entry, and say so."""
    key = keys.archive(Section.WITHDRAWN, tail)
    tombstone = Result(delivery=delivery, outcome=Outcome.WITHDRAWN, parser_version="")
    archive.put(key, encode(tombstone), media_type="application/json")
    return FileArchived(trace_id=uuid4().hex, key=key)
