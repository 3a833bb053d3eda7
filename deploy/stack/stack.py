"""The whole system on this machine: three servers, a forwarder of events, and the services as processes beside them."""

import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shlex import quote
from types import TracebackType
from typing import Final, Self

from filelock import FileLock, Timeout
from minio import Minio

from deploy.stack.compose import Compose
from deploy.stack.forwarder.forwarder import Forwarder
from deploy.stack.forwarder.mischief import Mischief
from deploy.stack.secrets import Secrets, user_of
from deploy.stack.servers.postgres import PostgresServer
from deploy.stack.servers.process import CannotStartError
from deploy.stack.servers.s3 import S3Server
from deploy.stack.servers.server import HOST, free_ports, remove
from deploy.stack.servers.valkey import ValkeyServer
from deploy.stack.service import Service, why_no_ocr

SERVICES: Final = ("fetcher", "parser", "ocr", "indexer", "scheduler", "keeper", "migrate")
_NO_OCR: Final = {"REFERAT_OCR": "false"}
# A stack is looked at: what production finds within minutes is to be seen within seconds.
_QUICK: Final = {"REFERAT_SWEEP_SECONDS": "2", "REFERAT_PATIENCE_SECONDS": "10", "REFERAT_KEEP_SECONDS": "2"}
_SOON_SECONDS: Final = 5  # to stop in, where nothing is to be kept
_SOFTLY_SECONDS: Final = 30


class Stack:
    """The production shape without Docker; a context, in which it stands, and after which nothing of it is left.

    Given a folder, its data stays there and the next stack of that folder goes on with it. ``values`` are variables
    of ``.env.example``; ``parsers`` is how many processes parse, named ``parser``, ``parser-2`` and so on. Where scans
    can't be read there is no ``ocr`` among the services, and ``why_no_ocr`` is a sentence. What comes through
    ``forwarder`` into the store, the fetcher is told of, with as much ``mischief`` as is wanted. What stands among the
    ``detours`` before it is started is where its services find the ``store``, the ``broker`` or the ``database``.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        parsers: int = 1,
        values: Mapping[str, str] | None = None,
        mischief: Mischief | None = None,
    ) -> None:
        self._values = dict(values or {})
        Compose(self._values)  # a misspelling is said before anything is started
        if parsers < 1:
            raise CannotStartError(f"{parsers} parsers would leave every file unread; take at least 1")
        self._parsers = parsers
        self._is_temporary = folder is None
        self.folder = folder.resolve() if folder else Path(tempfile.mkdtemp(prefix="referat-stack-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.secrets = Secrets.of(self.folder)
        self.store = S3Server(self._kept("store"), secrets=self.secrets.store)
        self.broker = ValkeyServer(self._kept("broker"), password=self.secrets.broker)
        self.database = PostgresServer(self._kept("database"), passwords=self.secrets.database)
        front, door = free_ports(2)
        self._door = str(door)
        self.forwarder = Forwarder(
            port=front,
            store=self.store.port,
            door=f"http://{HOST}:{door}/events",
            token=self.secrets.door,
            mischief=mischief or Mischief(),
        )
        self.services: dict[str, Service] = {}
        self.detours: dict[str, str] = {}
        self.why_no_ocr = why_no_ocr(self._values.get("REFERAT_LANGUAGE_DATA", ""))
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The address of the store as municipalities have it: what comes in here is told to the fetcher."""
        return f"http://{self.forwarder.address}"

    @property
    def is_versioned(self) -> bool:
        """Whether the bucket of drops keeps versions."""
        return self._values.get("REFERAT_DROP_IS_VERSIONED") == "true"

    @property
    def logs(self) -> Path:
        """The folder with the log of each service since the last start."""
        return self.folder / "logs"

    def client(self, user: str) -> Minio:
        """Make a client of the store itself: ``root``, a service, or a municipality (``k165``)."""
        return self.store.client(user)

    def drop(self, municipality: str, name: str, body: bytes) -> None:
        """Deliver a file as the municipality does."""
        self.store.client(user_of(municipality), address=self.forwarder.address).put_object(
            bucket_name="drop", object_name=f"{municipality}/{name}", data=io.BytesIO(body), length=len(body)
        )

    def database_url(self, role: str = "reader") -> str:
        """Spell the database's address with a role's password."""
        return self.database.url(role)

    @property
    def operator(self) -> Mapping[str, str]:
        """The environment in which an operator's commands work here."""
        return Compose(self._all_values()).call("referat").environ

    @property
    def operator_file(self) -> Path:
        """The file of that environment, for a shell to read; for its owner alone."""
        return self.folder / "operator.env"

    def http(self, service: str) -> str:
        """Spell the base of what a service answers about itself."""
        return self.services[service].http

    def close(self) -> None:
        """End all of it, the services first and side by side."""
        for service in self.services.values():
            if service.is_running:
                service.terminate()
        self._closing.close()
        if self._is_temporary:
            remove(self.folder)

    def _kept(self, name: str) -> Path | None:
        """Give a server a folder of the stack's, or let it make one that goes with it."""
        return None if self._is_temporary else self.folder / name

    def _start(self) -> None:
        self._closing.enter_context(_alone_in(self.folder))
        for server in (self.store, self.broker, self.database):
            self._closing.enter_context(server)
        self.store.make_buckets(versioned_drop=self.is_versioned)
        self._closing.enter_context(self.forwarder)
        shutil.rmtree(self.logs, ignore_errors=True)
        values = self._all_values()
        self.operator_file.touch(mode=0o600)
        exports = (f"export {name}={quote(value)}\n" for name, value in self.operator.items() if value)
        self.operator_file.write_text("".join(exports), encoding="utf-8")
        stop_seconds = _SOON_SECONDS if self._is_temporary else _SOFTLY_SECONDS
        for name, ports in self._named_ports().items():
            call = Compose(values | ports).call(name.partition("-")[0])
            self.services[name] = Service(name, call, folder=self.logs, stop_seconds=stop_seconds)
        for service in self.services.values():
            self._closing.callback(service.close)
            service.launch()
        for service in self.services.values():
            service.wait_until_usable()

    def _all_values(self) -> dict[str, str]:
        return self._servers() | _QUICK | self._values | (_NO_OCR if self.why_no_ocr else {})

    def _servers(self) -> dict[str, str]:
        servers = {"store": self.store, "broker": self.broker, "database": self.database}
        reached = {name: server.address for name, server in servers.items()} | self.detours
        return self.secrets.values() | {
            "REFERAT_STORE_URL": f"http://{reached['store']}",
            "REFERAT_BROKER_URL": f"redis://{reached['broker']}/0",
            "REFERAT_DATABASE_HOST": reached["database"],
            "REFERAT_HTTP_HOST": HOST,
        }

    def _named_ports(self) -> dict[str, dict[str, str]]:
        """Name every process with the variables of its own ports."""
        more = [f"parser-{number}" for number in range(2, self._parsers + 1)]
        names = [name for name in (*SERVICES, *more) if not (name == "ocr" and self.why_no_ocr)]
        named = {
            name: {f"{name.partition('-')[0].upper()}_HTTP_PORT": str(port)}
            for name, port in zip(names, free_ports(len(names)), strict=True)
        }
        named["fetcher"]["FETCHER_DOOR_PORT"] = self._door
        return named


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let no second stack work on the same data. Raises CannotStartError."""
    try:
        with FileLock(folder / "lock", timeout=0):
            yield
    except Timeout as error:
        raise CannotStartError(f"another stack runs in {folder}; end it, or take another folder") from error
