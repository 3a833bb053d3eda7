"""A proxy before an object store, which lets every request through as it came and tells of it when it is answered."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final

from deploy.stack.forwarder.bodies import Exchange
from deploy.stack.servers.server import HOST

_HOP: Final = {"connection", "keep-alive", "transfer-encoding"}  # about one connection, not about the request
_CHUNK_BYTES: Final = 256 * 1024
_PATIENCE_SECONDS: Final = 120


@contextmanager
def proxy(port: int, store: int, tell: Callable[[Exchange], None]) -> Iterator[None]:
    """Let requests to ``port`` through to the port ``store``. Both are on this machine."""

    class Handler(_Handler):
        upstream = store

        def tell(self, exchange: Exchange) -> None:
            tell(exchange)

    with _Server((HOST, port), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="proxy", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that goes away is no event."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE_SECONDS
    upstream: int

    def tell(self, exchange: Exchange) -> None:
        """Hear of a request that was answered."""
        raise NotImplementedError

    def forward(self) -> None:
        """Let one request through, and its answer back."""
        line = HTTPConnection(HOST, self.upstream, timeout=_PATIENCE_SECONDS)
        is_xml = self.command == "POST" and "?" in self.path
        try:
            question = self._ask(line, keep=is_xml)
            answer = line.getresponse()
            whole = answer.read() if is_xml or not answer.getheader("Content-Length") else None
            self.tell(self._exchange(answer, question, whole if is_xml and whole else b""))
            self._relay(answer, whole)
        except (HTTPException, ConnectionError, TimeoutError):
            self.close_connection = True
            self.send_error(502)
        finally:
            line.close()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = forward  # noqa: N815 - what the library calls them

    def log_message(self, *_: object) -> None:
        """Log nothing: the services say what becomes of a file."""

    def _ask(self, line: HTTPConnection, *, keep: bool) -> bytes:
        """Pass the request on; give its body back if it is to be kept."""
        line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in _HOP:
                line.putheader(name, value)
        line.endheaders()
        kept = b""
        left = int(self.headers.get("Content-Length") or 0)
        while left and (chunk := self.rfile.read(min(left, _CHUNK_BYTES))):
            line.send(chunk)
            left -= len(chunk)
            kept += chunk if keep else b""
        return kept

    def _exchange(self, answer: HTTPResponse, question: bytes, told: bytes) -> Exchange:
        return Exchange(
            method=self.command,
            target=self.path,
            status=answer.status,
            asked=_lower(dict(self.headers.items())),
            answered=_lower(dict(answer.getheaders())),
            question=question,
            answer=told,
        )

    def _relay(self, answer: HTTPResponse, whole: bytes | None) -> None:
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP | {"content-length"}:
                self.send_header(name, value)
        length = answer.getheader("Content-Length") or len(whole or b"")
        if answer.status not in {204, 304}:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        if whole is not None:
            self.wfile.write(whole)
        while chunk := answer.read(_CHUNK_BYTES):
            self.wfile.write(chunk)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
