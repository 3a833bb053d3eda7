"""What operators have decided, kept in the archive: read by every service, written by commands alone.

======================================  =================================================================
``operator/paused/<stage>.json``        a stage that rests until it is resumed
``operator/confirmed/<what>.json``      so much of something that a brake would hold back may pass, for a day
``audit/<moment>-<action>-<mark>.json``  what an operator has done: for good, and without content of any file
======================================  =================================================================

Objects, since a broker that is wiped must forget none of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from shared.errors import ObjectNotFoundError
from shared.objectstore.port import ObjectStore

CONFIRMED_FOR = timedelta(days=1)  # what was looked at yesterday says nothing of what is going on today
_PAUSED, _CONFIRMED = "operator/paused/", "operator/confirmed/"
_SUFFIX = ".json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Since when a stage rests (UTC, ISO 8601) and why; both empty where no command of ours has written it."""

    at: str
    because: str


class Operator:
    """The decisions that lie in one archive. Every method raises StoreUnavailableError."""

    def __init__(self, archive: ObjectStore) -> None:
        self._archive = archive

    def pause(self, stage: str, because: str, now: datetime) -> None:
        """Have a stage rest until it is resumed."""
        self._put(f"{_PAUSED}{stage}{_SUFFIX}", {"at": _spelled(now), "because": because})

    def resume(self, stage: str) -> None:
        """Have a stage go on; harmless if it did not rest."""
        self._archive.delete(f"{_PAUSED}{stage}{_SUFFIX}")

    def paused(self) -> frozenset[str]:
        """Name the stages that rest."""
        return frozenset(
            info.key.removeprefix(_PAUSED).removesuffix(_SUFFIX) for info in self._archive.list(_PAUSED, deep=False)
        )

    def pauses(self) -> Mapping[str, Pause]:
        """Tell of every stage that rests since when and why, by its name."""
        return {stage: self._pause(stage) for stage in sorted(self.paused())}

    def confirm(self, what: str, most: int, because: str, now: datetime) -> None:
        """Let up to ``most`` of something pass a brake, for :data:`CONFIRMED_FOR`. ``what`` may have slashes."""
        self._put(f"{_CONFIRMED}{what}{_SUFFIX}", {"at": _spelled(now), "because": because, "most": most})

    def confirmed(self, what: str, now: datetime) -> int:
        """Say how much may pass a brake; 0 where nobody has confirmed anything lately."""
        try:
            said = json.loads(self._archive.get(f"{_CONFIRMED}{what}{_SUFFIX}"))
            is_fresh = now - datetime.fromisoformat(said["at"]) < CONFIRMED_FOR
            return int(said["most"]) if is_fresh else 0
        except (ObjectNotFoundError, ValueError, TypeError, KeyError):
            return 0  # nothing that a command of ours has written

    def note(self, action: str, now: datetime, **told: Any) -> None:
        """Write one line of audit; ``told`` must hold nothing that any file says."""
        at = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        self._put(f"audit/{at}-{action}-{uuid4().hex[:8]}{_SUFFIX}", {"at": _spelled(now), "action": action, **told})

    def _pause(self, stage: str) -> Pause:
        try:
            said = json.loads(self._archive.get(f"{_PAUSED}{stage}{_SUFFIX}"))
            return Pause(at=str(said["at"]), because=str(said["because"]))
        except (ObjectNotFoundError, ValueError, TypeError, KeyError):
            return Pause(at="", because="")  # it rests all the same

    def _put(self, key: str, said: Mapping[str, Any]) -> None:
        self._archive.put(key, json.dumps(said, ensure_ascii=False).encode(), media_type="application/json")


def _spelled(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="seconds")
