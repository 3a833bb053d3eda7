"""Which processes there are, for tests that must leave none."""

import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

GONE_SECONDS = 10.0


def descendants(pid: int) -> set[int]:
    """Find the children of a process, their children and so on; one that only waits to be buried is none."""
    parents = {child: parent for child, (parent, state) in _listed().items() if state != "Z"}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def send(pids: Iterable[int], number: signal.Signals) -> None:
    """Send a signal to each of some processes that still live."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def zombies(pid: int) -> set[int]:
    """Find the children of a process that have ended, and that it has not buried."""
    return {child for child, (parent, state) in _listed().items() if parent == pid and state == "Z"}


def living(pids: Iterable[int]) -> set[int]:
    """Tell which of some processes live."""
    return {pid for pid, (_, state) in _listed().items() if state != "Z"} & set(pids)


def left(pids: Iterable[int], seconds: float = GONE_SECONDS) -> set[int]:
    """Tell which of some processes still live after as many seconds; answers as soon as none does."""
    deadline = time.monotonic() + seconds
    while (still := living(pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return still


def _listed() -> dict[int, tuple[int, str]]:
    """Read every process's parent and state."""
    found: dict[int, tuple[int, str]] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = file.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it ended meanwhile
        found[int(file.parent.name)] = int(parent), state
    return found
