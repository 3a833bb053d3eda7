"""The servers that a process needs: waited for at the start, watched later, each change said once."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event, Lock, Thread

from shared.errors import SurroundingsError
from shared.metrics import DependencyMetrics
from shared.objectstore.port import ObjectStore

_log = logging.getLogger(__name__)

START_SECONDS = 0.5  # how often a missing server is asked; a stack starts all at once
WATCH_SECONDS = 5.0  # how often one that answers is
_POLL_SECONDS = 0.1
SILENT_SECONDS = 10.0  # without an answer for so long it counts as missing, though the question still stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One server: ``check`` returns if it answers and raises SurroundingsError if it does not."""

    name: str
    check: Callable[[], object]


def bucket(store: ObjectStore) -> Dependency:
    """See a bucket as something that must be there to be listed."""
    return Dependency(name=f"bucket {store.bucket}", check=lambda: next(iter(store.top_level()), None))


class Watch:
    """Knows which servers answer, as of a few seconds ago: whoever asks it never waits for one.

    Each server is asked in a thread of its own, for one that accepts and never answers holds whoever has asked it.
    """

    def __init__(self, dependencies: Sequence[Dependency], metrics: DependencyMetrics) -> None:
        self._dependencies = tuple(dependencies)
        self._metrics = metrics
        self._lock = Lock()
        self._missing: dict[str, str] = {needed.name: "not asked yet" for needed in dependencies}
        self._asked: dict[str, float] = {}
        self._said: set[str] = set()

    @property
    def missing(self) -> Mapping[str, str]:
        """Name the servers that do not answer, with the cause."""
        with self._lock:
            missing = dict(self._missing)
        return missing | {name: f"no answer for {seconds:.0f} s" for name, seconds in self._silent().items()}

    def follow(self, stop: Event) -> None:
        """Ask all of them again and again, in the background, until ``stop`` is set."""
        for needed in self._dependencies:
            Thread(target=self._follow, args=(needed, stop), name=f"watch {needed.name}", daemon=True).start()

    def wait(self, stop: Event) -> bool:
        """Wait until all answer; false if ``stop`` was set first."""
        while not stop.is_set():
            if not self.missing:
                return True
            for name in self._silent():
                self._say(name, "no answer yet")
            stop.wait(_POLL_SECONDS)
        return False

    def look(self, needed: Dependency) -> bool:
        """Ask one server now; true if it answers."""
        with self._lock:
            self._asked[needed.name] = time.monotonic()
        try:
            needed.check()
        except SurroundingsError as error:
            cause: str | None = str(error)
        else:
            cause = None
        with self._lock:
            del self._asked[needed.name]
            if cause is None:
                self._missing.pop(needed.name, None)
            else:
                self._missing[needed.name] = cause
        self._metrics.set(needed.name, is_up=cause is None)
        if cause is not None:
            self._say(needed.name, cause)
        elif needed.name in self._said:
            self._said.remove(needed.name)
            _log.info("back", extra={"dependency": needed.name})
        return cause is None

    def _follow(self, needed: Dependency, stop: Event) -> None:
        while not stop.wait(WATCH_SECONDS if self.look(needed) else START_SECONDS):
            pass

    def _silent(self) -> dict[str, float]:
        now = time.monotonic()
        with self._lock:
            return {name: now - since for name, since in self._asked.items() if now - since > SILENT_SECONDS}

    def _say(self, name: str, cause: str) -> None:
        """Say once, until it is back, that a server is waited for."""
        if name not in self._said:
            self._said.add(name)
            _log.warning("waiting", extra={"dependency": name, "cause": cause})
