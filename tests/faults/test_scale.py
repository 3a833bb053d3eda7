"""Much at a time: what is done twice, what grows, and what has to wait. Figures are printed (``pytest -s``)."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import psycopg
import pytest

from deploy.stack.stack import Stack
from tests.faults.dropping import Arrival, File, chance, files_of_run, seed_of_run, some_minutes
from tests.faults.injections import Injected
from tests.faults.seeing import done, look, wait_until_quiet
from tests.faults.traces import lives
from tests.faults.verdict import must_be_well
from tests.processes import descendants
from tests.servers import running

pytestmark = [pytest.mark.server, pytest.mark.faults]
SECONDS = 1800.0
VALUES = {"REFERAT_SWEEP_SECONDS": "1", "REFERAT_PATIENCE_SECONDS": "10", "REFERAT_VISIBILITY_SECONDS": "30"}
SHARES = (0.1, 0.5, 0.9)
SLOTS = 1  # of the parser: as many files are lost at most with each kill
TWICE = 1.01
BATCHES = 5
GROWTH = 1.25  # of memory and of processor time for each document, from the second batch to the last
LIVE, BACKLOG = 40, 1500
# The goal is 2, where there is a core for every process; here two cores are shared by all of them and their servers.
MOST_SLOWDOWN = 4.0
WORKERS = ("fetcher", "parser", "indexer")


@pytest.fixture
def stack() -> Iterator[Stack]:
    """Run the whole system."""
    with running(Stack(values=VALUES)) as made:
        yield made


def some_files(count: int, folder: str) -> list[File]:
    """Make minutes that are all different."""
    return some_minutes(range(count), folder, chance(seed_of_run()))


def test_hardly_anything_is_done_twice(stack: Stack, injected: Injected) -> None:
    """Everything is killed at 10, 50 and 90 %, and no more than one file in a hundred is parsed again. Scenario S2."""
    files, before = some_files(files_of_run(500), "alt"), lives(stack)
    Arrival(stack.client("root"), files).put()
    deadline = time.monotonic() + SECONDS
    for share in SHARES:
        while (done(stack) or 0) < share * len(files):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        began = time.monotonic()
        kill_everything(stack)
        injected("kill -9 of everything", time.monotonic() - began)
    wait_until_quiet(stack, deadline)
    executed = parsed(stack) + len(SHARES) * SLOTS
    print(f"{executed} executed at most, of {len(files)} files")  # noqa: T201

    must_be_well(stack, look(stack, files), before)
    assert executed <= TWICE * len(files)


def kill_everything(stack: Stack) -> None:
    """Kill every process at once as the kernel does, servers too, and start all of them again."""
    servers = (stack.store, stack.broker, stack.database)
    for process in (*stack.services.values(), *servers):
        process.kill()
    for server in servers:
        server.start()
    for service in stack.services.values():
        service.launch()
    for service in stack.services.values():
        service.wait_until_usable()


def parsed(stack: Stack) -> int:
    """Count how often a file was parsed, by the parser's own log."""
    count = 0
    for line in (stack.logs / "parser.log").read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError):  # a line that a kill cut off
            told = json.loads(line)
            count += told.get("event") == "task" and "output" in told
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What every process has used so far: seconds of processor time, and bytes of memory now."""

    seconds: Mapping[str, float]
    memory: Mapping[str, int]


def test_cost_and_memory_stay_flat(stack: Stack) -> None:
    """The last of many files cost the workers what the first ones did, in time and in memory. Scenario S1."""
    files = some_files(files_of_run(1000), "mange")
    arrival = Arrival(stack.client("root"), files)
    each = len(files) // BATCHES
    costs = [cost(stack)]
    for batch in range(1, BATCHES + 1):
        began = time.monotonic()
        arrival.put(each)
        while (done(stack) or 0) < batch * each:
            assert time.monotonic() < began + SECONDS
            time.sleep(0.2)
        costs.append(cost(stack))
        print(f"{batch * each} files, {time.monotonic() - began:.0f} s: {spelled(costs[-2], costs[-1], each)}")  # noqa: T201

    first, last = (used(costs[at], costs[at + 1]) for at in (1, BATCHES - 1))
    assert last <= first * GROWTH
    assert sum(costs[-1].memory[name] for name in WORKERS) <= sum(costs[2].memory[name] for name in WORKERS) * GROWTH


def cost(stack: Stack) -> Cost:
    """Ask the kernel what every service and its children have used."""
    trees = {name: {service.pid, *descendants(service.pid)} for name, service in stack.services.items()}
    return Cost(
        seconds={name: sum(map(_seconds, pids)) for name, pids in trees.items()},
        memory={name: sum(map(_resident, pids)) for name, pids in trees.items()},
    )


def used(before: Cost, after: Cost) -> float:
    """Say how much processor time the workers took between two moments."""
    return sum(after.seconds[name] - before.seconds[name] for name in WORKERS)


def spelled(before: Cost, after: Cost, count: int) -> str:
    """Spell milliseconds for each file and megabytes, by process."""
    return ", ".join(
        f"{name} {(now - before.seconds[name]) / count * 1000:.1f} ms {after.memory[name] / 2**20:.0f} MB"
        for name, now in after.seconds.items()
    )


def _seconds(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")  # its own and those of its dead children
    return 0.0


def _resident(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def test_fresh_files_do_not_wait_for_a_backlog(stack: Stack) -> None:
    """While a backlog is worked off, fresh files wait for the task at hand, and not for the backlog. Scenario S4."""
    fresh, backlog = some_files(2 * LIVE + 5, "frisk"), some_files(BACKLOG, "gammel")
    arrival = Arrival(stack.store.client("root", address=stack.forwarder.address), fresh)
    with psycopg.connect(stack.database_url(), autocommit=True) as reader:
        for file in fresh[:5]:  # what is slow once
            latency(arrival, file, reader)
        idle = p95([latency(arrival, file, reader) for file in fresh[5 : LIVE + 5]])
        Arrival(stack.client("root"), backlog).put()
        busy = p95([latency(arrival, file, reader) for file in fresh[LIVE + 5 :]])
        left = len(backlog) + len(fresh) - (done(stack) or 0)
    print(f"p95 idle {idle:.3f} s, under a backfill {busy:.3f} s, ratio {busy / idle:.2f}; {left} left")  # noqa: T201

    assert left > 0, "too fast to be a test"
    assert busy <= MOST_SLOWDOWN * idle


def latency(arrival: Arrival, file: File, reader: psycopg.Connection) -> float:
    """Drop the next file, and say how many seconds pass until it is searchable and has its receipt."""
    prefix, _, name = file.key.partition("/")
    began = time.monotonic()
    arrival.put(1)
    while not reader.execute(
        "SELECT 1 FROM deliveries WHERE prefix = %s AND name = %s AND has_receipt", (prefix, name)
    ).fetchone():
        assert time.monotonic() < began + SECONDS
        time.sleep(0.005)
    return time.monotonic() - began


def p95(times: list[float]) -> float:
    """Give the time that 95 of 100 keep to."""
    return sorted(times)[ceil(0.95 * len(times)) - 1]
