"""The sandbox as the worker uses it: some warm slots, shared by threads, each replaced when it is lost."""

from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from queue import LifoQueue
from threading import Lock
from types import TracebackType
from typing import Self

from services.parser.sandbox.limits import Limits
from services.parser.sandbox.port import Answer, Parsed, Request
from services.parser.sandbox.process import Program, ServerProcess
from services.parser.sandbox.verdict import judge_end
from services.parser.sandbox.walls import Wall, how_to_get
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected
from shared.errors import ChildLostError, SandboxUnavailableError, SettingsError

MAX_LOST_CHILDREN = 3  # a file that loses as many, whatever the cause, is given up
_REMEMBERED_FILES = 10_000


class SandboxPool:
    """A sandbox of ``slots`` processes for any number of threads; use it as a context manager.

    Nothing is parsed without the walls that are ``required``.

    A slot starts with its first file, in some 0.3 s, and stays warm. A file that loses its child raises
    ChildLostError, and is a rejection (``crashed``) when it has done so three times.
    """

    def __init__(
        self,
        slots: int,
        *,
        limits: Limits | None = None,
        program: Program | None = None,
        required: Collection[Wall] = (),
    ) -> None:
        self._limits = limits or Limits()
        self._program = program or Program()
        self._required = frozenset(required)
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
        """Stop every process; ``run`` raises SandboxUnavailableError from now on."""
        with self._lock:
            self._is_closed = True
            running = tuple(self._running)
        for server in running:
            server.stop()

    def walls(self) -> frozenset[Wall]:
        """Say which walls stand around the children; starts the first slot if it has to.

        Raises SettingsError if a wall is missing that is required, and SandboxUnavailableError if no server starts.
        """
        with self._slot() as server:
            return server.walls

    def run(self, data: bytes, request: Request) -> Answer:
        """Parse one file in a child that has read none of another municipality's; waits for a free slot."""
        with self._slot() as server:
            try:
                answer = self._parse(server, data, request)
            except ChildLostError:
                if self._is_closed or self._lost.add(request.sha256) < MAX_LOST_CHILDREN:
                    raise
                return Rejected(
                    reason=RejectionReason.CRASHED,
                    detail=f"Its process was lost {MAX_LOST_CHILDREN} times without an answer: please report the file.",
                )
        self._lost.forget(request.sha256)
        return answer

    def _parse(self, server: ServerProcess, data: bytes, request: Request) -> Answer:
        """Parse one file; its child reads another one only if this was minutes."""
        limits = self._limits.with_ocr(request.ocr_pages) if request.ocr_pages else self._limits
        answer: Answer | None = None
        try:
            answer = judge_end(server.run(data, request, limits), request, limits)
        finally:
            if not isinstance(answer, Parsed):
                server.end_child()
        return answer

    @contextmanager
    def _slot(self) -> Iterator[ServerProcess]:
        server = self._slots.get()
        try:
            server = server or self._start()
            yield server
        finally:
            self._slots.put(self._kept(server))

    def _start(self) -> ServerProcess:
        server = ServerProcess(self._program)
        if missing := self._required - server.walls:
            server.stop()
            raise SettingsError(how_to_get(missing))
        with self._lock:
            if not self._is_closed:
                self._running.add(server)
                return server
        server.stop()
        raise SandboxUnavailableError("the sandbox is closed")

    def _kept(self, server: ServerProcess | None) -> ServerProcess | None:
        """Keep a server that is of use, and let go of one that is not."""
        if server is None or server.is_alive:
            return server
        server.stop()
        with self._lock:
            self._running.discard(server)
        return None


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
