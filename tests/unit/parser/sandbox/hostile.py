"""What a child may be made to do by the file that it reads: each word of the file is an order."""

import ctypes
import os
import signal
import socket
import stat
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

from services.parser.sandbox.port import Answer, Parsed, Request
from shared.contract.codes import DocumentKind, RejectionReason
from shared.contract.record import Document, Layout, Meeting, Record
from shared.contract.result import Rejected
from shared.errors import DocumentError

_held: list[bytearray] = []
_MINUTES = {"minutes", "hold", "work", "leave"}  # orders that are minutes besides


def obey(data: bytes, request: Request) -> Answer:
    """Do what the file says; a file that orders nothing is rejected with its own text, so that tests see it."""
    order, _, rest = data.decode().partition(" ")
    action = globals().get(f"do_{order}")
    if action:
        action(rest)
    if order in _MINUTES:
        return _minutes(request, str(os.getpid()))
    return Rejected(reason=RejectionReason.NOT_MINUTES, detail=f"{order} {rest} {request.municipality}".strip())


def do_allocate(_rest: str) -> None:
    """Take memory until there is none."""
    while True:
        _held.append(bytearray(64 * 1024 * 1024))


def do_abort_full(_rest: str) -> None:
    """Abort as a library does that gets no memory."""
    _held.append(bytearray(200 * 1024 * 1024))
    os.abort()


def do_abort(_rest: str) -> None:
    """Abort with memory to spare."""
    os.abort()


def do_spin(_rest: str) -> NoReturn:
    """Work for ever, and ignore the polite signals."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def do_spin_politely(_rest: str) -> NoReturn:
    """Work for ever."""
    while True:
        pass


def do_sleep(_rest: str) -> None:
    """Do nothing for ever."""
    time.sleep(10_000)


def do_segfault(_rest: str) -> None:
    """Read where nothing is."""
    ctypes.string_at(0)


def do_signal(rest: str) -> None:
    """End by a signal that has no name."""
    os.kill(os.getpid(), int(rest))


def do_exit(_rest: str) -> None:
    """Leave without a word, as if all were well."""
    os._exit(0)


def do_fail(_rest: str) -> None:
    """Fail as a parser with a fault does."""
    raise IndexError("fortrolig tekst fra dokumentet")


def do_refuse(_rest: str) -> None:
    """Refuse the file as a reader does."""
    raise DocumentError(RejectionReason.ENCRYPTED, "It needs a password.")


def do_garbage(rest: str) -> None:
    """Write something that is no frame to every open file."""
    _write_everywhere(rest.encode() or b"garbage")


def do_half(_rest: str) -> None:
    """Write a header that promises more than comes."""
    _write_everywhere(b"reject\0\1\0\0\0\x09\0\0\0\x20not_minu")


def do_flood(_rest: str) -> None:
    """Write a gigabyte."""
    _write_everywhere(b"x" * 1024 * 1024, times=1024)


def do_fork(rest: str) -> None:
    """Leave a grandchild in a session of its own that outlives its parent; note its number in the answer."""
    if not os.fork():
        os.setsid()
        time.sleep(10_000)
    do_exit(rest)


def do_leave(_rest: str) -> None:
    """Leave a grandchild behind and go on."""
    if not os.fork():
        os.setsid()
        time.sleep(10_000)


def do_shout(_rest: str) -> None:
    """Write to the answer for ever, and be done meanwhile."""
    (answer,) = (descriptor for descriptor in range(3, 32) if _is_pipe(descriptor))

    def shout() -> NoReturn:
        while True:
            os.write(answer, b"x" * 1024 * 1024)

    threading.Thread(target=shout, daemon=True).start()
    time.sleep(0.1)


def do_hold(rest: str) -> None:
    """Take some MiB and never let go."""
    _held.append(bytearray(int(rest) * 1024 * 1024))


def do_work(rest: str) -> None:
    """Work for some seconds."""
    until = time.process_time() + float(rest)
    while time.process_time() < until:
        pass


def do_environment(_rest: str) -> NoReturn:
    """Tell all that can be known of the surroundings: as a refusal, since that carries words."""
    inherited = Path("/proc/self/environ").read_bytes()
    files = sorted(os.listdir("/proc/self/fd"))  # noqa: PTH208  # the listing's own descriptor is among them
    said = f"{len(os.environ)} {len(inherited)} {len(files)} {os.getcwd()} {sys.argv}"  # noqa: PTH109
    raise DocumentError(RejectionReason.NOT_MINUTES, said)


def do_listen(_rest: str) -> None:
    """Use up the descriptors."""
    sockets = []
    while True:
        sockets.append(socket.socket())


def do_write(_rest: str) -> None:
    """Write a file."""
    Path("leftover").write_bytes(b"x")


def do_pause(rest: str) -> None:
    """Take some time."""
    time.sleep(float(rest))


def _is_pipe(descriptor: int) -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(descriptor).st_mode)
    except OSError:
        return False


def _minutes(request: Request, text: str) -> Parsed:
    record = Record(
        document=Document(sha256=request.sha256, media_type="text/plain", bytes=1),
        kind=DocumentKind.REFERAT,
        meeting=Meeting(body="Byrådet"),
        layout=Layout(name="plain", score=1.0),
        parser_version=request.parser_version,
    )
    return Parsed(record=record, text=text)


def _write_everywhere(what: bytes, times: int = 1) -> NoReturn:
    for descriptor in range(3, 32):
        try:
            for _ in range(times):
                os.write(descriptor, what)
        except OSError:
            continue
    os._exit(0)
