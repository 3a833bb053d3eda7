"""A store that can't be asked never looks like one that has no such object. Scenarios A7 and A8."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from minio import Minio
from urllib3 import PoolManager, Retry, Timeout

from deploy.stack.servers.s3 import S3Server
from shared.errors import ObjectNotFoundError, StoreUnavailableError
from shared.objectstore.folder import FolderStore
from shared.objectstore.memory import MemoryStore
from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.objectstore.s3 import S3Store
from shared.settings import StoreSettings, load

LONG_SECONDS = 30

ASKING: dict[str, Callable[[ObjectStore], object]] = {
    "head": lambda store: store.head("k/v"),
    "get": lambda store: store.get("k/v"),
    "put": lambda store: store.put("k/v", b"x"),
    "put a stream": lambda store: store.put("k/v", iter([b"x"])),
    "delete": lambda store: store.delete("k/v"),
    "purge": lambda store: store.purge("k/v"),
    "list": lambda store: list(store.list()),
    "top level": lambda store: list(store.top_level()),
}


def _s3(port: int, **timeouts: float) -> S3Store:
    return S3Store(
        Minio(
            endpoint=f"127.0.0.1:{port}",
            access_key="somebody",
            secret_key="something",
            secure=False,
            region="us-east-1",
            http_client=PoolManager(timeout=Timeout(**timeouts or {"total": 5.0}), retries=Retry(total=0)),
        ),
        "bucket",
    )


@contextmanager
def _answering(status: int, headers: dict[str, str], body: bytes) -> Iterator[int]:
    """Run a server that answers everything alike, and closes the connection."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_PUT = do_POST = do_DELETE = do_GET

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield running.server_address[1]
    finally:
        running.shutdown()
        running.server_close()


@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
def test_a_stopped_s3_server_is_unavailable(ask: Callable[[ObjectStore], object]) -> None:
    """Nobody listening is no answer."""
    with _answering(200, {}, b"") as port:
        pass

    with pytest.raises(StoreUnavailableError):
        ask(_s3(port))


@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
@pytest.mark.parametrize("status", [302, 403, 404, 429, 500, 503])
def test_a_page_of_somebody_else_is_no_answer(ask: Callable[[ObjectStore], object], status: int) -> None:
    """An HTML page of a proxy, whatever its status, says nothing about an object."""
    with _answering(status, {"Content-Type": "text/html"}, b"<html>\xff login</html>") as port:
        with pytest.raises(StoreUnavailableError):
            ask(_s3(port))


@pytest.mark.parametrize("status", [413, 429, 503])
def test_a_store_that_asks_for_patience_holds_nobody(status: int) -> None:
    """It may name the seconds for which nobody is to come back: a sweep does, and no task waits for so long.

    By default the client sleeps as long as the store says, with whatever its caller holds.
    """
    environ = {"REFERAT_STORE_ACCESS_KEY": "somebody", "REFERAT_STORE_SECRET_KEY": "something"}
    with _answering(status, {"Retry-After": str(LONG_SECONDS), "Content-Type": "text/html"}, b"busy") as port:
        settings = load(StoreSettings, environ | {"REFERAT_STORE_URL": f"http://127.0.0.1:{port}"})
        began = time.monotonic()
        with pytest.raises(StoreUnavailableError):
            open_store(settings, "bucket").get("k/v")

    assert time.monotonic() - began < LONG_SECONDS


@pytest.mark.parametrize("ask", ["head", "get", "list", "top level"])
def test_a_friendly_page_of_somebody_else_is_no_answer(ask: str) -> None:
    """An HTML page with status 200 is neither an object without a size nor an empty bucket."""
    with _answering(200, {"Content-Type": "text/html"}, b"<html><br> login</html>") as port:
        with pytest.raises(StoreUnavailableError):
            ASKING[ask](_s3(port))


def test_a_body_that_is_cut_short_is_unavailable() -> None:
    """A connection that ends before the announced length is noticed while streaming."""
    headers = {"Content-Length": "10", "ETag": '"x"', "Last-Modified": "Wed, 25 Nov 2026 14:05:00 GMT"}
    with _answering(200, headers, b"half") as port, pytest.raises(StoreUnavailableError):
        _s3(port).get("k/v")


@pytest.mark.server
@pytest.mark.parametrize("ask", ASKING)
def test_a_missing_bucket_is_no_missing_object(s3: S3Server, ask: str) -> None:
    """A bucket that is not there can't be asked, even by HEAD, whose 404 alone would not tell."""
    with pytest.raises(StoreUnavailableError):
        ASKING[ask](S3Store(s3.client(), "no-such-bucket"))


@pytest.mark.server
def test_a_wrong_key_is_no_missing_object(s3: S3Server) -> None:
    """Credentials that the store refuses are a matter of settings, not of documents."""
    store = _s3(s3.port)

    with pytest.raises(StoreUnavailableError) as refused:
        store.head("k/v")
    assert "something" not in str(refused.value)


@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
def test_a_folder_that_is_gone_is_no_empty_bucket(tmp_path: Path, ask: Callable[[ObjectStore], object]) -> None:
    """A root that vanished, like a disk that is not mounted, can't be asked, and is not made again."""
    store = FolderStore(tmp_path / "bucket")
    (tmp_path / "bucket").rename(tmp_path / "elsewhere")

    with pytest.raises(StoreUnavailableError):
        ask(store)
    assert not (tmp_path / "bucket").exists()


def test_a_root_that_is_a_file_is_unavailable(tmp_path: Path) -> None:
    """A bucket can't be opened where a file stands."""
    (tmp_path / "bucket").write_bytes(b"")

    with pytest.raises(StoreUnavailableError):
        FolderStore(tmp_path / "bucket")


@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
def test_a_memory_store_can_be_switched_off(ask: Callable[[ObjectStore], object]) -> None:
    """The stand-in for tests fails like the others when it is told to."""
    store = MemoryStore("bucket")
    store.put("k/v", b"x")
    store.away = True

    with pytest.raises(StoreUnavailableError):
        ask(store)


@pytest.mark.server
def test_versions_are_told_apart_where_the_bucket_keeps_them(s3: S3Server) -> None:
    """In a versioned bucket a listing, a HEAD and a GET name the same version, and what was deleted is gone."""
    store = S3Store(s3.client(), s3.new_bucket(versioned=True), versioned=True)
    store.put("k/v", b"same")
    first = store.head("k/v")
    store.put("k/v", b"same")
    store.put("k/gone", b"x")
    store.delete("k/gone")

    (listed,) = store.list()
    with store.open("k/v") as opened:
        assert opened.info.version_id == listed.version_id == store.head("k/v").version_id
    assert listed.version_id not in {None, "null", first.version_id}
    with pytest.raises(ObjectNotFoundError):
        store.head("k/gone")


@pytest.mark.server
def test_bytes_come_as_they_are_stored(s3: S3Server) -> None:
    """An object that claims to be compressed is not unpacked on the way: its hash is that of what was dropped."""
    bucket = s3.new_bucket()
    body = b"not gzip at all"
    s3.client().put_object(
        bucket_name=bucket,
        object_name="k",
        data=BytesIO(body),
        length=len(body),
        metadata={"Content-Encoding": "gzip"},
    )

    assert S3Store(s3.client(), bucket).get("k") == body
