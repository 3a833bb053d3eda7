"""What a process and all that it has started have used, as the kernel counts it."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_TICKS_PER_SECOND: Final = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> set[int]:
    """Find a process and all that it has started and that lives."""
    parents = {number: int(fields[1]) for number, fields in _table().items()}
    found: set[int] = set()
    new = {pid}
    while new:
        found |= new
        new = {child for child, parent in parents.items() if parent in new} - found
    return found


def processor_seconds(pid: int) -> float:
    """Sum the processor time of a process and of all that it started and that lives or was waited for."""
    table = _table()
    return sum(sum(map(int, table[member][11:15])) for member in family(pid) & table.keys()) / _TICKS_PER_SECOND


def megabytes(pids: Iterable[int]) -> float:
    """Sum the memory of processes; what several share is counted in parts."""
    return sum(map(_kilobytes, pids)) / 1000


def _kilobytes(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:  # it has ended meanwhile
        return 0
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))


def _table() -> dict[int, list[str]]:
    """Read the fields of every process's status, from its state on."""
    found: dict[int, list[str]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(stat.parent.name)] = stat.read_text("utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
    return found
