"""Which adapter a setting means: a folder for ``file:``, an S3 store for ``http:`` and ``https:``."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from minio import Minio
from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout

from shared.objectstore.folder import FolderStore
from shared.objectstore.port import ObjectStore
from shared.objectstore.s3 import S3Store
from shared.settings import StoreSettings

# Short, since the sweep is the retry: a worker must not stand for minutes before a store that is away.
CONNECT_SECONDS = 5
READ_SECONDS = 20  # each connection that a store has left without a word costs as much, once
RETRIES = 2
CONNECTIONS = 64  # kept for the threads of one process; with too few, each request would open one of its own


class _OfOneServer(PoolManager):
    """A client of one server, which finds its connections without taking apart the address of each request anew.

    That was a fifth of what a request costs. Whatever is not about this server goes the usual way.
    """

    def __init__(self, server: str, **settings: Any) -> None:
        super().__init__(**settings)
        self._server = server
        self._of_server = self.connection_from_url(server)

    def urlopen(self, method: str, url: str, redirect: bool = True, **asked: Any) -> BaseHTTPResponse:  # type: ignore[override]  # noqa: FBT001, FBT002 - its own
        """Ask, and follow where an answer says that it is elsewhere."""
        target = url.removeprefix(self._server)
        if not target.startswith("/"):
            return super().urlopen(method, url, redirect, **asked)
        answer = self._of_server.urlopen(method, target, redirect=False, assert_same_host=False, **asked)
        if not redirect or not answer.get_redirect_location():
            return answer
        answer.drain_conn()
        return super().urlopen(method, url, redirect, **asked)


def open_store(settings: StoreSettings, bucket: str) -> ObjectStore:
    """Open one bucket of the store that the settings name. An S3 bucket is not asked for until it is used."""
    address = urlsplit(settings.store_url)
    if address.scheme == "file":
        return FolderStore(Path(url2pathname(address.path)) / bucket)
    versioned = settings.drop_is_versioned and bucket == settings.drop_bucket
    return S3Store(connect(settings), bucket, versioned=versioned)


def connect(settings: StoreSettings) -> Minio:
    """Make the client of the S3 store that the settings name; nothing is asked of it yet."""
    address = urlsplit(settings.store_url)
    return Minio(
        endpoint=address.netloc,
        access_key=settings.store_access_key.get_secret_value(),
        secret_key=settings.store_secret_key.get_secret_value(),
        secure=address.scheme == "https",
        region=settings.store_region,
        http_client=_OfOneServer(
            f"{address.scheme}://{address.netloc}",
            maxsize=CONNECTIONS,
            timeout=Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            retries=Retry(
                total=RETRIES,
                backoff_factor=0.2,
                status_forcelist=[500, 502, 503, 504],
                respect_retry_after_header=False,  # else a task sleeps for as long as the store says, hours if it likes
            ),
        ),
    )
