"""What all servers have in common: loopback, ports and a folder of their own."""

import json
import secrets
import shutil
import socket
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Final

from deploy.stack.servers.process import Process

HOST: Final = "127.0.0.1"
# Below the ports that a kernel gives to callers: there a client that calls a dead server could meet itself.
_PORTS: Final = range(15_000, 32_000)
_REMOVE_SECONDS: Final = 5


class Server(Process):
    """A server that keeps its ports and its data from one start to the next.

    Without a folder it makes a temporary one, which is removed when it is closed. A folder that is given stays,
    and the next server that is given it goes on with the ports and the data in it.
    """

    def __init__(self, name: str, folder: Path | None, *, ports: int) -> None:
        super().__init__(name)
        self._is_temporary = folder is None
        self._given = folder
        self._count = ports
        self._made: tuple[Path, tuple[int, ...]] | None = None

    @property
    def folder(self) -> Path:
        """The folder of the server; made when it is first asked for."""
        return self._place[0]

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports of the server; found when they are first asked for."""
        return self._place[1]

    @property
    def port(self) -> int:
        """The port that clients call."""
        return self.ports[0]

    @property
    def address(self) -> str:
        """Spell host and port."""
        return f"{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        """The file that holds what it prints."""
        return self.folder / "log"

    def close(self) -> None:
        """End it and remove its temporary folder; without one, end it in good order."""
        if not self._is_temporary:
            super().close()
            return
        self._end_group()  # nobody will miss its data
        if self._made is not None:
            remove(self._made[0])
            self._made = None

    @property
    def _place(self) -> tuple[Path, tuple[int, ...]]:
        if self._made is None:
            folder = self._given or Path(tempfile.mkdtemp(prefix=f"referat-{self.name}-"))
            folder.mkdir(parents=True, exist_ok=True)
            self._made = folder, _ports_of(folder, self._count)
        return self._made


def free_ports(count: int) -> tuple[int, ...]:
    """Find ports that nobody listens on."""
    candidates = secrets.SystemRandom().sample(_PORTS, len(_PORTS))
    return tuple(islice(filter(_is_free, candidates), count))


def remove(folder: Path) -> None:
    """Remove a folder, also while the last of those that write to it are just ending."""
    deadline = time.monotonic() + _REMOVE_SECONDS
    while folder.exists() and time.monotonic() < deadline:
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.01)


def _ports_of(folder: Path, count: int) -> tuple[int, ...]:
    """Take the ports that the folder remembers, unless somebody listens there meanwhile."""
    memory = folder / "ports.json"
    if memory.exists():
        remembered: list[int] = json.loads(memory.read_text(encoding="utf-8"))
        if len(remembered) == count and all(map(_is_free, remembered)):
            return tuple(remembered)
    ports = free_ports(count)
    memory.write_text(json.dumps(ports), encoding="utf-8")
    return ports


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True
