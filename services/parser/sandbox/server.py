"""The warm server that children are forked from: it has imported the parser, and never sees a file's bytes.

One message asks for one file: the limits and the request as JSON, and two descriptors (the file, and where
the answer goes). One message answers: how the child ended, or that it goes on. KILL ends the child, whether
it works or waits. The worker's end closing ends the server, its child and all that the child has started.
"""

import gc
import importlib
import json
import os
import select
import socket
import struct
import sys
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import Any

from services.parser.sandbox.child import Entry, forget_the_surroundings
from services.parser.sandbox.forked import Child
from services.parser.sandbox.limits import Limits, adopt_orphans, give_up_privileges
from services.parser.sandbox.walls import Wall, possible_around_child, put_up_around_server

MAX_MESSAGE_BYTES = 16 * 1024
READY = "ready"
KILL = b"kill"
ENDED = struct.Struct(">i?dQ")
"""How a child ended: its wait status (0 if it goes on), if by the wall clock, processor seconds, peak memory."""


def main(arguments: Sequence[str]) -> None:
    """Serve a socket, and say on it first which walls stand.

    The arguments: the socket's number, the entry, what warms it up if anything does, the folder of the data for OCR if
    it is to be warm for that too, and the walls that are wanted.
    """
    number, entry, warming, language_data, wanted = arguments
    control = socket.socket(fileno=int(number))
    parse: Entry = _named(entry)
    if warming:
        _named(warming)(language_data)
    forget_the_surroundings()
    adopt_orphans()
    walls = _put_up({Wall(name) for name in wanted.split()})
    gc.freeze()  # children share these pages, and their collector leaves them alone
    control.send(" ".join((READY, *sorted(walls))).encode())
    _Server(control, parse, walls).serve()
    with suppress(OSError):
        Path.cwd().rmdir()


def _named(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


def _put_up(wanted: Collection[Wall]) -> frozenset[Wall]:
    around_us = put_up_around_server(wanted)
    give_up_privileges()
    return around_us | possible_around_child(wanted)


class _Server:
    """Serves one file at a time, with the child there is or a new one."""

    def __init__(self, control: socket.socket, entry: Entry, walls: Collection[Wall]) -> None:
        self._control = control
        self._entry = entry
        self._walls = walls
        self._child: Child | None = None

    def serve(self) -> None:
        """Serve until the worker closes its end."""
        while self._serve_one():
            pass
        self._end_child()

    def _serve_one(self) -> bool:
        """Serve one file, or one word; say whether there may be another."""
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, MAX_MESSAGE_BYTES, 2)
        except ConnectionError:
            return False
        if message == KILL:
            self._end_child()
        elif message:
            return self._parse(json.loads(message), *descriptors)
        return bool(message)

    def _parse(self, asked: dict[str, dict[str, Any]], source: int, answer: int) -> bool:
        """Have a child parse one file, and tell how that ended; say whether there is anybody left to tell."""
        limits = Limits(**asked["limits"])
        child = self._child_for(limits)
        child.take(json.dumps(asked["request"]).encode(), source, answer)
        os.close(source)
        os.close(answer)
        end = _wait(child, self._control, limits.wall_seconds)
        use = child.pause() if end is _End.ANSWERED else None
        if not use:
            use = child.end()
            self._child = None
            if end is _End.ANSWERED:  # and left something running: its answer stands
                use = use._replace(status=0)
        if end is _End.UNWANTED:
            return False
        with suppress(ConnectionError):
            self._control.send(ENDED.pack(use.status, end is _End.TOO_LATE, use.cpu_seconds, use.peak_bytes))
        self._end_child_unless_good_for(limits)
        return True

    def _child_for(self, limits: Limits) -> Child:
        self._end_child_unless_good_for(limits)
        self._child = self._child or Child.fork(self._entry, limits, self._walls)
        return self._child

    def _end_child_unless_good_for(self, limits: Limits) -> None:
        if self._child and not self._child.is_good_for(limits):
            self._end_child()

    def _end_child(self) -> None:
        if self._child:
            self._child.end()
            self._child = None


class _End(Enum):
    ANSWERED = auto()
    DEAD = auto()
    TOO_LATE = auto()
    UNWANTED = auto()


def _wait(child: Child, control: socket.socket, seconds: float) -> _End:
    """Wait for the child's word or end, for the wall clock, or for the worker."""
    watch = select.poll()
    watch.register(child.ended, select.POLLIN)
    watch.register(child.orders, select.POLLIN)
    watch.register(control, select.POLLIN | select.POLLHUP)
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        events = dict(watch.poll(left * 1000))
        if child.orders.fileno() in events:
            if child.has_a_word():
                return _End.ANSWERED
            watch.unregister(child.orders)  # it has hung up: it dies, or is made to by the clock
        if child.ended in events:
            return _End.DEAD
        if control.fileno() in events:
            return _End.DEAD if control.recv(MAX_MESSAGE_BYTES) == KILL else _End.UNWANTED
    return _End.TOO_LATE


if __name__ == "__main__":
    main(sys.argv[1:])
