"""The walls around a child beside its limits: each is put up where the host allows it, and it is known which stand."""

import os
from collections.abc import Callable, Collection
from contextlib import suppress
from enum import StrEnum

from services.parser.sandbox.kernel import unshare
from services.parser.sandbox.landlock import forbid_files
from services.parser.sandbox.seccomp import forbid_calls

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


class Wall(StrEnum):
    """What a child is kept from, each by another means of the kernel's."""

    NETWORK = "network"  # a namespace that has no network: of the server, so of all its children
    FILES = "files"  # Landlock: all that could be opened
    CALLS = "calls"  # seccomp: new programs and processes, sockets, other processes' memory, and all the rest


ALL = frozenset(Wall)
CURES = {
    Wall.NETWORK: "run the parser where it may make a network namespace (as root, or where users may make namespaces; "
    "Docker's default profile forbids it)",
    Wall.FILES: "use a kernel with Landlock (5.13 or newer, `landlock` in CONFIG_LSM or lsm=)",
    Wall.CALLS: "use a kernel with seccomp filters, on x86_64 or aarch64",
}

# Seccomp comes last: under it no other wall could be put up.
_CHILDS: dict[Wall, Callable[[], None]] = {Wall.FILES: forbid_files, Wall.CALLS: forbid_calls}


def named(words: str) -> frozenset[Wall]:
    """Read ``none``, ``full``, or names with commas between. Raises ValueError."""
    known = {"none": frozenset[Wall](), "full": ALL, **{wall.value: frozenset({wall}) for wall in Wall}}
    try:
        return frozenset().union(*(known[word.strip()] for word in words.split(",")))
    except KeyError as error:
        raise ValueError(f"{error} is none of {', '.join(known)}") from error


def how_to_get(missing: Collection[Wall]) -> str:
    """Say in a sentence which walls do not stand, and what to do about each."""
    names = ", ".join(sorted(missing))
    cures = "; ".join(CURES[wall] for wall in sorted(missing))
    return f"REFERAT_SANDBOX_REQUIRED asks for walls that do not stand here ({names}): {cures}; or ask for less"


def put_up_around_server(wanted: Collection[Wall]) -> frozenset[Wall]:
    """Put up what stands around this process, and with it around all its children; say what does."""
    return frozenset({Wall.NETWORK} if Wall.NETWORK in wanted and _leave_the_network() else ())


def possible_around_child(wanted: Collection[Wall]) -> frozenset[Wall]:
    """Say which of the walls that each child puts up for itself the host allows, by trying."""
    return frozenset(wall for wall in _CHILDS if wall in wanted and _is_possible(wall))


def put_up_around_child(walls: Collection[Wall]) -> None:
    """Put up a child's own walls. Raises OSError where one does not stand."""
    for wall, put_up in _CHILDS.items():
        if wall in walls:
            put_up()


def _leave_the_network() -> bool:
    """Go where there is no network: root may do so, others in a world of users of their own, where that is allowed."""
    for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET):
        with suppress(OSError):
            unshare(flags)
            return True
    return False


def _is_possible(wall: Wall) -> bool:
    child = os.fork()
    if not child:
        code = 1
        try:
            put_up_around_child({wall})
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0
