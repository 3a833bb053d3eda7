"""A service of ours as a local process, called as the compose file calls it."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from deploy.stack.compose import Call
from deploy.stack.servers.asking import answers
from deploy.stack.servers.process import Launch, Process
from deploy.stack.servers.server import HOST

ROOT: Final = Path(__file__).parents[2]
_ASKING_SECONDS: Final = 120


class Service(Process):
    """One process of a service; it is usable when it says that it is ready."""

    def __init__(self, name: str, call: Call, *, folder: Path, stop_seconds: float) -> None:
        super().__init__(name)
        self._call = call
        self._folder = folder
        self.stop_seconds = stop_seconds

    @property
    def log(self) -> Path:
        """The file of its log lines, JSON each."""
        return self._folder / f"{self.name}.log"

    @property
    def http(self) -> str:
        """The base of ``/metrics``, ``/health/live`` and ``/health/ready``."""
        return f"http://{HOST}:{self._call.environ['REFERAT_HTTP_PORT']}"

    def is_usable(self) -> bool:
        """Ask whether it is ready."""
        return answers(f"{self.http}/health/ready")

    def _launch(self) -> Launch:
        return Launch(
            command=_local(self._call.command), folder=ROOT, environ=_environ(self._call.environ, self._folder)
        )


def why_no_ocr(language_data: str) -> str:
    """Ask our parser whether it can read scans on this machine; empty if it can, else its sentence with the cure."""
    command = (sys.executable, "-m", "services.parser", "--check-ocr")
    environ = {"REFERAT_LANGUAGE_DATA": language_data}
    asked = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=False, timeout=_ASKING_SECONDS)
    return asked.stderr.decode(errors="replace").strip() if asked.returncode else ""


def _local(command: tuple[str, ...]) -> tuple[str, ...]:
    """Take this Python where a container takes its own."""
    return (sys.executable, *command[1:]) if command[0] == "python" else command


def _environ(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Give a process what its container would have: nothing of this shell's environment, and a place for scratch."""
    scratch = folder / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    return {"LANG": "C.UTF-8", "TMPDIR": str(scratch), **environ}
