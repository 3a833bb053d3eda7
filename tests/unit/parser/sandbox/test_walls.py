"""What a child that was taken over tries in vain: behind all walls together, and behind each alone. Scenario H25."""

import socket
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.process import Program
from services.parser.sandbox.walls import ALL, Wall
from shared.contract.result import Rejected
from shared.errors import SettingsError
from tests.unit.parser.sandbox.conftest import HERE, LIMITS, request_for
from tests.unit.parser.sandbox.probe import SUCCEEDED

Attempt = Callable[[str], str]

FILES = ["read /etc/passwd", "read /proc/self/environ", "read /dev/zero", f"read {__file__}", "list /", "list ."]
FILES += [
    "write leftover",
    "write /tmp/leftover",
    "remove /etc/hostname",
    "import antigravity",
    "library libresolv.so.2",
]
CALLS = [f"socket {int(family)}" for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK)]
CALLS += ["connect 9", f"program {sys.executable}", f"start {sys.executable}", "fork", "thread", "machine_code"]
CALLS += ["more", "root", "mount", "namespace", "ring", "keys", *FILES]

ERRORS = ["ModuleNotFoundError", "OSError", "RuntimeError", "ValueError"]  # what Python makes of EPERM here and there

ROOT = Path(__file__).parents[4]
AS_IN_A_CONTAINER = """
import ctypes, platform, struct
from services.parser.sandbox import kernel, seccomp
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.process import Program
kernel.drop_capabilities()
kernel.prctl(38, 1)  # no new privileges
unshare = 272 if platform.machine() == "x86_64" else 97
steps = seccomp._step(0x20, 0) + seccomp._if_called(unshare, seccomp._step(6, 0x50001)) + seccomp._step(6, 0x7FFF0000)
held = ctypes.create_string_buffer(steps, len(steps))
kernel.prctl(22, 2, struct.pack("@HP", len(steps) // 8, ctypes.addressof(held)))
with SandboxPool(1, program=Program(entry="builtins:len")) as pool:
    print(*sorted(pool.walls()))
"""


@contextmanager
def behind(walls: Collection[Wall]) -> Iterator[Attempt]:
    """Have a child behind some walls try something, and say how it ended."""
    program = Program(entry="probe:attempt", import_paths=(HERE,), walls=frozenset(walls))
    with SandboxPool(1, limits=LIMITS, program=program) as pool:
        if missing := frozenset(walls) - pool.walls():
            pytest.skip(f"this machine does not allow the walls {sorted(missing)}")

        def attempt(words: str) -> str:
            answer = pool.run(words.encode(), request_for("a"))
            assert isinstance(answer, Rejected)
            return answer.detail

        yield attempt


@pytest.fixture(scope="module")
def behind_all() -> Iterator[Attempt]:
    """Put up every wall, once for all tests."""
    with behind(ALL) as attempt:
        yield attempt


@pytest.fixture
def victim() -> Iterator[subprocess.Popen[bytes]]:
    """Let a process live that somebody may want to end, or to look into."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as victim:
        yield victim
        victim.kill()


@pytest.mark.parametrize("words", CALLS)
def test_every_way_out_is_shut(behind_all: Attempt, words: str) -> None:
    """Files, sockets, programs, processes, rights: whatever a child tries is refused, and the next file is read."""
    assert behind_all(words) in {"EPERM", "EACCES", *ERRORS}
    assert behind_all("nothing") == SUCCEEDED


@pytest.mark.parametrize("words", ["ptrace", "memory", "kill"])
def test_no_other_process_is_touched(behind_all: Attempt, victim: subprocess.Popen[bytes], words: str) -> None:
    """A child can neither look into another process nor end it."""
    assert behind_all(f"{words} {victim.pid}") == "EPERM"
    assert victim.poll() is None


def test_there_is_nothing_to_find_within(behind_all: Attempt) -> None:
    """No variable and no argument tells a child where it is."""
    assert behind_all("environment") == "{} ['referat-child']"


@pytest.mark.parametrize("words", FILES[:-2])
def test_files_are_out_of_reach_by_their_own_wall(words: str) -> None:
    """Landlock alone denies every file and folder."""
    with behind({Wall.FILES}) as attempt:
        assert attempt(words) == "EACCES"


def test_the_network_is_out_of_reach_by_its_own_wall() -> None:
    """A server that listens on this machine can't be reached out of the namespace."""
    with behind({Wall.NETWORK}) as attempt, socket.create_server(("127.0.0.1", 0)) as server:
        assert attempt(f"connect {server.getsockname()[1]}") == "ENETUNREACH"


@pytest.mark.parametrize(
    "words", ["read /etc/passwd", f"socket {int(socket.AF_INET)}", "fork", "machine_code", "thread"]
)
def test_without_walls_the_same_succeeds(words: str) -> None:
    """What these tests try would succeed: it is the walls that deny it."""
    with behind(()) as attempt:
        assert attempt(words) == SUCCEEDED


def test_what_the_host_denies_is_told_and_the_rest_stands() -> None:
    """Where nobody may make a namespace, as in a container, the other walls stand, and one is known not to."""
    done = subprocess.run(
        [sys.executable, "-c", AS_IN_A_CONTAINER], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )

    with SandboxPool(1, program=Program(entry="builtins:len")) as pool:
        assert done.stdout.split() == sorted(pool.walls() - {Wall.NETWORK})


def test_nothing_is_parsed_behind_less_than_is_required() -> None:
    """A sandbox that is weaker than it must be refuses to work, and names what is missing, and the cure."""
    program = Program(entry="probe:attempt", import_paths=(HERE,), walls=frozenset())
    with SandboxPool(1, program=program, required={Wall.FILES}) as pool:
        with pytest.raises(SettingsError, match=r"REFERAT_SANDBOX_REQUIRED .*\(files\): use a kernel with Landlock"):
            pool.run(b"nothing", request_for("a"))
