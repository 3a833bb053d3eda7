"""A sandbox whose children do what the file orders, under limits that a test can wait for."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest

from services.parser.sandbox.limits import MIB, Limits
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.port import Answer, Request
from services.parser.sandbox.process import Program
from services.parser.sandbox.walls import Wall

OBEY = "hostile:obey"
HERE = Path(__file__).parent
LIMITS = Limits(address_space_bytes=256 * MIB, cpu_seconds=3, wall_seconds=60.0, answer_bytes=4 * MIB)

Order = Callable[[str], Answer]


def obeying_pool(slots: int = 1, limits: Limits = LIMITS, walls: Collection[Wall] = ()) -> SandboxPool:
    """Make a pool of obeying children; without walls, since limits and verdicts must hold where a host allows none."""
    return SandboxPool(slots, limits=limits, program=Program(entry=OBEY, import_paths=(HERE,), walls=frozenset(walls)))


def request_for(order: str) -> Request:
    """Make a request that no other order has."""
    return Request(sha256=f"{order:0<64}"[:64], parser_version="1", municipality="101")


@pytest.fixture(scope="module")
def pool() -> Iterator[SandboxPool]:
    """One warm pool for all tests of a module: what one file did must not matter to the next."""
    with obeying_pool() as pool:
        yield pool


@pytest.fixture
def order(pool: SandboxPool) -> Order:
    """Give a child an order and take its answer."""
    return lambda words: pool.run(words.encode(), request_for(words))
