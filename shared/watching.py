"""The servers that a process needs: waited for at the start, watched later, each change said once."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Thread

from shared.errors import SurroundingsError
from shared.metrics import DependencyMetrics
from shared.objectstore.port import ObjectStore

_log = logging.getLogger(__name__)

START_SECONDS = 0.5  # how often a missing server is asked for at the start; a stack starts all at once
WATCH_SECONDS = 5.0
_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One server: ``check`` returns if it answers and raises SurroundingsError if it does not."""

    name: str
    check: Callable[[], object]


def bucket(store: ObjectStore) -> Dependency:
    """See a bucket as something that must be there to be listed."""
    return Dependency(name=f"bucket {store.bucket}", check=lambda: next(iter(store.top_level()), None))


class Watch:
    """Knows which servers answer, as of a few seconds ago: whoever asks it never waits for one."""

    def __init__(self, dependencies: Sequence[Dependency], metrics: DependencyMetrics) -> None:
        self._dependencies = tuple(dependencies)
        self._metrics = metrics
        self._missing: dict[str, str] = {needed.name: "not asked yet" for needed in dependencies}
        self._said: set[str] = set()

    @property
    def missing(self) -> Mapping[str, str]:
        """Name the servers that do not answer, with the cause."""
        return dict(self._missing)

    def look(self) -> bool:
        """Ask all of them, side by side; true if all answer."""
        with ThreadPoolExecutor(max(1, len(self._dependencies))) as pool:
            causes = dict(zip(self._dependencies, pool.map(_cause, self._dependencies), strict=True))
        for needed, cause in causes.items():
            self._note(needed.name, cause)
        return not self._missing

    def wait(self, stop: Event) -> bool:
        """Wait until all answer; false if ``stop`` was set first. For the main thread: it takes no lock."""
        while not stop.is_set():
            if self.look():
                return True
            sleep_until(stop, START_SECONDS)
        return False

    def follow(self, stop: Event) -> None:
        """Go on looking, in a thread of its own, until ``stop`` is set."""

        def look_again() -> None:
            while not stop.wait(WATCH_SECONDS):
                self.look()

        Thread(target=look_again, name="watch", daemon=True).start()

    def _note(self, name: str, cause: str | None) -> None:
        self._metrics.set(name, is_up=cause is None)
        if cause is not None:
            self._missing[name] = cause
            if name not in self._said:
                self._said.add(name)
                _log.warning("waiting", extra={"dependency": name, "cause": cause})
            return
        self._missing.pop(name, None)
        if name in self._said:
            self._said.remove(name)
            _log.info("back", extra={"dependency": name})


def sleep_until(stop: Event, seconds: float) -> bool:
    """Sleep, and wake when ``stop`` is set; true if it is. A signal handler may set it while this sleeps.

    The main thread must not stand in ``Event.wait``: a handler that runs there and sets the event would wait for
    a lock that its own thread holds.
    """
    until = time.monotonic() + seconds
    while not stop.is_set() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, _POLL_SECONDS))
    return stop.is_set()


def _cause(needed: Dependency) -> str | None:
    try:
        needed.check()
    except SurroundingsError as error:
        return str(error)
    return None
