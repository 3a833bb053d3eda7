"""Where the time of the three hops goes, by process and by kind of work: ``python -m benchmarks hops --profile``."""

import json
from collections.abc import Iterator
from typing import Final

from benchmarks.hops import PEERS, THREADS, WARM_UP
from benchmarks.processes import processor_seconds
from benchmarks.programs import Servers, servers
from benchmarks.race import Race
from benchmarks.sides import Side, bare, limited, ours
from benchmarks.tracing import BESIDES, TASK

DOCUMENTS: Final = 200


def profile(documents: int = DOCUMENTS) -> Iterator[str]:
    """Run each side alone, and ours once more with its clients wrapped, which costs it some percent."""
    with servers() as running:
        race = Race(running)
        with ours(running, THREADS) as own:
            yield f"ours: {_run(race, running, own, documents)}"
        with limited(running, THREADS) as limit, bare(running, THREADS, "nothing", "parse") as bares:
            for peer, side in zip(PEERS, (limit, *bares), strict=True):
                yield f"{peer}: {_run(race, running, side, documents)}"
        with ours(running, THREADS, traced=True) as own:
            yield f"traced: {_run(race, running, own, documents)}"
        for stage in THREADS:
            yield from _table(stage, json.loads((running.folder / stage).read_text("utf-8")))


def _run(race: Race, running: Servers, side: Side, documents: int) -> str:
    """Say what a document costs each process and what it has started."""
    race.run(side, WARM_UP)
    watched = {**running.named(), **side.programs}
    before = {name: processor_seconds(process.pid) for name, process in watched.items()}
    speed = race.run(side, documents)
    spent = {name: processor_seconds(watched[name].pid) - before[name] for name in watched}
    costs = {name: 1000 * seconds / documents for name, seconds in (*spent.items(), ("all", sum(spent.values())))}
    spelled = ", ".join(f"{name} {cost:.1f}" for name, cost in costs.items())
    return f"{speed:5.1f} documents/s; CPU ms/document: {spelled}"


def _table(stage: str, measured: dict[str, list[float]]) -> Iterator[str]:
    tasks, seconds, cpu = measured.pop(TASK)
    left = [seconds, cpu]
    yield f"\n{f'{stage}, for each of {tasks:.0f} tasks':44} {'calls':>6} {'ms':>8} {'CPU ms':>8}"
    yield _line("all of it", 1, seconds, cpu, tasks)
    for kind, (calls, seconds, cpu) in sorted(measured.items(), key=lambda row: -row[1][1]):
        yield _line(kind, calls / tasks, seconds, cpu, tasks)
        if kind not in BESIDES:
            left = [left[0] - seconds, left[1] - cpu]
    yield _line("the rest", 1, left[0], left[1], tasks)


def _line(kind: str, calls: float, seconds: float, cpu: float, tasks: float) -> str:
    return f"  {kind:42} {calls:6.2f} {1000 * seconds / tasks:8.2f} {1000 * cpu / tasks:8.2f}"
