"""The sandbox as the worker uses it: some warm slots, shared by threads, each replaced when it is lost."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import LifoQueue
from threading import Lock
from types import TracebackType
from typing import Self

from services.parser.sandbox.limits import Limits
from services.parser.sandbox.port import Answer, Request
from services.parser.sandbox.process import PARSE_FILE, ServerProcess
from services.parser.sandbox.verdict import judge_end
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected
from shared.errors import ChildLostError

MAX_LOST_CHILDREN = 3  # a file that loses as many, whatever the cause, is given up
_REMEMBERED_FILES = 10_000


class SandboxPool:
    """A sandbox of ``slots`` processes for any number of threads; use it as a context manager.

    A slot starts with its first file, in some 0.3 s, and stays warm; with ``language_data`` it is warm for OCR
    too. A file that loses its child raises
    ChildLostError, and is a rejection (``crashed``) when it has done so three times.
    """

    def __init__(
        self,
        slots: int,
        *,
        limits: Limits | None = None,
        language_data: str = "",
        entry: str = PARSE_FILE,
        import_paths: Sequence[Path] = (),
    ) -> None:
        self._limits = limits or Limits()
        self._language_data = language_data
        self._entry = entry
        self._import_paths = tuple(import_paths)
        self._slots: LifoQueue[ServerProcess | None] = LifoQueue()  # the warmest first
        for _ in range(slots):
            self._slots.put(None)
        self._running: set[ServerProcess] = set()
        self._lost = _Losses()
        self._lock = Lock()
        self._is_closed = False

    def __enter__(self) -> Self:
        """Begin; nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop every process, also those that still work: their callers get ChildLostError."""
        self.close()

    def close(self) -> None:
        """Stop every process; ``run`` raises ChildLostError from now on."""
        with self._lock:
            self._is_closed = True
            running = tuple(self._running)
        for server in running:
            server.stop()

    def run(self, data: bytes, request: Request) -> Answer:
        """Parse one file in a child of its own; waits for a free slot."""
        limits = self._limits.with_ocr(request.ocr_pages) if request.ocr_pages else self._limits
        try:
            with self._slot() as server:
                answer = judge_end(server.run(data, request, limits), request, limits)
        except ChildLostError:
            if self._is_closed or self._lost.add(request.sha256) < MAX_LOST_CHILDREN:
                raise
            return Rejected(
                reason=RejectionReason.CRASHED,
                detail=f"Its process was lost {MAX_LOST_CHILDREN} times without an answer: please report the file.",
            )
        self._lost.forget(request.sha256)
        return answer

    @contextmanager
    def _slot(self) -> Iterator[ServerProcess]:
        server = self._slots.get()
        try:
            server = server or self._start()
            yield server
        except ChildLostError:
            if server and not server.is_alive:
                self._discard(server)
                server = None
            raise
        finally:
            self._slots.put(server)

    def _start(self) -> ServerProcess:
        server = ServerProcess(self._entry, self._import_paths, self._language_data)
        with self._lock:
            if not self._is_closed:
                self._running.add(server)
                return server
        server.stop()
        raise ChildLostError("the sandbox is closed")

    def _discard(self, server: ServerProcess) -> None:
        server.stop()
        with self._lock:
            self._running.discard(server)


class _Losses:
    """How often each file has lost its child, as far as this process remembers."""

    def __init__(self) -> None:
        self._counts: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def add(self, sha256: str) -> int:
        with self._lock:
            self._counts[sha256] = self._counts.pop(sha256, 0) + 1
            if len(self._counts) > _REMEMBERED_FILES:
                self._counts.popitem(last=False)
            return self._counts[sha256]

    def forget(self, sha256: str) -> None:
        with self._lock:
            self._counts.pop(sha256, None)
