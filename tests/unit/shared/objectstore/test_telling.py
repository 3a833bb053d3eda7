"""What is told of a store that could not be asked: enough for an operator, and no name of a file."""

import errno
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from minio.error import InvalidResponseError, ServerError
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    ResponseError,
    SSLError,
)

from shared.errors import StoreUnavailableError
from shared.objectstore.opening import open_store
from shared.objectstore.telling import cause_of
from shared.settings import StoreSettings, load

URL = "/drop/306/Asta%20120385%201236.pdf"
POOL = HTTPConnectionPool("127.0.0.1", 9)
CONNECTION = HTTPConnection("127.0.0.1", 9)


def _caused(error: HTTPError, cause: OSError) -> HTTPError:
    error.__cause__ = cause
    return error


REASONS: dict[str, tuple[HTTPError, str]] = {
    "refused": (
        _caused(NewConnectionError(CONNECTION, URL), ConnectionRefusedError(errno.ECONNREFUSED, URL)),
        "NewConnectionError, ConnectionRefusedError (ECONNREFUSED)",
    ),
    "no way": (
        _caused(NewConnectionError(CONNECTION, URL), OSError(errno.EHOSTUNREACH, URL)),
        "NewConnectionError, OSError (EHOSTUNREACH)",
    ),
    "connect": (_caused(ConnectTimeoutError(CONNECTION, URL), TimeoutError(URL)), "ConnectTimeoutError, TimeoutError"),
    "read": (ReadTimeoutError(POOL, URL, URL), "ReadTimeoutError"),
    "name": (
        _caused(NameResolutionError("store", CONNECTION, socket.gaierror(-2, URL)), socket.gaierror(-2, URL)),
        "NameResolutionError, gaierror",
    ),
    "cut off": (
        ProtocolError(URL, ConnectionResetError(errno.ECONNRESET, URL)),
        "ProtocolError, ConnectionResetError (ECONNRESET)",
    ),
    "certificate": (SSLError(ssl.SSLCertVerificationError(1, URL)), "SSLError, SSLCertVerificationError"),
    "status": (
        ResponseError(ResponseError.SPECIFIC_ERROR.format(status_code=503)),
        "ResponseError (too many 503 error responses)",
    ),
}


@pytest.mark.parametrize(("reason", "told"), REASONS.values(), ids=REASONS)
def test_causes_are_told_apart(reason: HTTPError, told: str) -> None:
    """An operator sees whether a store is away, silent, unknown or at fault."""
    assert cause_of(MaxRetryError(POOL, URL, reason)) == f"MaxRetryError, {told}"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (InvalidResponseError(403, "text/html", URL), "InvalidResponseError (403)"),
        (ServerError(URL, 502), "ServerError (502)"),
        (KeyError(URL), "KeyError"),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, URL), "UnicodeDecodeError"),
    ],
)
def test_an_answer_is_told_by_its_status(error: Exception, told: str) -> None:
    """What a proxy says may quote the address."""
    assert cause_of(error) == told


@contextmanager
def _quoting(status: int) -> Iterator[str]:
    """Run a server that quotes what it is asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(self.path.encode())

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}"
    finally:
        running.shutdown()
        running.server_close()


def _complaint(url: str, key: str) -> str:
    access = {"REFERAT_STORE_ACCESS_KEY": "somebody", "REFERAT_STORE_SECRET_KEY": "something"}
    store = open_store(load(StoreSettings, access | {"REFERAT_STORE_URL": url}), "drop")
    with pytest.raises(StoreUnavailableError) as away:
        store.get(key)
    return str(away.value).replace(repr(key), "")


@pytest.mark.parametrize("status", [200, 403, 503])
def test_no_answer_puts_a_name_into_the_cause(status: int) -> None:
    """The client knows the address and the page; of both only kinds and numbers are told."""
    with _quoting(status) as url:
        assert "1203" not in _complaint(url, "306/Asta 120385 1236.pdf")


def test_a_store_that_is_away_puts_no_name_into_the_cause() -> None:
    """The text of the client ends in the address, percent-encoded."""
    with _quoting(200) as url:
        pass

    assert _complaint(url, "306/Asta 120385 1236.pdf").endswith(
        "MaxRetryError, NewConnectionError, ConnectionRefusedError (ECONNREFUSED)"
    )
