"""A TCP proxy before one server, whose behaviour can be changed while connections go through it.

``with proxied(Stack(...)) as proxies`` runs a whole system whose services reach every server through one.
"""

import asyncio
import threading
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from deploy.stack.servers.server import HOST, free_ports
from deploy.stack.stack import Stack
from tests.faults.behaviour import PASS, Behaviour, Refuse
from tests.faults.line import Line, Way
from tests.servers import running

_CHUNK_BYTES: Final = 16 * 1024
_STEPS: Final = 5  # of the loop: more than it takes to accept a connection, or to lose one

T = TypeVar("T")


class Proxy:
    """Stands before a port of this machine; a context, with a thread of its own.

    ``struck`` counts how often a behaviour has done what it is there for, ``lines`` the connections so far, and
    ``passed`` the bytes that have come from either side.
    """

    def __init__(self, server: int) -> None:
        self._server = server
        (self.port,) = free_ports(1)
        self.struck = 0
        self.lines = 0
        self.passed: Counter[Way] = Counter()
        self._behaviour = PASS
        self._times: int | None = None
        self._open: set[Line] = set()
        self._clients: set[StreamWriter] = set()
        self._meetings: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Server | None = None
        self._strike = threading.Event()

    @property
    def address(self) -> str:
        """Spell host and port."""
        return f"{HOST}:{self.port}"

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault proxy", daemon=True)
        self._thread.start()
        self._run(self._listen())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._run(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def behave(self, behaviour: Behaviour = PASS, *, times: int | None = None) -> None:
        """Change what is done, to lines that are open, too; back to nothing after it has struck so many times."""
        self._run(self._change(behaviour, times))

    def wait(self, seconds: float) -> bool:
        """Wait until the present behaviour has struck; false if it has not by then."""
        return self._strike.wait(seconds)

    @contextmanager
    def behaving(self, behaviour: Behaviour) -> Iterator[None]:
        """Behave so for a block."""
        self.behave(behaviour)
        try:
            yield
        finally:
            self.behave()

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    async def _listen(self) -> None:
        self._listening = await asyncio.start_server(self._accept, HOST, self.port, limit=_CHUNK_BYTES)

    async def _shut(self) -> None:
        self._listen_no_more()
        await self._let_happen()
        for line in self._open:
            line.reset()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for client in self._clients:  # also of those whose task was cancelled before it began
            client.transport.abort()
        await self._let_happen()

    async def _let_happen(self) -> None:
        """Let whoever is in the middle of being accepted, or hung up on, come to the end of that."""
        for _ in range(_STEPS):
            await asyncio.sleep(0)

    def _listen_no_more(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None

    async def _change(self, behaviour: Behaviour, times: int | None) -> None:
        self._strike.clear()
        self._behaviour, self._times = behaviour, times
        if isinstance(behaviour, Refuse):
            self._listen_no_more()
        elif self._listening is None:
            await self._listen()
        for line in tuple(self._open):
            self._begin(line)

    def _begin(self, line: Line) -> None:
        self._count(self._behaviour, struck=self._behaviour.begin(line))

    def _count(self, behaviour: Behaviour, *, struck: bool) -> None:
        if not struck or behaviour is not self._behaviour:
            return
        self.struck += 1
        self._strike.set()
        if self._times is not None:
            self._times -= 1
            if not self._times:
                self._behaviour = PASS

    def _accept(self, from_client: StreamReader, client: StreamWriter) -> None:
        """Know a client before anything is done for it: it must not be left to the collector."""
        self._clients.add(client)
        meeting = self._loop.create_task(self._meet(from_client, client))
        self._meetings.add(meeting)
        meeting.add_done_callback(self._meetings.discard)

    async def _meet(self, from_client: StreamReader, client: StreamWriter) -> None:
        """Carry one connection from its beginning to its end."""
        self.lines += 1
        try:
            from_server, server = await asyncio.open_connection(HOST, self._server, limit=_CHUNK_BYTES)
        except OSError:
            Line(client, client).reset()
            self._clients.discard(client)
            return
        line = Line(client, server)
        self._open.add(line)
        self._begin(line)
        with suppress(asyncio.CancelledError):  # the proxy ends
            await asyncio.gather(self._pump(line, Way.UP, from_client), self._pump(line, Way.DOWN, from_server))
        self._open.remove(line)
        self._clients.discard(client)
        line.close()

    async def _pump(self, line: Line, way: Way, source: StreamReader) -> None:
        """Carry what comes in one direction, until it ends; of a dead line, nobody hears of its end."""
        with suppress(OSError):  # an end was reset
            while chunk := await source.read(_CHUNK_BYTES):
                self.passed[way] += len(chunk)
                line.hear(way, chunk)
                if not line.dead:
                    behaviour = self._behaviour
                    self._count(behaviour, struck=await behaviour.carry(line, way, chunk))
        if not line.dead:
            line.end(way)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """One proxy before each server of a stack."""

    store: Proxy
    broker: Proxy
    database: Proxy


@contextmanager
def proxied(stack: Stack) -> Iterator[Proxies]:
    """Run a stack whose services reach its servers through proxies; who tests it reaches them directly."""
    with Proxy(stack.store.port) as store, Proxy(stack.broker.port) as broker, Proxy(stack.database.port) as database:
        stack.detours.update(store=store.address, broker=broker.address, database=database.address)
        with running(stack):
            yield Proxies(store=store, broker=broker, database=database)
