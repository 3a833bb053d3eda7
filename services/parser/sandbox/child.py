"""What happens in the child: one file in, one frame out, and the process is gone."""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from services.parser.reading.model import ScannedError
from services.parser.sandbox.frames import encode_answer, encode_scan
from services.parser.sandbox.limits import Limits, give_up_everything
from services.parser.sandbox.port import Answer, Request
from shared.contract.result import Rejected
from shared.errors import DocumentError

EXIT_MEMORY = 71  # the address space was not enough
EXIT_FAILED = 72  # an exception: a fault of ours; the answer says where
EXIT_UNBOUND = 73  # the limits could not be set: a fault of the machine
_MAX_LAST_WORDS = 300

Entry = Callable[[bytes, Request], Answer]


def be_the_child(entry: Entry, request: Request, limits: Limits, source: int, answer: int) -> NoReturn:
    """Bind this process, parse the file behind ``source``, write the frame to ``answer``, and exit."""
    try:
        give_up_everything(limits, keep=(source, answer))
    except (OSError, ValueError):
        os._exit(EXIT_UNBOUND)
    gc.disable()  # this process ends before its garbage matters
    with _LastWords(answer):
        size = os.fstat(source).st_size
        data = os.pread(source, size, 0)
        _write(answer, _frame_of(entry, data, request))
    os._exit(0)


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
