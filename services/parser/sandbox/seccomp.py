"""Seccomp: of the kernel's some 400 calls a child may make those that reading a file takes, and no other.

It can use the memory and the open files that it has. It can open nothing, start nothing, connect to nothing, look into
no other process, and make no memory executable. What is not listed fails with EPERM, so that a library which
tries something in vain goes on; PDFium looks for fonts, for instance.
"""

import ctypes
import errno
import os
import platform
import struct

from services.parser.sandbox.kernel import prctl

_PR_SET_SECCOMP, _FILTER = 22, 2
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM

# What the filter is asked about: the call's number, the architecture, and the call's arguments.
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_LOAD, _IF_EQUAL, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_STEP = struct.Struct("=HBBI")
_PROT_EXEC = 4

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ALWAYS = {  # numbers in the order of the architectures
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "pread64": (17, 67),
    "recvmsg": (47, 212),
    "sendto": (44, 206),
    "brk": (12, 214),
    "madvise": (28, 233),
    "mremap": (25, 216),
    "munmap": (11, 215),
    "futex": (202, 98),
    "sched_yield": (24, 124),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "gettimeofday": (96, 169),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getrandom": (318, 278),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
_UNLESS_EXECUTABLE = {"mmap": (9, 222), "mprotect": (10, 226)}
_TO_ITSELF = {"tgkill": (234, 131)}  # how a library aborts


def forbid_calls() -> None:
    """Forbid this process most calls, for ever. Raises OSError where the kernel can't, or there is no list for it.

    It needs the promise to take no new privileges first.
    """
    program = _program(platform.machine(), os.getpid())
    steps = ctypes.create_string_buffer(program, len(program))
    prctl(_PR_SET_SECCOMP, _FILTER, struct.pack("@HP", len(program) // _STEP.size, ctypes.addressof(steps)))


def _program(machine: str, own: int) -> bytes:
    """Write the filter, in the kernel's language for packets: each step falls through, or goes over some."""
    if machine not in _ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"there is no list of calls for {machine}")
    which = list(_ARCHITECTURES).index(machine)
    return b"".join(
        (
            _step(_LOAD, _ARCHITECTURE),
            _step(_IF_EQUAL, _ARCHITECTURES[machine], if_so=1),
            _step(_RETURN, _KILL),
            _step(_LOAD, _NUMBER),
            *(_if_called(numbers[which], _step(_RETURN, _ALLOW)) for numbers in _ALWAYS.values()),
            *(
                _if_called(numbers[which], _argument(2) + _step(_IF_ANY_BIT, _PROT_EXEC, if_not=1) + _REFUSED_ELSE)
                for numbers in _UNLESS_EXECUTABLE.values()
            ),
            *(
                _if_called(numbers[which], _argument(0) + _step(_IF_EQUAL, own, if_so=1) + _REFUSED_ELSE)
                for numbers in _TO_ITSELF.values()
            ),
            _step(_RETURN, _REFUSE),
        )
    )


def _step(code: int, value: int, *, if_so: int = 0, if_not: int = 0) -> bytes:
    return _STEP.pack(code, if_so, if_not, value)


_REFUSED_ELSE = _step(_RETURN, _REFUSE) + _step(_RETURN, _ALLOW)


def _if_called(number: int, then: bytes) -> bytes:
    return _step(_IF_EQUAL, number, if_not=len(then) // _STEP.size) + then


def _argument(index: int) -> bytes:
    """Load the lower half of an argument, which comes first on both architectures."""
    return _step(_LOAD, _ARGUMENTS + 8 * index)
