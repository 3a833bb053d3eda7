"""The sandbox as the worker uses it: some warm slots, shared by threads, each replaced when it is lost."""

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
from shared.errors import ChildLostError, SandboxUnavailableError, SettingsError


class SandboxPool:
    """A sandbox of ``slots`` processes for any number of threads; use it as a context manager.

    Nothing is parsed without the walls that are ``required``.

    A slot starts with its first file, in some 0.3 s, and stays warm.
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
        self._lock = Lock()
        self._is_closed = False

    def __enter__(self) -> Self:
        """Begin; nothing is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop every process, also those that still work: their callers get SandboxUnavailableError."""
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
                return self._parse(server, data, request)
            except ChildLostError as error:
                if self._is_closed:  # we ended it ourselves
                    raise SandboxUnavailableError("the sandbox is closed") from error
                raise

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
