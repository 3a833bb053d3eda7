"""One child as its server sees it: forked, given files one after the other, measured, and ended with all it started."""

import math
import os
import re
import resource
import select
import signal
import socket
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from services.parser.sandbox.child import DONE, Entry, be_the_child
from services.parser.sandbox.limits import SPARE_CPU_SECONDS, Limits, hard_cpu_seconds
from services.parser.sandbox.walls import Wall

_PEAK = re.compile(rb"^VmHWM:\s*([0-9]+) kB$", re.MULTILINE)
_SMALL = 0.125  # of its memory: five times what a normal file needs, and less than the verdict calls much
_RUNS = 0  # the wait status of a child that has done its work and waits for more: as if it had left without a fault


class Use(NamedTuple):
    """What has become of a child after one file: ``cpu_seconds`` are that file's, the peak is that of its life."""

    status: int
    cpu_seconds: float
    peak_bytes: int


class Child:
    """A child that lives until :meth:`end`, or until its own end."""

    def __init__(self, pid: int, orders: socket.socket, limits: Limits) -> None:
        self.orders = orders
        self.ended = os.pidfd_open(pid)
        self._pid = pid
        self._limits = limits
        self._files = 0
        self._cpu_seconds = 0.0
        self._peak_bytes = 0

    @classmethod
    def fork(cls, entry: Entry, limits: Limits, walls: Collection[Wall]) -> Self:
        """Begin a child that waits for its first file."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            pid = os.fork()
            if not pid:
                be_the_child(entry, limits, walls, theirs)
        return cls(pid, ours, limits)

    def is_good_for(self, limits: Limits) -> bool:
        """Tell whether it lives, was made for these limits, and has used little enough to read one more file."""
        watch = select.poll()
        watch.register(self.ended, select.POLLIN)
        return (
            not watch.poll(0)
            and limits == self._limits
            and self._files < limits.files_per_child
            and self._cpu_seconds < SPARE_CPU_SECONDS
            and self._peak_bytes < limits.address_space_bytes * _SMALL
        )

    def take(self, order: bytes, source: int, answer: int) -> None:
        """Hand it one file. If it is gone, that shows in how it ended."""
        self._files += 1
        with suppress(ConnectionError):
            socket.send_fds(self.orders, [order], [source, answer])

    def has_a_word(self) -> bool:
        """Take its word that it is done, whatever the word is: its frame is what counts. False if it hung up."""
        try:
            return bool(self.orders.recv(len(DONE)))
        except ConnectionError:
            return False

    def pause(self) -> Use | None:
        """Measure it after a file and grant it time for another; ``None`` if it is gone, or left something running."""
        if _children(self._pid) or _children(os.getpid()) != [self._pid]:
            return None
        try:
            peak = _PEAK.search(Path(f"/proc/{self._pid}/status").read_bytes())
            total = time.clock_gettime(~self._pid << 3 | 2)  # the kernel makes a clock of every process's number
            soft, hard = math.ceil(total) + self._limits.cpu_seconds, hard_cpu_seconds(self._limits)
            resource.prlimit(self._pid, resource.RLIMIT_CPU, (min(soft, hard), hard))
        except OSError:
            return None
        if not peak:  # a zombie
            return None
        spent, self._cpu_seconds, self._peak_bytes = total - self._cpu_seconds, total, int(peak[1]) * 1024
        return Use(_RUNS, spent, self._peak_bytes)

    def end(self) -> Use:
        """Kill its group and every orphan of it, and say how the child itself ended."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)  # as long as nobody has waited for it, its number is its own
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)  # it may not have had the time to found its group
        _, status, used = os.wait4(self._pid, 0)
        _end_orphans()
        os.close(self.ended)
        self.orders.close()
        return Use(status, used.ru_utime + used.ru_stime - self._cpu_seconds, used.ru_maxrss * 1024)


def _end_orphans() -> None:
    """Kill those who have left the child's group: they were handed to us."""
    with suppress(ChildProcessError):
        while True:
            for orphan in _children(os.getpid()):
                with suppress(ProcessLookupError):
                    os.kill(orphan, signal.SIGKILL)
            os.wait4(-1, 0)


def _children(process: int) -> list[int]:
    """List what a process has started, by whichever of its threads."""
    with suppress(FileNotFoundError, ProcessLookupError):
        listed = [thread.read_bytes() for thread in Path(f"/proc/{process}/task").glob("*/children")]
        return [int(number) for number in b" ".join(listed).split()]
    return []
