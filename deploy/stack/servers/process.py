"""A process that is started here, waited for until it is usable, and gone afterwards whatever happens."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_ASK_AGAIN_SECONDS: Final = 0.05
_LOG_CHARACTERS: Final = 2000
# Leads the process group of what it guards. The end of its input is the end of whoever started it, by kill -9 too.
_GUARD: Final = ("/bin/sh", "-c", "read -r _; kill -KILL 0")


class CannotStartError(Exception):
    """Something could not be started on this machine, and why."""


class NotInstalledError(CannotStartError):
    """The program of a server is not on this machine, and which package holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How one process is called."""

    command: tuple[str, ...]
    folder: Path
    environ: Mapping[str, str] | None = None
    user: int | None = None


class Process(ABC):
    """A child in a process group of its own, which Ctrl-C in a terminal does not reach: its parent decides.

    It is a context: started at the beginning, gone with all of its group at the end; so it is when the parent is
    killed. In between it may be stopped, killed and started again, by one thread at a time.
    """

    start_seconds: float = 60
    stop_seconds: float = 30
    stop_signal: signal.Signals = signal.SIGTERM

    def __init__(self, name: str) -> None:
        self.name = name
        self._child: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def log(self) -> Path:
        """The file that holds what it prints."""

    @abstractmethod
    def _launch(self) -> Launch:
        """Prepare what must stand before a start, and say how to start. Raises CannotStartError."""

    @abstractmethod
    def is_usable(self) -> bool:
        """Ask it once whether it can do its work now."""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The number of the process; it must have been started."""
        return self._started.pid

    @property
    def is_running(self) -> bool:
        """Tell whether the process lives."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Start it and wait until it is usable. Raises CannotStartError with the end of its log."""
        self.launch()
        self.wait_until_usable()

    def launch(self) -> None:
        """Start it and wait for nothing."""
        if self.is_running:
            raise CannotStartError(f"{self.name} is running already")
        how = self._launch()
        if self._guard is None:
            self._guard = subprocess.Popen(_GUARD, stdin=subprocess.PIPE, process_group=0)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            try:
                self._child = subprocess.Popen(
                    how.command,
                    cwd=how.folder,
                    env=how.environ,
                    user=how.user,
                    group=how.user,
                    extra_groups=None if how.user is None else [],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    process_group=self._guard.pid,
                )
            except OSError as error:
                raise CannotStartError(f"{self.name}: {error}") from error

    def wait_until_usable(self, seconds: float | None = None) -> None:
        """Wait until it does its work. Raises CannotStartError when it ends, or is silent for too long."""
        limit = self.start_seconds if seconds is None else seconds
        deadline = time.monotonic() + limit
        while not self.is_usable():
            if not self.is_running:
                code = self._started.returncode
                raise CannotStartError(f"{self.name} ended with exit code {code}:\n{self._end_of_log()}")
            if time.monotonic() > deadline:
                raise CannotStartError(f"{self.name} is not usable after {limit:g} seconds:\n{self._end_of_log()}")
            time.sleep(_ASK_AGAIN_SECONDS)

    def send(self, number: signal.Signals) -> None:
        """Send the process a signal, SIGSTOP and SIGCONT for example; harmless when it has ended."""
        self._started.send_signal(number)

    def wait(self, seconds: float | None = None) -> int:
        """Wait for its end and give the exit code. Raises TimeoutError."""
        try:
            return self._started.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"{self.name} still runs after {seconds} seconds") from error

    def terminate(self) -> None:
        """Ask it to end, as an operator does, and wait for nothing."""
        self.send(self.stop_signal)

    def stop(self) -> None:
        """End it in good order; one that takes too long is killed."""
        if self._child is None:
            return
        self.send(signal.SIGCONT)
        self.terminate()
        try:
            self.wait(self.stop_seconds)
        except TimeoutError:
            self.kill()

    def kill(self) -> None:
        """Kill the process, and it alone: SIGKILL, as the kernel does when memory is short."""
        self.send(signal.SIGKILL)
        self.wait()

    def restart(self) -> None:
        """End it in good order and start it again."""
        self.stop()
        self.start()

    def close(self) -> None:
        """End it in good order, then whatever is left of its process group."""
        self.stop()
        self._end_group()

    def _end_group(self) -> None:
        if self._guard is None:
            return
        os.killpg(self._guard.pid, signal.SIGKILL)
        self._guard.communicate()
        self._guard = None
        if self._child is not None:
            self._child.wait()

    @property
    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            raise CannotStartError(f"{self.name} has not been started")
        return self._child

    def _end_of_log(self) -> str:
        if not self.log.exists():
            return ""
        return self.log.read_text(encoding="utf-8", errors="replace")[-_LOG_CHARACTERS:].strip()
