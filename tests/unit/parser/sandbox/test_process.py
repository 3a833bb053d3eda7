"""How the sandbox's processes stand beside the worker: not in its terminal, and never after its end. Scenario W5."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

from tests.unit.parser.sandbox.conftest import HERE

ROOT = Path(__file__).parents[4]
WORKER = textwrap.dedent("""
    import sys, threading, time
    from pathlib import Path
    from services.parser.sandbox.pool import SandboxPool
    from services.parser.sandbox.port import Request
    from services.parser.sandbox.process import Program
    pool = SandboxPool(1, program=Program(entry="hostile:obey", import_paths=(Path(sys.argv[1]),), walls=frozenset()))
    request = Request(sha256="a" * 64, parser_version="1")
    pool.run(b"hej", request)
    (server,) = pool._running
    threading.Thread(target=pool.run, args=(b"sleep", request), daemon=True).start()
    time.sleep(0.3)
    print(server.pid, server._scratch, flush=True)
    time.sleep(60)
""")


def test_nothing_outlives_a_killed_worker() -> None:
    """A worker killed without a word takes server, child and scratch folder with it."""
    with _worker() as worker:
        server, scratch = _told(worker)
        (child,) = _children(server)
        worker.kill()
        worker.wait()

    assert _becomes_true(lambda: not _runs(server) and not _runs(child))
    assert not Path(scratch).exists()


def test_the_server_is_not_in_the_workers_terminal() -> None:
    """Ctrl-C goes to the worker's own group of processes, and the server and its child are in others."""
    with _worker() as worker:
        server, _ = _told(worker)
        (child,) = _children(server)
        groups = [os.getpgid(process) for process in (worker.pid, server, child)]
        worker.kill()

    assert len(set(groups)) == 3
    assert os.getsid(0) not in groups[1:]


def test_the_child_dies_with_its_server() -> None:
    """A server that is killed takes its child along."""
    with _worker() as worker:
        server, _ = _told(worker)
        (child,) = _children(server)
        os.kill(server, signal.SIGKILL)

        assert _becomes_true(lambda: not _runs(child))
        worker.kill()


def _worker() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, str(HERE)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _told(worker: subprocess.Popen[str]) -> tuple[int, str]:
    assert worker.stdout is not None
    server, _, scratch = worker.stdout.readline().strip().partition(" ")
    return int(server), scratch


def _children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(number) for number in text.split()]


def _runs(process: int) -> bool:
    """Tell whether a process is there and no zombie that waits for somebody to ask."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _becomes_true(claim: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.05)
    return False
