"""One slot of the sandbox, seen from the worker: a warm server process, and one child of it at a time."""

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from services.parser.sandbox import server
from services.parser.sandbox.limits import Limits
from services.parser.sandbox.port import Request
from services.parser.sandbox.walls import ALL, Wall
from shared.errors import ChildLostError, SandboxUnavailableError

PARSE_FILE = "services.parser.parse:parse_file"
_WARM_UP = "services.parser.warming:warm_up"
PROJECT_ROOT = Path(__file__).parents[3]

_START_SECONDS = 60.0  # importing takes 0.3 s, on a machine under load many times that
_GRACE_SECONDS = 20.0  # what the server may need beyond the wall clock, to kill and to report
_OCR_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1"}  # what is forked must have one thread, whatever OCR was built with
_CHUNK_BYTES = 1024 * 1024
# -I: no variables, no user site, no current folder. The parser is found where we found it, installed or not.
_CODE = "import sys; sys.path += sys.argv[6:]; from services.parser.sandbox.server import main; main(sys.argv[1:6])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What a server runs: an entry as ``module:function``, where else that is looked for, and the walls around it.

    Of the walls all are put up that the host allows. With ``language_data`` it is warm for OCR too.
    """

    entry: str = PARSE_FILE
    import_paths: tuple[Path, ...] = ()
    walls: frozenset[Wall] = ALL
    language_data: str = ""

    def arguments(self) -> list[str]:
        """Spell it as the server expects it."""
        warming = _WARM_UP if self.entry == PARSE_FILE else ""
        places = [str(PROJECT_ROOT), *map(str, self.import_paths)]
        return [self.entry, warming, self.language_data, " ".join(self.walls), *places]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one file ended for its child: all that the verdict is made of."""

    status: int
    by_wall_clock: bool
    cpu_seconds: float
    peak_bytes: int
    answer: bytes
    answered_too_much: bool


class ServerProcess:
    """A running server. Not for two threads at once, except for ``stop``, which ends what runs."""

    def __init__(self, program: Program | None = None) -> None:
        """Start it, and wait until it is warm. Raises SandboxUnavailableError."""
        self._is_stopped = False
        self._municipality: str | None = None
        try:
            self._scratch, self._process, self._control = _start(program or Program())
        except OSError as error:
            raise SandboxUnavailableError(f"no server can be started for the sandbox: {error}") from error
        ready, *standing = (self._receive().decode() if self._wait_for(_START_SECONDS) else "").split() or [""]
        if ready != server.READY:
            self.stop()
            raise SandboxUnavailableError("the sandbox's server did not start; its own error stands above")
        self.walls = frozenset(map(Wall, standing))

    @property
    def pid(self) -> int:
        """The server's process number."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Tell whether the server still runs and is of use."""
        return not self._is_stopped and self._process.poll() is None

    def run(self, data: bytes, request: Request, limits: Limits) -> Ended:
        """Have a child parse ``data``. Raises ChildLostError if the server is lost, with or without its child.

        Raises SandboxUnavailableError if there was no child to give it to. After both this server is of no use.

        A file that has taken its child over could answer for the next one. So only files of one municipality, whose
        sender gains nothing by that, share a child; a file of nobody known has one of its own.
        """
        if request.municipality is None or request.municipality != self._municipality:
            self.end_child()
        self._municipality = request.municipality
        try:
            reading = self._ask(data, request, limits)
        except OSError as error:
            self.stop()
            raise SandboxUnavailableError(f"no file can be given to the sandbox's server: {error}") from error
        try:
            return self._follow(reading, limits)
        finally:
            os.close(reading)

    def end_child(self) -> None:
        """Have the next file read by a new child."""
        with suppress(OSError):  # it is gone, and so is its child: the next file will notice
            self._control.send(server.KILL)

    def stop(self) -> None:
        """End the server, its child, and what that has started. May be called twice, and by another thread."""
        self._is_stopped = True
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._control.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _ask(self, data: bytes, request: Request, limits: Limits) -> int:
        """Hand a file over, and say where its answer comes. Raises OSError, and nobody has seen the file."""
        message = json.dumps({"limits": asdict(limits), "request": asdict(request)}).encode()
        reading, writing = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            os.set_blocking(writing, True)
            with _in_memory(data) as source:
                socket.send_fds(self._control, [message], [source, writing])
        except OSError:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return reading

    def _follow(self, reading: int, limits: Limits) -> Ended:
        """Collect the answer until the server says how the child ended."""
        answer = bytearray()
        too_much = False
        watch = select.poll()
        watch.register(reading, select.POLLIN)
        watch.register(self._control, select.POLLIN)
        deadline = time.monotonic() + limits.wall_seconds + _GRACE_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            events = dict(watch.poll(left * 1000))
            if reading in events:
                if not _collect(reading, answer):
                    watch.unregister(reading)
                if len(answer) > limits.answer_bytes and not too_much:
                    too_much = True
                    self.end_child()
                if too_much:
                    answer.clear()
            if self._control.fileno() in events:
                break
        else:
            self.stop()
            raise ChildLostError("the sandbox's server does not answer")
        return self._ended(reading, answer, limits, too_much=too_much)

    def _ended(self, reading: int, answer: bytearray, limits: Limits, *, too_much: bool) -> Ended:
        message = self._receive()
        if len(message) != server.ENDED.size:
            self.stop()
            raise ChildLostError("the sandbox's server was lost with its child")
        # What lies in the pipe is all, unless the child goes on writing: then it becomes more than it may be.
        while not too_much and _collect(reading, answer):
            too_much = len(answer) > limits.answer_bytes
        status, by_wall_clock, cpu_seconds, peak_bytes = server.ENDED.unpack(message)
        return Ended(
            status=status,
            by_wall_clock=by_wall_clock,
            cpu_seconds=cpu_seconds,
            peak_bytes=peak_bytes,
            answer=bytes(answer),
            answered_too_much=too_much,
        )

    def _wait_for(self, seconds: float) -> bool:
        watch = select.poll()
        watch.register(self._control, select.POLLIN)
        return bool(watch.poll(seconds * 1000))

    def _receive(self) -> bytes:
        try:
            return self._control.recv(server.MAX_MESSAGE_BYTES)
        except OSError:
            return b""


def _start(program: Program) -> tuple[str, subprocess.Popen[bytes], socket.socket]:
    """Start a server in a folder of its own: the folder, the process, our end of what it listens to. Raises OSError."""
    with ExitStack() as failing:
        folder = tempfile.mkdtemp(prefix="referat-")
        failing.callback(os.rmdir, folder)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        failing.callback(ours.close)
        with theirs:
            process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own words
                [sys.executable, "-I", "-B", "-c", _CODE, str(theirs.fileno()), *program.arguments()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=_OCR_ENVIRONMENT if program.language_data else {},
                cwd=folder,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C in the terminal is for the worker alone
            )
        failing.pop_all()
    return folder, process, ours


@contextmanager
def _in_memory(data: bytes) -> Iterator[int]:
    source = os.memfd_create("referat", os.MFD_CLOEXEC)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(source, view) :]
        yield source
    finally:
        os.close(source)


def _collect(reading: int, answer: bytearray) -> bool:
    """Take what is there; say if there may be more."""
    try:
        chunk = os.read(reading, _CHUNK_BYTES)
    except BlockingIOError:
        return False
    answer += chunk
    return bool(chunk)
