"""The kernel's doors that Python has none for; a refusal is an OSError, as everywhere."""

import ctypes
import os
import struct

_libc = ctypes.CDLL(None, use_errno=True)
_MAX_ARGUMENTS = 5

Argument = int | bytes | None


def prctl(option: int, *arguments: Argument) -> None:
    """Change something about this process."""
    padded = (*arguments, *(0,) * (_MAX_ARGUMENTS - 1 - len(arguments)))
    _check(f"prctl({option})", _libc.prctl(option, *map(_wide, padded)))


def drop_capabilities() -> None:
    """Keep none of root's rights, even as root."""
    version_3, this_process = 0x20080522, 0
    header = struct.pack("=Ii", version_3, this_process)
    _check("capset", _libc.capset(header, bytes(24)))


def system_call(number: int, *arguments: Argument) -> int:
    """Make a call by its number."""
    return _check(f"system call {number}", _libc.syscall(ctypes.c_long(number), *map(_wide, arguments)))


def unshare(flags: int) -> None:
    """Leave some of what this process shares with others."""
    _check(f"unshare({flags:#x})", _libc.unshare(flags))


def _wide(argument: Argument) -> ctypes.c_ulong | bytes | None:
    """Pass a whole register: whoever takes a variable number of arguments reads all of it."""
    return ctypes.c_ulong(argument) if isinstance(argument, int) else argument


def _check(call: str, result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")
    return result
