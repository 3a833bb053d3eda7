"""What children do to themselves and to others, and that the next file does not notice. Scenario W2."""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.port import Answer
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected
from shared.errors import ChildLostError, SandboxUnavailableError
from tests.unit.parser.sandbox.conftest import LIMITS, obeying_pool, request_for

Order = Callable[[str], Answer]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("allocate", RejectionReason.LIMIT),
        ("abort_full", RejectionReason.LIMIT),
        ("flood", RejectionReason.LIMIT),
        ("spin", RejectionReason.TIMED_OUT),
        ("spin_politely", RejectionReason.TIMED_OUT),
        ("abort", RejectionReason.CRASHED),
        ("segfault", RejectionReason.CRASHED),
        ("signal 40", RejectionReason.CRASHED),
        ("exit", RejectionReason.CRASHED),
        ("fail", RejectionReason.CRASHED),
        ("garbage", RejectionReason.CRASHED),
        ("half", RejectionReason.CRASHED),
        ("listen", RejectionReason.CRASHED),
        ("write", RejectionReason.CRASHED),
        ("refuse", RejectionReason.ENCRYPTED),
    ],
)
def test_what_a_file_makes_its_child_do_is_its_rejection(order: Order, words: str, reason: RejectionReason) -> None:
    """Whatever a child does is a rejection with the right reason, and the next file is read as if nothing were."""
    answer = order(words)

    assert isinstance(answer, Rejected)
    assert answer.reason is reason
    assert order("hej").detail == "hej  101"  # type: ignore[union-attr]


def test_a_fault_of_ours_names_the_place_and_not_the_text(order: Order) -> None:
    """An exception is told by its type and line; what it says may quote the document."""
    answer = order("fail")

    assert isinstance(answer, Rejected)
    assert "IndexError at hostile.py:" in answer.detail
    assert "fortrolig" not in answer.detail


def test_a_child_that_never_stops_talking_is_cut_short(order: Order) -> None:
    """What writes on after it said that it is done has said too much, or nonsense, and holds nobody up."""
    answer = order("shout")

    assert isinstance(answer, Rejected)
    assert answer.reason in {RejectionReason.LIMIT, RejectionReason.CRASHED}
    assert order("hej").detail == "hej  101"  # type: ignore[union-attr]


def test_the_child_inherits_nothing(order: Order) -> None:
    """No variable, no file but its own three and three, no argument and no useful folder reach the child."""
    answer = order("environment")

    assert isinstance(answer, Rejected)
    variables, inherited, files, folder, arguments = answer.detail.split(" ", maxsplit=4)
    assert (variables, inherited) == ("0", "0")
    assert int(files) == 7  # the three that lead nowhere, its orders, the file, the answer, and the listing itself
    assert "referat-" in folder
    assert arguments == "['referat-child']"


def test_a_grandchild_does_not_outlive_the_file(pool: SandboxPool) -> None:
    """A process that a child has left behind, in a session of its own, is gone when the answer is there."""
    pool.run(b"fork", request_for("fork"))
    (server,) = pool._running

    assert _processes_in(server._scratch) == {server.pid}


def test_a_child_that_never_works_is_not_the_files_fault() -> None:
    """Sleep without work is no answer, and the same file may do better next time."""
    limits = replace(LIMITS, wall_seconds=0.3)
    with obeying_pool(limits=limits) as pool:
        with pytest.raises(ChildLostError):
            pool.run(b"sleep", request_for("sleep"))

        assert isinstance(pool.run(b"hej", request_for("hej")), Rejected)


def test_a_lost_server_is_replaced() -> None:
    """The server's death is the surroundings' fault, and the next file gets a new server."""
    with obeying_pool() as pool, ThreadPoolExecutor(1) as thread:
        pool.run(b"hej", request_for("hej"))
        (server,) = pool._running
        lost = thread.submit(pool.run, b"sleep", request_for("sleep"))
        time.sleep(0.2)
        os.kill(server.pid, 9)

        with pytest.raises(ChildLostError):
            lost.result(timeout=30)
        assert isinstance(pool.run(b"hej", request_for("hej")), Rejected)
        assert server not in pool._running


def test_no_file_is_blamed_for_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no scratch can be made, a file waits as often as it takes, and is read when one can. Scenario W6."""
    with obeying_pool() as pool:
        with monkeypatch.context() as patched:
            patched.setattr(tempfile, "tempdir", "/nowhere")
            for _ in range(4):
                with pytest.raises(SandboxUnavailableError, match="nowhere"):
                    pool.run(b"hej", request_for("hej"))

        assert isinstance(pool.run(b"hej", request_for("hej")), Rejected)


def test_no_file_is_blamed_for_missing_descriptors(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where none is left, a file waits as often as it takes, nothing leaks, and it is read later. Scenario W7."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = resource.getrlimit(resource.RLIMIT_NOFILE)
    with obeying_pool() as pool:
        pool.run(b"hej", request_for("hej"))
        for spare in range(3):  # some, but fewer than it takes
            before = _next_descriptor()
            resource.setrlimit(resource.RLIMIT_NOFILE, (before + spare, kept[1]))
            try:
                with pytest.raises(SandboxUnavailableError):
                    pool.run(b"hej", request_for("hej"))
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, kept)
            assert _next_descriptor() <= before

        assert isinstance(pool.run(b"hej", request_for("hej")), Rejected)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_of_what_children_did(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever children did, no process, no scratch and no open file is there afterwards. Scenario I6."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = _open_files()
    with obeying_pool() as pool:
        for words in ("segfault", "fork", "leave", "flood", "half", "hej"):
            pool.run(words.encode(), request_for(words))

    assert _processes_in(str(tmp_path)) == set()
    assert list(tmp_path.iterdir()) == []
    assert _open_files() == before


def _open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # the listing's own descriptor is among them, always


def _next_descriptor() -> int:
    descriptor = os.open(os.devnull, os.O_RDONLY)
    os.close(descriptor)
    return descriptor


def test_closing_ends_what_still_runs() -> None:
    """Closing leaves no process and no folder, and whoever waits hears that it was no fault of the file's."""
    pool = obeying_pool()
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(pool.run, b"sleep", request_for("sleep"))
        while not pool._running:
            time.sleep(0.01)
        (server,) = pool._running
        time.sleep(0.2)
        pool.close()

        with pytest.raises(SandboxUnavailableError):
            waiting.result(timeout=30)
    assert _processes_in(server._scratch) == set()
    assert not Path(server._scratch).exists()


def test_slots_work_side_by_side() -> None:
    """Two slots take less time than one would, and every thread gets its own answer."""
    with obeying_pool(slots=2) as pool, ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda n: pool.run(b"pause 0.05", request_for(str(n))), range(6)))

    assert len(pool._running) == 2
    assert all(isinstance(answer, Rejected) and "pause" in answer.detail for answer in answers)


def _processes_in(folder: str) -> set[int]:
    """All processes that work in a folder, whoever their parent is now: children inherit it."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str((process / "cwd").readlink()).startswith(folder):
                found.add(int(process.name))
        except OSError:
            continue
    return found
