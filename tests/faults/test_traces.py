"""What a running system leaves around itself is judged: nothing in one that is well, and every breach that is planted.

Scenarios I6, I7 and I9.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from prometheus_client.samples import Sample

from deploy.stack.stack import Stack
from shared.contract.codes import RejectionReason
from tests.faults.dropping import NUMBER, NUMBERS, Arrival, File, chance, minutes, numbered
from tests.faults.oracle import judge
from tests.faults.seeing import look, wait_until_quiet
from tests.faults.small_system import FILES, System
from tests.faults.state import Buckets, State, read
from tests.faults.traces import Life, Traces, life, lives, trace
from tests.faults.traces_oracle import CHILDREN, MORE_FILES, counters_agree, witness
from tests.integration.queue.waiting import until
from tests.servers import running

SECONDS = 180.0
SECRET, PHRASE = "3f7a90b1c2", "Der mangler en bænk"
VALUES = {"REFERAT_SWEEP_SECONDS": "1"}


def _gauge(stage: str, missing: float, name: str = "referat_missing_keys") -> Sample:
    return Sample(name, {"stage": stage, "municipality": "165"}, missing)


LIVES = {"fetcher": Life(children=0, zombies=0, files=40), "parser": Life(children=2, zombies=0, files=50)}
WELL = Traces(
    lives=LIVES,
    before=LIVES,
    strays=(),
    samples={"scheduler": [_gauge(stage, 0) for stage in ("fetch", "parse", "index")]},
    texts={"parser.log": '{"event": "task"}\n', "165/a.md.txt": "Modtaget.\n"},
    secrets={SECRET},
    hidden={PHRASE},
)


def test_a_system_that_is_well_leaves_nothing() -> None:
    """A warm child of the parser, and lines of log that name keys, are well."""
    assert witness(WELL) == []


def _life(**changed: int) -> Traces:
    return replace(WELL, lives={"fetcher": replace(WELL.lives["fetcher"], **changed)})


def _says(text: str) -> Traces:
    return replace(WELL, texts={"parser.log": f'{{"cause": "{text}"}}'})


def _gauged(*more: Sample, of: str = "scheduler") -> Traces:
    return replace(WELL, samples={**WELL.samples, of: [*WELL.samples.get(of, ()), *more]})


BREACHES = {
    "a child": ("I6", _life(children=1), "fetcher has 1 children"),
    "a zombie": ("I6", _life(zombies=1), "fetcher has 1 zombies"),
    "open files": ("I6", _life(files=40 + MORE_FILES["fetcher"] + 1), "files open, and had 40"),
    "more children than a pool has": (
        "I6",
        replace(WELL, lives={"parser": Life(children=CHILDREN["parser"] + 1, zombies=0, files=9)}),
        "children",
    ),
    "an orphan": ("I6", replace(WELL, strays=["process 17"]), "process 17 is left"),
    "a missing key": ("I7", _gauged(_gauge("parse", 1)), "is 1"),
    "an age": ("I7", _gauged(_gauge("parse", 9, "referat_missing_oldest_age_seconds")), "is 9"),
    "a message": ("I7", _gauged(Sample("referat_queue_messages", {"queue": "a", "state": "ready"}, 2)), "is 2"),
    "a task that runs for ever": (
        "I7",
        _gauged(Sample("referat_tasks_in_progress", {"stage": "parse"}, 3), of="parser"),
        "is 3",
    ),
    "a brake": ("I7", _gauged(Sample("referat_rejection_brake", {}, 1), of="parser"), "is 1"),
    "a held withdrawal": (
        "I7",
        _gauged(Sample("referat_held_withdrawals", {"municipality": "165"}, 12), of="keeper"),
        "is 12",
    ),
    "a stage that is not swept": ("I7", replace(WELL, samples={"scheduler": [_gauge("fetch", 0)]}), "index, parse"),
    "a password": ("I9", _says(SECRET), "parser.log holds a secret"),
    "text of a file": ("I9", _says(f"can't read {PHRASE}"), "what stands in a file"),
    **{f"a personal number, {number}": ("I9", _says(number), "holds a personal number") for number in NUMBERS},
    "a personal number in a row": ("I9", replace(WELL, kept={"table items": NUMBER}), "table items holds a personal"),
    "an escape": ("I9", _says("\x1b[31m"), "control character '\\x1b'"),
    "a control character of eight bits": ("I9", _says("\x9b31m"), "control character"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_planted_breach_is_found(breach: str) -> None:
    """Each is told under its invariant, and nothing else is."""
    invariant, traces, about = BREACHES[breach]
    (found,) = witness(traces)

    assert found.invariant == invariant
    assert about in found.sentence


_NEVER_BURIES = "import os, sys; os.fork() or os._exit(0); print('ready', flush=True); sys.stdin.read()"
_HAS_SUCH_A_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_NEVER_BURIES!r}])"


def test_a_zombie_of_a_child_is_seen() -> None:
    """Whoever has not been buried by a child of a service is a zombie of that service."""
    command = (sys.executable, "-c", _HAS_SUCH_A_CHILD)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as service:
        assert service.stdin
        assert service.stdout
        service.stdout.readline()
        until(lambda: life(service.pid).zombies > 0, SECONDS)
        seen = life(service.pid)
        service.stdin.close()

    assert (seen.children, seen.zombies) == (1, 1)


COUNTED = {
    "fetcher": ("referat_files_fetched_total", {"outcome": "archived", "reason": ""}),
    "parser": ("referat_results_total", {"outcome": "parsed"}),
    "indexer": ("referat_results_indexed_total", {"outcome": "indexed"}),
}


@pytest.mark.parametrize("service", COUNTED)
def test_a_counter_that_says_otherwise_is_found(system: System, service: str) -> None:
    """One more was counted than stands."""
    state = _state(system)
    raw = len(FILES) - 1
    samples = {
        "fetcher": [Sample(*COUNTED["fetcher"], raw), Sample(COUNTED["fetcher"][0], {"outcome": "refused"}, 1)],
        "parser": [Sample(*COUNTED["parser"], len(FILES))],
        "indexer": [Sample(*COUNTED["indexer"], len(FILES))],
    }
    assert list(counters_agree(replace(WELL, samples=samples), state)) == []
    samples[service] = [*samples[service], Sample(*COUNTED[service], 1)]

    (found,) = counters_agree(replace(WELL, samples=samples), state)
    assert f"of the {service}" in found


def _state(system: System) -> State:
    buckets = Buckets(drop=system.drop, archive=system.archive, items=system.items, receipts=system.receipts)
    return read(buckets, system.repository.engine, system.messages, system.history)


def _hostile() -> Iterator[File]:
    """Make files of which something wants to get out: a number, and what a terminal obeys."""
    for place, number in enumerate(NUMBERS):
        yield numbered(File(key=f"165/tal {place}.md", body=minutes(-place, chance(place))), number)
    yield File(key="306/escape.md", body=minutes(2, chance(2)).replace(b"### B", b"### \x1b[31m\x9b\x07\xc2\x9bB"))
    yield File(key="306/\N{RIGHT-TO-LEFT OVERRIDE}fdp.md", body=minutes(3, chance(3)))
    yield File(key="846/seddel.md", body=b"\x1b]0;Husk\x07 0101901234", reason=RejectionReason.UNSUPPORTED_TYPE)


@pytest.fixture
def stack() -> Iterator[Stack]:
    """Run the whole system."""
    with running(Stack(values=VALUES)) as made:
        yield made


@pytest.mark.server
def test_a_whole_system_in_peace_leaves_nothing_and_counts_right(stack: Stack) -> None:
    """Each invariant holds in a system that nobody has disturbed, whatever the files want it to say."""
    before = lives(stack)
    coming = [*_hostile(), *(File(key=f"461/{n}.md", body=minutes(n, chance(n))) for n in range(10, 30))]
    Arrival(stack.client("root"), coming).put()
    wait_until_quiet(stack, time.monotonic() + SECONDS)
    state = look(stack, coming)
    traces = trace(stack, state, before)

    assert len(state.rows["deliveries"]) == len(coming)
    assert list(map(str, [*judge(state), *witness(traces)])) == []
    assert list(counters_agree(traces, state)) == []
