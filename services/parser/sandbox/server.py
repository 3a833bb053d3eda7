"""The warm server that children are forked from: it has imported the parser, and never sees a file's bytes.

One message asks for one file: the limits and the request as JSON, and two descriptors (the file, and where
the answer goes). One message answers: how the child ended. The worker's end closing ends the server, its
child and all that the child has started.
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from services.parser.sandbox.child import Entry, be_the_child, forget_the_surroundings
from services.parser.sandbox.limits import Limits, adopt_orphans
from services.parser.sandbox.port import Request

MAX_MESSAGE_BYTES = 16 * 1024
READY = b"ready"
KILL = b"kill"
ENDED = struct.Struct(">i?dQ")
"""How a child ended: its wait status, whether the wall clock ended it, processor seconds, peak memory in bytes."""


def main(arguments: Sequence[str]) -> None:
    """Serve the socket whose number is the first argument with the entry named by the second; the third warms it up.

    The fourth is what warming up gets: the folder of the data for OCR, or nothing.
    """
    control = socket.socket(fileno=int(arguments[0]))
    module, _, name = arguments[1].partition(":")
    entry: Entry = getattr(importlib.import_module(module), name)
    if warming := arguments[2]:
        module, _, name = warming.partition(":")
        getattr(importlib.import_module(module), name)(arguments[3])
    forget_the_surroundings()
    adopt_orphans()
    gc.freeze()  # children share these pages, and their collector leaves them alone
    control.send(READY)
    while _serve_one(control, entry):
        pass
    with suppress(OSError):
        Path.cwd().rmdir()


def _serve_one(control: socket.socket, entry: Entry) -> bool:
    """Serve one file; say whether there may be another."""
    try:
        message, descriptors, _, _ = socket.recv_fds(control, MAX_MESSAGE_BYTES, 2)
    except ConnectionError:
        return False
    if not message:
        return False
    if message == KILL:  # meant for a child that ended by itself meanwhile
        return True
    asked = json.loads(message)
    source, answer = descriptors
    limits = Limits(**asked["limits"])
    child = os.fork()
    if not child:
        be_the_child(entry, Request(**asked["request"]), limits, source, answer)
    os.close(source)
    os.close(answer)
    in_time, is_wanted = _wait(child, control, limits.wall_seconds)
    status, cpu_seconds, peak_bytes = _end(child)
    if is_wanted:
        with suppress(ConnectionError):
            control.send(ENDED.pack(status, not in_time, cpu_seconds, peak_bytes))
    return is_wanted


def _wait(child: int, control: socket.socket, seconds: float) -> tuple[bool, bool]:
    """Wait for the child's end, for the wall clock, or for the worker; say if it was in time, and still wanted."""
    ended = os.pidfd_open(child)
    watch = select.poll()
    watch.register(ended, select.POLLIN)
    watch.register(control, select.POLLIN | select.POLLHUP)
    deadline = time.monotonic() + seconds
    try:
        while (left := deadline - time.monotonic()) > 0:
            events = dict(watch.poll(left * 1000))
            if ended in events:
                return True, True
            if control.fileno() in events:
                word = control.recv(MAX_MESSAGE_BYTES)
                return True, word == KILL
        return False, True
    finally:
        os.close(ended)


def _end(child: int) -> tuple[int, float, int]:
    """Kill the child's group and every orphan of it, and say how the child itself ended."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)  # as long as nobody has waited for the child, its number is its own
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)  # it may not have had the time to found its group
    _, status, used = os.wait4(child, 0)
    for orphan in _children():  # those who have left the group were handed to us
        with suppress(ProcessLookupError):
            os.kill(orphan, signal.SIGKILL)
    with suppress(ChildProcessError):
        while os.wait4(-1, 0)[0]:
            for orphan in _children():
                with suppress(ProcessLookupError):
                    os.kill(orphan, signal.SIGKILL)
    return status, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def _children() -> list[int]:
    own = os.getpid()
    return [int(number) for number in Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii").split()]


if __name__ == "__main__":
    main(sys.argv[1:])
