"""What somebody who has taken a child over would try: each word of the file is an attempt, the answer how it ended."""

import ctypes
import errno
import importlib
import mmap
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from services.parser.sandbox.port import Answer, Request
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected

_libc = ctypes.CDLL(None, use_errno=True)
_PTRACE_SEIZE = 0x4206
SUCCEEDED = "succeeded"


def attempt(data: bytes, _request: Request) -> Answer:
    """Try what the file says, and tell the error's name, or that there was none."""
    name, _, rest = data.decode().partition(" ")
    try:
        said = globals()[f"try_{name}"](rest) or SUCCEEDED
    except OSError as error:
        said = errno.errorcode.get(error.errno or 0, type(error).__name__)
    except (ImportError, RuntimeError, ValueError) as error:
        said = type(error).__name__
    return Rejected(reason=RejectionReason.NOT_MINUTES, detail=said)


def try_nothing(_rest: str) -> None:
    """Succeed, so that a test knows what that looks like."""


def try_read(rest: str) -> None:
    """Read a file."""
    Path(rest).read_bytes()


def try_list(rest: str) -> None:
    """List a folder."""
    os.listdir(rest)  # noqa: PTH208  # one call, and no other


def try_write(rest: str) -> None:
    """Write a file."""
    os.open(rest, os.O_CREAT | os.O_WRONLY)


def try_remove(rest: str) -> None:
    """Remove a file."""
    Path(rest).unlink()


def try_socket(rest: str) -> None:
    """Make a socket of a family."""
    socket.socket(int(rest))


def try_connect(rest: str) -> None:
    """Reach a server on this machine."""
    with socket.socket() as ours:
        ours.settimeout(2)
        ours.connect(("127.0.0.1", int(rest)))


def try_program(rest: str) -> None:
    """Become another program."""
    os.execv(rest, [rest])  # noqa: S606


def try_start(rest: str) -> None:
    """Start another program."""
    subprocess.run([rest], check=True)


def try_fork(_rest: str) -> None:
    """Begin a bomb of processes."""
    if not os.fork():
        os._exit(0)


def try_thread(_rest: str) -> None:
    """Do something beside the parser."""
    threading.Thread(target=int).start()


def try_ptrace(rest: str) -> None:
    """Look into another process."""
    _check(_libc.ptrace(_PTRACE_SEIZE, int(rest), None, None))


def try_memory(rest: str) -> None:
    """Read another process's memory."""
    _check(_libc.process_vm_readv(int(rest), None, 0, None, 0, 0))


def try_kill(rest: str) -> None:
    """End another process."""
    os.kill(int(rest), signal.SIGKILL)


def try_machine_code(_rest: str) -> None:
    """Make memory that holds a program."""
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)


def try_more(_rest: str) -> None:
    """Lift a limit."""
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))


def try_root(_rest: str) -> None:
    """Become root, or anybody else."""
    os.setuid(0)
    os.setuid(12345)


def try_mount(_rest: str) -> None:
    """Change what lies where."""
    _check(_libc.mount(b"none", b"/", None, 0, None))


def try_namespace(_rest: str) -> None:
    """Make a world of one's own, in which one is root."""
    _check(_libc.unshare(0x10000000))


def try_ring(_rest: str) -> None:
    """Have the kernel do input and output by another door."""
    _check(_libc.syscall(425, 8, bytes(120)))


def try_keys(_rest: str) -> None:
    """Ask for the session's keys."""
    _check(_libc.syscall(250 if os.uname().machine == "x86_64" else 219, 0, -3, 0))


def try_import(rest: str) -> None:
    """Import what nobody has imported yet."""
    importlib.import_module(rest)


def try_library(rest: str) -> None:
    """Load machine code."""
    ctypes.CDLL(rest)


def try_environment(_rest: str) -> str:
    """Find out something of the surroundings without asking the kernel."""
    return f"{dict(os.environ)} {sys.argv}"


def _check(result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
