"""The forwarder: the proxy, the queue of events behind it, and the calls that empty it."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

from deploy.stack.forwarder.bodies import Body, Exchange, bodies
from deploy.stack.forwarder.mischief import Mischief, Way
from deploy.stack.forwarder.proxy import proxy
from deploy.stack.servers.server import HOST

AGAIN_SECONDS: Final = 3.0  # as MinIO and its kin call again
_IDLE_SECONDS: Final = 0.2  # after which nothing comes behind which an event could be held back


@dataclass(kw_only=True)
class Forwarder:
    """Stands at ``port`` for the store at ``store``, and tells ``door`` of what changes in the bucket of drops.

    Like a store with a queue on disk it calls in order, about one event again and again until it hears yes. A context;
    after it nobody stands there, and what was not told by then is never told.
    """

    port: int
    store: int
    door: str
    token: str
    mischief: Mischief = field(default_factory=Mischief)
    again_seconds: float = AGAIN_SECONDS

    def __post_init__(self) -> None:
        self._events: SimpleQueue[Body] = SimpleQueue()
        self._stop = Event()
        self._closing = ExitStack()

    @property
    def address(self) -> str:
        """Spell host and port."""
        return f"{HOST}:{self.port}"

    def __enter__(self) -> Self:
        self._closing.enter_context(proxy(self.port, self.store, self._hear))
        caller = Thread(target=self._call, name="forwarder", daemon=True)
        caller.start()
        self._closing.callback(caller.join)
        self._closing.callback(self._stop.set)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._closing.close()

    def _hear(self, exchange: Exchange) -> None:
        for body in bodies(exchange):
            if body["Key"].startswith("drop/"):
                self._events.put(body)

    def _call(self) -> None:
        way = Way(mischief=self.mischief)
        with PoolManager(timeout=Timeout(connect=5, read=30), retries=False) as pool:
            while not self._stop.is_set():
                try:
                    sent = way.through(self._events.get(timeout=_IDLE_SECONDS))
                except Empty:
                    sent = way.rest()
                for body in sent:
                    self._deliver(pool, body)

    def _deliver(self, pool: PoolManager, body: bytes) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        while not self._stop.is_set():
            try:
                if pool.request("POST", self.door, body=body, headers=headers).status < 300:
                    return
            except HTTPError:
                pass  # nobody there: as good as a no
            self._stop.wait(self.again_seconds)
