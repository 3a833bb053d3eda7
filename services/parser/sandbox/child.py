"""What happens in the child: one file in, one frame out, and the process is gone."""

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from services.parser.sandbox.frames import encode_answer
from services.parser.sandbox.limits import Limits, give_up_everything
from services.parser.sandbox.port import Answer, Request

EXIT_MEMORY = 71  # the address space was not enough
EXIT_FAILED = 72  # an exception: a fault of ours; the answer says where
_MAX_LAST_WORDS = 300

Entry = Callable[[bytes, Request], Answer]


def be_the_child(entry: Entry, request: Request, limits: Limits, source: int, answer: int) -> NoReturn:
    """Bind this process, parse the file behind ``source``, write the frame to ``answer``, and exit."""
    give_up_everything(limits, keep=(source, answer))
    with _LastWords(answer):
        size = os.fstat(source).st_size
        data = os.pread(source, size, 0)
        _write(answer, encode_answer(entry(data, request)))
    os._exit(0)


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
        last = traceback.extract_tb(trace)[-1:]
        where = f" at {Path(last[0].filename).name}:{last[0].lineno}" if last else ""
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
