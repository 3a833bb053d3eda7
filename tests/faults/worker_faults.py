"""What can happen to the parser of a running system and to its children; each is over when its call returns."""

import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from deploy.stack.stack import Stack
from tests.faults.faults import Condition, Fault
from tests.processes import descendants, send

_AWHILE_SECONDS = 3.0
_BETWEEN_SECONDS = 0.2


def worker_faults() -> list[Fault]:
    """Name every one of them."""
    return [
        Fault(name="kill -9 of the parser's children, twice", strike=kill_children),
        Fault(name="SIGSTOP of the parser's children", strike=freeze_children),
        Fault(name="a parser without scratch", strike=partial(_with_new_children, without_scratch)),
        Fault(name="a parser without descriptors", strike=partial(_with_new_children, without_descriptors)),
    ]


def kill_children(stack: Stack) -> None:
    """Kill whatever the parser has started, as the kernel does when memory is short; the third time is a file's own."""
    for _ in range(2):
        _signal_children(stack, signal.SIGKILL)
        time.sleep(_BETWEEN_SECONDS)


def freeze_children(stack: Stack) -> None:
    """Stop whatever the parser has started for some time, without ending it."""
    frozen = _signal_children(stack, signal.SIGSTOP)
    time.sleep(_AWHILE_SECONDS)
    send(frozen, signal.SIGCONT)


@contextmanager
def without_scratch(stack: Stack) -> Iterator[None]:
    """Leave no place for a folder of scratch for a block."""
    scratch = stack.logs / "tmp"
    aside = scratch.rename(stack.logs / "aside")
    scratch.touch()
    try:
        yield
    finally:
        scratch.unlink()
        aside.rename(scratch)


@contextmanager
def without_descriptors(stack: Stack) -> Iterator[None]:
    """Leave the parser no descriptor beyond those that it has for a block."""
    pid = stack.services["parser"].pid
    kept = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    highest = max(int(path.name) for path in Path(f"/proc/{pid}/fd").iterdir())
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (highest + 1, kept[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, kept)


def _with_new_children(condition: Condition, stack: Stack) -> None:
    """Have the parser need new children, and not be able to make any."""
    with condition(stack):
        _signal_children(stack, signal.SIGKILL)
        time.sleep(_AWHILE_SECONDS)


def _signal_children(stack: Stack, number: signal.Signals) -> set[int]:
    children = descendants(stack.services["parser"].pid)
    send(children, number)
    return children
