"""What a child may use, and how it gives up everything else: the place where the sandbox grows stronger.

Today: address space, processor time, files, core dumps, privileges. Seccomp and Landlock come here as well.
"""

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass, replace
from itertools import pairwise

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38

MIB = 1024 * 1024

_OCR_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one file may cost.

    Normal files need 25 MiB and 0.1 s for each 40 pages; PDFium's bombs end at 1 GiB after one to three seconds.
    ``wall_seconds`` is far above ``cpu_seconds``, so that a busy machine is no document's fault.
    """

    address_space_bytes: int = 1024 * MIB
    cpu_seconds: int = 60
    wall_seconds: float = 240.0
    answer_bytes: int = 64 * MIB
    open_files: int = 32

    def with_ocr(self, pages: int) -> "Limits":
        """Allow so many pages of OCR beside the reading: each takes 1.5 s and 100 MiB, a bad one three times that."""
        cpu_seconds = self.cpu_seconds + pages * _OCR_SECONDS
        return replace(
            self,
            address_space_bytes=self.address_space_bytes * 3 // 2,
            cpu_seconds=cpu_seconds,
            wall_seconds=self.wall_seconds * cpu_seconds / self.cpu_seconds,
        )


def give_up_everything(limits: Limits, keep: tuple[int, int]) -> None:
    """Bind this process, in the child and before it sees the file: nothing here can be undone.

    Of the open files only ``keep`` and the three standard ones (which must lead nowhere) stay open.
    """
    os.setpgid(0, 0)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    for low, high in _between(sorted({0, 1, 2, *keep})):
        os.closerange(low, high)
    # One second from the soft limit (SIGXCPU, which can be caught) to the hard one (SIGKILL, which cannot).
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    for kind, most in (
        (resource.RLIMIT_AS, limits.address_space_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, limits.open_files),
    ):
        resource.setrlimit(kind, (most, most))


def adopt_orphans() -> None:
    """Make this process the parent of its children's orphans, so that none of them outlives its file."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _between(kept: list[int]) -> list[tuple[int, int]]:
    """List the ranges of descriptors between the kept ones; the last range is open."""
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], sys.maxsize)
    edges = [-1, *kept, most if most > 0 else 65_536]
    return [(low + 1, high) for low, high in pairwise(edges) if high > low + 1]


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option}): {os.strerror(number)}")
