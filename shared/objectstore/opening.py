"""Which adapter a setting means: a folder for ``file:``, an S3 store for ``http:`` and ``https:``."""

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from minio import Minio
from urllib3 import PoolManager, Retry, Timeout

from shared.objectstore.folder import FolderStore
from shared.objectstore.port import ObjectStore
from shared.objectstore.s3 import S3Store
from shared.settings import StoreSettings

# Short, since the sweep is the retry: a worker must not stand for minutes before a store that is away.
CONNECT_SECONDS = 5
READ_SECONDS = 20  # each connection that a store has left without a word costs as much, once
RETRIES = 2
CONNECTIONS = 64  # kept for the threads of one process; with too few, each request would open one of its own


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
        http_client=PoolManager(
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
