"""What the sandbox costs a file beside parsing it in the same process, what a second slot is worth, and memory."""

import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Final

from benchmarks.minutes import minutes
from benchmarks.processes import family, megabytes, processor_seconds
from benchmarks.programs import Program
from benchmarks.ratio import Ratio
from deploy.stack.servers.asking import answers
from deploy.stack.servers.server import HOST, free_ports
from services.parser.parse import parse_file
from services.parser.sandbox.pool import SandboxPool
from services.parser.sandbox.port import Answer, Request
from services.parser.version import PARSER_VERSION
from services.parser.warming import warm_up

AIM_OF_TWO: Final = 1.8
AIM_MEGABYTES: Final = 120
FILES: Final = 50
ROUNDS: Final = 5
_IN_A_ROW: Final = ("165",)
_IN_TURN: Final = ("165", "751")

_Work = Callable[[], object]
_Clock = Callable[[], float]


def measure() -> Iterator[Ratio]:
    """Measure what files cost that follow others of their municipality, what they cost that do not, and two slots."""
    in_a_row, in_turn = _files(_IN_A_ROW), _files(_IN_TURN)
    warm_up()
    with SandboxPool(1) as one, SandboxPool(2) as two:
        inline, same, other = _medians(
            _processor,
            lambda: [parse_file(*file) for file in in_a_row],
            lambda: _run(one, in_a_row),
            lambda: _run(one, in_turn),
        )
        sandbox = megabytes(family(os.getpid()) - {os.getpid()})
        yield _cost("parse in a child that is warm", same, inline)
        yield _cost("parse in a new child", other, inline)
        alone, beside = _medians(time.monotonic, lambda: _run(one, in_a_row), lambda: _run(two, in_a_row, slots=2))
    yield Ratio(what="two slots", peer="one", times=alone / beside, aim=AIM_OF_TWO, at_least=True)
    worker = _idle_worker()
    note = f"{worker:.0f} MB and {sandbox:.0f} MB for its slot"
    yield Ratio(what="memory of a parser", peer="120 MB", times=(worker + sandbox) / AIM_MEGABYTES, aim=1.0, note=note)


def _idle_worker() -> float:
    """Measure the service itself, which waits for servers that are not there and leaves all reading to its children."""
    *servers, port = free_ports(3)
    environ = {
        "REFERAT_STORE_URL": f"http://{HOST}:{servers[0]}",
        "REFERAT_STORE_ACCESS_KEY": "nobody",
        "REFERAT_STORE_SECRET_KEY": "nothing",
        "REFERAT_BROKER_URL": f"redis://{HOST}:{servers[1]}/0",
        "REFERAT_HTTP_PORT": str(port),
    }
    alive = partial(answers, f"http://{HOST}:{port}/health/live")
    with (
        tempfile.TemporaryDirectory(prefix="referat-bench-") as folder,
        Program("services.parser", folder=Path(folder), environ=environ, usable=alive) as worker,
    ):
        return megabytes({worker.pid})


def _cost(what: str, sandboxed: float, inline: float) -> Ratio:
    note = f"{1000 * (sandboxed - inline):.1f} ms of processor time on top of {1000 * inline:.1f} ms"
    return Ratio(what=what, peer="parsing in this process", times=sandboxed / inline, aim=None, note=note)


def _medians(clock: _Clock, *works: _Work) -> Iterator[float]:
    """Measure all in turn, so that a busy machine hits all of them; seconds for each file."""
    rounds = [[_measured(clock, work) for work in works] for _ in range(ROUNDS)]
    return (statistics.median(own) / FILES for own in zip(*rounds, strict=True))


def _measured(clock: _Clock, work: _Work) -> float:
    before = clock()
    work()
    return clock() - before


def _processor() -> float:
    """Read what this process and all its children have used."""
    return processor_seconds(os.getpid())


def _run(pool: SandboxPool, files: Sequence[tuple[bytes, Request]], slots: int = 1) -> list[Answer]:
    with ThreadPoolExecutor(slots) as threads:
        return list(threads.map(lambda file: pool.run(*file), files))


def _files(municipalities: Sequence[str]) -> list[tuple[bytes, Request]]:
    return [
        (data, Request(sha256=hashlib.sha256(data).hexdigest(), parser_version=PARSER_VERSION, municipality=code))
        for data, code in zip(map(minutes, range(FILES)), cycle(municipalities), strict=False)
    ]
