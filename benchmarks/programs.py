"""The programs of both sides as processes, beside the servers that both use."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.stack.servers.postgres import PostgresServer
from deploy.stack.servers.process import Launch, Process
from deploy.stack.servers.s3 import SERVICES, S3Server
from deploy.stack.servers.valkey import ValkeyServer

_PROJECT: Final = Path(__file__).parents[1]


class Program(Process):
    """One Python module as a process, with nothing in its environment but what it is given."""

    def __init__(
        self, *command: str, environ: Mapping[str, str], folder: Path, usable: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__("-".join(Path(word).name for word in command))
        self._command = command
        self._environ = environ
        self._folder = folder
        self._usable = usable

    @property
    def log(self) -> Path:
        """The file that holds what it prints."""
        return self._folder / f"{self.name}.log"

    def is_usable(self) -> bool:
        """Ask it, where it can be asked."""
        return self._usable()

    def _launch(self) -> Launch:
        environ = {"PATH": os.environ["PATH"], **self._environ}
        return Launch(command=(sys.executable, "-m", *self._command), folder=_PROJECT, environ=environ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """The three servers, with nothing in them but the buckets, and a folder for what programs write."""

    broker: ValkeyServer
    store: S3Server
    database: PostgresServer
    folder: Path

    @property
    def prepared(self) -> Path:
        """The folder of what one side is given ready-made."""
        return self.folder / "prepared"

    def named(self) -> dict[str, Process]:
        """Name the three."""
        return {"broker": self.broker, "store": self.store, "database": self.database}


@contextmanager
def servers() -> Iterator[Servers]:
    """Run the servers for the length of a block."""
    with (
        tempfile.TemporaryDirectory(prefix="referat-bench-") as folder,
        ValkeyServer() as broker,
        S3Server(users=SERVICES) as store,
        PostgresServer() as database,
    ):
        store.make_buckets()
        running = Servers(broker=broker, store=store, database=database, folder=Path(folder))
        running.prepared.mkdir()
        yield running
