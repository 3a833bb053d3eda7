"""What every process answers over HTTP: its metrics, whether it lives, and whether it has what it needs.

======================  =====================================================================
``/metrics``            for Prometheus
``/health/live``        200 while the process lives
``/health/ready``       200, or 503 with the servers that are missing and why
======================  =====================================================================
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from socketserver import TCPServer
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.exposition import ThreadingWSGIServer

from shared.errors import SettingsError

_Start = Callable[[str, list[tuple[str, str]]], object]


class Site:
    """The WSGI application; ``missing`` names the servers that do not answer, and must itself answer at once."""

    def __init__(self, registry: CollectorRegistry, missing: Callable[[], Mapping[str, str]]) -> None:
        self._metrics = make_wsgi_app(registry)
        self._missing = missing

    def __call__(self, environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        """Answer one request."""
        answer = self._answer(environ, start)
        return () if environ.get("REQUEST_METHOD") == "HEAD" else answer

    def _answer(self, environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "/")
        if environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            return _say(start, "405 Method Not Allowed", {"error": "only GET"})
        if path == "/metrics":
            answer: Iterable[bytes] = self._metrics({**environ, "REQUEST_METHOD": "GET"}, start)
            return answer
        if path == "/health/live":
            return _say(start, "200 OK", {"live": True})
        if path == "/health/ready":
            missing = dict(self._missing())
            status = "503 Service Unavailable" if missing else "200 OK"
            return _say(start, status, {"ready": not missing, "missing": missing})
        return _say(start, "404 Not Found", {"error": "try /metrics, /health/live or /health/ready"})


@contextmanager
def served(site: Site, host: str, port: int) -> Iterator[int]:
    """Serve in the background and yield the port; 0 takes a free one. Raises SettingsError if it is taken."""
    try:
        server: WSGIServer = make_server(host, port, site, _Server, handler_class=_Handler)
    except OSError as error:
        cure = "set REFERAT_HTTP_HOST and REFERAT_HTTP_PORT to an address of this machine that is free"
        raise SettingsError(f"can't listen on {host}:{port} ({error.strerror}); {cure}") from error
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="http", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingWSGIServer):
    def server_bind(self) -> None:
        """Bind without asking the network what this machine is called."""
        TCPServer.server_bind(self)
        host, self.server_port = self.socket.getsockname()[:2]
        self.server_name = str(host)
        self.setup_environ()

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that goes away, or says nothing, is no event."""


class _Handler(WSGIRequestHandler):
    timeout = 10  # a client that says nothing must not keep a thread for ever

    def log_message(self, *_: object) -> None:
        """Log nothing: a scrape every few seconds is no event."""


def _say(start: _Start, status: str, body: Mapping[str, Any]) -> Iterable[bytes]:
    spelled = json.dumps(body).encode() + b"\n"
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(spelled)))])
    return [spelled]
