"""What a child may use, and how it gives up everything else."""

import os
import resource
import signal
import sys
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import pairwise

from services.parser.sandbox.kernel import drop_capabilities, prctl
from services.parser.sandbox.walls import Wall, put_up_around_child

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
    files_per_child: int = 25

    def with_ocr(self, pages: int) -> "Limits":
        """Allow so many pages of OCR beside the reading, in a child of its own: each takes 1.5 s, and all 100 MiB."""
        cpu_seconds = self.cpu_seconds + pages * _OCR_SECONDS
        return replace(
            self,
            address_space_bytes=self.address_space_bytes * 3 // 2,
            cpu_seconds=cpu_seconds,
            wall_seconds=self.wall_seconds * cpu_seconds / self.cpu_seconds,
            files_per_child=1,
        )


SPARE_CPU_SECONDS = 5  # what a child may have used before its last file: a hundred times what a normal file takes


def hard_cpu_seconds(limits: Limits) -> int:
    """Say after how much work a child is killed, whatever it ignores.

    The soft limit (SIGXCPU, which can be caught) is for each file, and may rise up to here; the hard one never rises.
    """
    return limits.cpu_seconds + SPARE_CPU_SECONDS + 1


def give_up_everything(limits: Limits, walls: Collection[Wall], keep: int) -> None:
    """Bind this process, in the child and before it sees a file: nothing here can be undone. Raises OSError.

    Of the open files only ``keep`` and the three standard ones (which must lead nowhere) stay open.
    """
    os.setpgid(0, 0)
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    prctl(_PR_SET_DUMPABLE, 0)
    for low, high in _between(sorted({0, 1, 2, keep})):
        os.closerange(low, high)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, hard_cpu_seconds(limits)))
    for kind, most in (
        (resource.RLIMIT_AS, limits.address_space_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, limits.open_files),
    ):
        resource.setrlimit(kind, (most, most))
    put_up_around_child(walls)


def give_up_privileges() -> None:
    """Hold no right that others have not, and never get one: for this process and all that it starts."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    drop_capabilities()


def adopt_orphans() -> None:
    """Make this process the parent of its children's orphans, so that none of them outlives its file."""
    prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _between(kept: list[int]) -> list[tuple[int, int]]:
    """List the ranges of descriptors between the kept ones; the last range is open."""
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], sys.maxsize)
    edges = [-1, *kept, most if most > 0 else 65_536]
    return [(low + 1, high) for low, high in pairwise(edges) if high > low + 1]
