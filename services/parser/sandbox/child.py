"""What happens in the child: one file in, one frame out, and again, until nobody has another file for it."""

import gc
import json
import os
import socket
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from services.parser.reading.model import ScannedError
from services.parser.sandbox.frames import encode_answer, encode_scan
from services.parser.sandbox.limits import Limits, give_up_everything
from services.parser.sandbox.port import Answer, Request
from services.parser.sandbox.walls import Wall
from shared.contract.result import Rejected
from shared.errors import DocumentError

MAX_ORDER_BYTES = 16 * 1024
DONE = b"done"

EXIT_MEMORY = 71  # the address space was not enough
EXIT_FAILED = 72  # an exception: a fault of ours; the answer says where
EXIT_UNBOUND = 73  # the limits could not be set: a fault of the machine
_MAX_LAST_WORDS = 300

Entry = Callable[[bytes, Request], Answer]


def be_the_child(entry: Entry, limits: Limits, walls: Collection[Wall], orders: socket.socket) -> NoReturn:
    """Bind this process, then parse what is ordered, a file at a time, until the other end closes."""
    try:
        give_up_everything(limits, walls, keep=orders.fileno())
    except (OSError, ValueError):
        os._exit(EXIT_UNBOUND)
    gc.disable()  # parsing leaves next to no cycles, and a child that grows is replaced
    while True:
        order, files, _, _ = socket.recv_fds(orders, MAX_ORDER_BYTES, 2)
        if not order:
            os._exit(0)
        source, answer = files
        _obey(entry, Request(**json.loads(order)), source, answer)
        os.close(source)
        os.close(answer)
        orders.send(DONE)


def _obey(entry: Entry, request: Request, source: int, answer: int) -> None:
    """Parse the file behind ``source`` and write the frame to ``answer``."""
    with _LastWords(answer):
        size = os.lseek(source, 0, os.SEEK_END)  # to ask for its status would be a call that can name other files
        data = os.pread(source, size, 0)
        _write(answer, _frame_of(entry, data, request))


def answer_of(entry: Entry, data: bytes, request: Request) -> Answer:
    """Call the parser; what it says against the document becomes a rejection."""
    try:
        return entry(data, request)
    except DocumentError as error:
        return Rejected(reason=error.reason, detail=error.detail)


def _frame_of(entry: Entry, data: bytes, request: Request) -> bytes:
    try:
        return encode_answer(answer_of(entry, data, request))
    except ScannedError as error:
        return encode_scan(error.pages)


class _LastWords:
    """Ends the process on any exception, with words that name the place in our code and nothing of the file."""

    def __init__(self, answer: int) -> None:
        self._answer = answer

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Exit with a code for what happened; without an exception go on."""
        if kind is None:
            return
        if issubclass(kind, MemoryError):
            os._exit(EXIT_MEMORY)
        while trace and trace.tb_next:
            trace = trace.tb_next
        where = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
        _write(self._answer, f"{kind.__name__}{where}"[:_MAX_LAST_WORDS].encode())
        os._exit(EXIT_FAILED)


def _write(answer: int, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(answer, view) :]


def forget_the_surroundings() -> None:
    """Empty what a process inherits without being asked, and let its standard files lead nowhere."""
    os.environ.clear()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    sys.argv[:] = ["referat-child"]
