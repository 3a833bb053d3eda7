"""The door on a port of its own, in a thread beside the queue.

A port of its own: who may call with events need not be who may read metrics, and a door that is thronged must not
hide them.
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from services.fetcher.door import Door
from shared.errors import SettingsError

_CONNECTIONS = 128  # beyond these it answers 503: a store calls again
_ENDING_SECONDS = 5
_SILENT_SECONDS = 5.0


class _Impatient(H11Protocol):
    """A connection that is closed when its first request does not come: the silent would take the place of stores."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(_SILENT_SECONDS, self._give_up)

    def _give_up(self) -> None:
        if self.cycle is None:
            self.transport.close()


@contextmanager
def opened(door: Door, host: str, port: int) -> Iterator[int]:
    """Serve in the background and yield the port; 0 takes a free one. Raises SettingsError if it is taken."""
    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        cure = "set REFERAT_HTTP_HOST and REFERAT_DOOR_PORT to an address of this machine that is free"
        raise SettingsError(f"can't listen on {host}:{port} ({error.strerror}); {cure}") from error
    with listening:
        server = Server(
            Config(
                door,
                interface="asgi3",
                http=_Impatient,
                loop="asyncio",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                limit_concurrency=_CONNECTIONS,
                timeout_graceful_shutdown=_ENDING_SECONDS,
            )
        )
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, name="door", daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
