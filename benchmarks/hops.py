"""Three hops from the drop to the database, in documents per second, against the bare baseline in the same run.

All sides do at least two pairs of PUT and GET, read the result, and write some 70 rows of the document (40 of a short
one) in one transaction, with as many threads, on the same servers.

* The baseline does nothing else: it parses nothing, is ``root`` at the store, and lets go of a message as it takes it.
* The limit (``benchmarks.limit``) makes all our requests to the store and runs all our statements, with results,
  rows and receipts that were made before the race: a pipeline that loses and doubles nothing, and understands nothing.
* The baseline with a bare parse calls our parser as a library, in its worker, and forgets what it says. It has no
  aim: it only tells how much of the distance is parsing, and its threads parse on one core, while our children use all.
* Ours asks whether each output stands already and whether a tombstone does; parses in a child that may touch
  nothing, and checks what the child says; writes the rows of a dozen tables with foreign keys and search indexes under
  a lock, two receipts, and that they are written; has its rights checked at the store; logs and counts each task.
  It is timed until the receipts of the last document stand.

Rows are part of the job, so the baseline writes as many of them. What they hold is ours to find.
"""

import os
import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from benchmarks.minutes import LONG, SHORT
from benchmarks.programs import servers
from benchmarks.race import Race
from benchmarks.ratio import Ratio
from benchmarks.sides import bare, limited, ours

PEERS: Final[Mapping[str, float | None]] = {
    "Celery and all our I/O": 0.7,
    "Celery and I/O alone": 0.6,
    "Celery and I/O alone, with a bare parse": None,
}
"""Our peers, and how much of their speed we aim at."""
SIZES: Final[Mapping[str, int]] = {"three hops": LONG, "three hops of short minutes": SHORT}
DOCUMENTS: Final = 300
ROUNDS: Final = 5
WARM_UP: Final = 40
THREADS: Final = {"fetch": 4, "parse": os.cpu_count() or 1, "index": 2}


def measure(documents: int = DOCUMENTS, rounds: int = ROUNDS) -> Iterator[Ratio]:
    """Measure the sides in turn, so that a busy machine hits all of them; the median of all rounds' ratios."""
    with (
        servers() as running,
        ours(running, THREADS) as own,
        limited(running, THREADS) as limit,
        bare(running, THREADS, "nothing", "parse") as bares,
    ):
        sides = (own, limit, *bares)
        for what, paragraphs in SIZES.items():
            race = Race(running, paragraphs)
            for side in sides:
                race.run(side, WARM_UP)
            before = own.tasks()
            speeds = [[race.run(side, documents) for side in sides] for _ in range(rounds)]
            after = own.tasks()
            stages = ", ".join(f"{stage} {_milliseconds(before[stage], after[stage]):.0f} ms" for stage in THREADS)
            mine, *others = zip(*speeds, strict=True)
            for peer, theirs in zip(PEERS, others, strict=True):
                yield _ratio(what, peer, mine, theirs, stages)


def _ratio(what: str, peer: str, mine: Sequence[float], theirs: Sequence[float], stages: str) -> Ratio:
    rounds = sorted(own / other for own, other in zip(mine, theirs, strict=True))
    own, other = statistics.median(mine), statistics.median(theirs)
    spelled = ", ".join(f"{each:.2f}" for each in rounds)
    note = f"{own:.1f} of {other:.1f} documents/s; rounds {spelled}; {stages}"
    return Ratio(what=what, peer=peer, times=statistics.median(rounds), aim=PEERS[peer], at_least=True, note=note)


def _milliseconds(before: tuple[float, int], after: tuple[float, int]) -> float:
    """Tell how long one task took of those that ended in between."""
    return 1000 * (after[0] - before[0]) / max(after[1] - before[1], 1)
