"""Which files share a child, and that what one of them did does not matter to the next."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.parser.sandbox.limits import MIB
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.port import Parsed
from tests.unit.parser.sandbox.conftest import LIMITS, obeying_pool, request_for

AARHUS, ODENSE = "751", "461"


@pytest.fixture
def pool() -> Iterator[SandboxPool]:
    """Let a child read three files, and work for a second on each."""
    limits = replace(LIMITS, files_per_child=3, cpu_seconds=1, address_space_bytes=1024 * MIB)
    with obeying_pool(limits=limits) as pool:
        yield pool


def child_for(pool: SandboxPool, words: str = "minutes", municipality: str | None = AARHUS) -> int:
    """Have a file parsed and say by which process."""
    answer = pool.run(words.encode(), replace(request_for(words), municipality=municipality))
    assert isinstance(answer, Parsed)
    return int(answer.text)


def test_files_of_one_municipality_share_a_child_for_a_while(pool: SandboxPool) -> None:
    """A child reads as many files as it may, and then another one does."""
    children = [child_for(pool) for _ in range(7)]

    assert children[:3] == [children[0]] * 3
    assert children[3:6] == [children[3]] * 3
    assert len(set(children)) == 3


def test_municipalities_do_not_share_a_child(pool: SandboxPool) -> None:
    """A child that one municipality's file may have taken over never answers for another's. Scenario H24."""
    assert child_for(pool) != child_for(pool, municipality=ODENSE)


def test_files_of_nobody_known_share_no_child(pool: SandboxPool) -> None:
    """Where a file comes from nowhere in particular, the next one may come from anywhere."""
    assert child_for(pool, municipality=None) != child_for(pool, municipality=None)


def test_what_is_no_minutes_is_its_childs_last(pool: SandboxPool) -> None:
    """After a rejection, whatever its reason, the next file has a new child."""
    before = child_for(pool)
    pool.run(b"refuse", replace(request_for("refuse"), municipality=AARHUS))

    assert child_for(pool) != before


def test_a_child_that_has_grown_is_replaced(pool: SandboxPool) -> None:
    """Memory that one file took is not missing to the next."""
    assert child_for(pool, "hold 200") != child_for(pool)


def test_every_file_has_its_own_time(pool: SandboxPool) -> None:
    """The time that earlier files took is not missing to the next."""
    children = {child_for(pool, "work 0.7") for _ in range(3)}

    assert len(children) == 1


def test_what_a_file_leaves_running_ends_with_its_child(pool: SandboxPool) -> None:
    """A file that is minutes and leaves a process behind takes its child along."""
    before = child_for(pool, "leave")
    (server,) = pool._running

    assert _children(server.pid) == []
    assert child_for(pool) != before


def test_a_waiting_child_that_is_killed_is_no_files_loss(pool: SandboxPool) -> None:
    """The kernel may take a child between two files; the second is read by another."""
    before = child_for(pool)
    os.kill(before, signal.SIGKILL)
    time.sleep(0.1)

    assert child_for(pool) != before


def _children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(number) for number in text.split()]
