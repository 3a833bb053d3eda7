"""The processes of the system, called as their images call them."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from deploy.stack.compose import Call
from deploy.stack.servers.server import free_ports
from deploy.stack.service import ROOT, Service

COMMANDS: Final = {
    "fetcher": ("-m", "services.fetcher"),
    "parser": ("-m", "services.parser"),
    "indexer": ("-m", "services.indexer"),
    "scheduler": ("-m", "services.cli", "schedule"),
    "keeper": ("-m", "services.cli", "keep"),
}
NEEDS: Final = {
    "fetcher": {"broker", "bucket drop", "bucket archive"},
    "parser": {"broker", "bucket archive", "bucket items"},
    "indexer": {"broker", "bucket items", "bucket receipts", "database"},
    "scheduler": {"broker", "bucket drop", "bucket archive", "bucket items", "database"},
    "keeper": {"broker", "bucket drop", "bucket archive", "bucket items", "bucket receipts"},
}
HAS_DATABASE: Final = ("indexer", "scheduler")
# Each a word that nothing else is called.
SECRETS: Final = {
    "REFERAT_STORE_SECRET_KEY": "Borgmester-Noegle",
    "REFERAT_BROKER_PASSWORD": "Byraads+Kode/%40",
    "REFERAT_DATABASE_PASSWORD": "Kaemners@Ord:",
}

_CALLS: Final = {**COMMANDS, "migrate": ("-m", "services.indexer", "migrate", "--stay")}


def shows_a_secret(text: str) -> bool:
    """Tell whether a text holds one of them, plain or as an address spells it."""
    return any(secret in text or quote(secret, safe="") in text for secret in SECRETS.values())


def nowhere(name: str) -> dict[str, str]:
    """Spell settings of a process whose servers are not there, with secrets that are told apart."""
    store, broker, database = free_ports(3)
    settings = {
        "REFERAT_STORE_URL": f"http://127.0.0.1:{store}",
        "REFERAT_STORE_ACCESS_KEY": name,
        "REFERAT_BROKER_URL": f"redis://127.0.0.1:{broker}/0",
        **SECRETS,
    }
    if name in HAS_DATABASE:
        settings["REFERAT_DATABASE_URL"] = f"postgresql://{name}@127.0.0.1:{database}/referat"
    else:
        del settings["REFERAT_DATABASE_PASSWORD"]
    return settings


class Running(Service):
    """One process, with its answers and its lines."""

    def __init__(self, name: str, environ: Mapping[str, str], folder: Path) -> None:
        (port,) = free_ports(1)
        call = Call(command=("python", *_CALLS[name]), environ={**environ, "REFERAT_HTTP_PORT": str(port)})
        super().__init__(name, call, folder=folder, stop_seconds=10)

    def ask(self, page: str) -> tuple[int, Any]:
        """Ask for a page of JSON; 0 while nobody answers."""
        try:
            with urlopen(f"{self.http}{page}", timeout=5) as answer:  # noqa: S310 - our own
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)
        except OSError:
            return 0, None

    def missing(self) -> dict[str, str]:
        """Ask which servers it lacks."""
        missing: dict[str, str] = self.ask("/health/ready")[1]["missing"]
        return missing

    def lines(self) -> list[dict[str, Any]]:
        """Read its log; every line must be JSON."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def said(self, event: str) -> list[str]:
        """Name the servers that it said something of."""
        return [line["dependency"] for line in self.lines() if line["event"] == event]


@contextmanager
def launched(name: str, environ: Mapping[str, str], folder: Path) -> Iterator[Running]:
    """Start a process and wait for nothing."""
    running = Running(name, environ, folder)
    try:
        running.launch()
        yield running
    finally:
        running.close()


def tried(name: str, environ: Mapping[str, str]) -> tuple[int, str]:
    """Run a process that should end by itself; give its exit code and all that it said."""
    command = (sys.executable, *COMMANDS[name])
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={"LANG": "C.UTF-8", **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=30,
    )
    return done.returncode, done.stdout.decode()
