"""Three hops from the drop to the database, in documents per second, against the bare baseline."""

import io
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.minutes import minutes
from benchmarks.programs import Servers, servers
from benchmarks.ratio import Ratio
from benchmarks.sides import STAGES, Side, bare, ours

# Both do the same 2 PUT/GET pairs, the GET of the result and one transaction of some 70 rows. The baseline does nothing
# else. Ours also asks whether each output stands, parses in a forked child that may touch nothing, finds facts and their
# places, checks what the child says, takes locks, writes rows with keys and foreign keys into a dozen tables with search
# indexes, writes 2 receipts and marks that, and logs and counts each task. The baseline is told of no right at the store
# (it is root), writes smaller results, and forgets a message at once when it takes it.
AIM: Final = 0.6
DOCUMENTS: Final = 300
WARM_UP: Final = 40
ROUNDS: Final = 3
THREADS: Final = {"fetch": 4, "parse": os.cpu_count() or 1, "index": 2}
_POLL_SECONDS: Final = 0.05
_STUCK_SECONDS: Final = 30


def measure() -> Iterator[Ratio]:
    """Measure both in turn."""
    with tempfile.TemporaryDirectory() as folder, servers() as running:
        with ours(running, Path(folder), THREADS) as own, bare(running, Path(folder), THREADS) as other:
            race = Race(running)
            for side in (own, other):
                race.run(side, race.drop(WARM_UP))
            before = own.task_seconds()
            speeds = []
            for _ in range(ROUNDS):
                keys = race.drop(DOCUMENTS)
                speeds.append((race.run(own, keys), race.run(other, keys)))
            after = own.task_seconds()
    mine, theirs = (statistics.median(side) for side in zip(*speeds, strict=True))
    ratios = sorted(one / another for one, another in speeds)
    stages = ", ".join(
        f"{stage} {1000 * (after[stage][0] - before[stage][0]) / (after[stage][1] - before[stage][1]):.0f} ms"
        for stage in STAGES
    )
    note = f"{mine:.1f} of {theirs:.1f} documents/s, {ratios[0]:.2f} to {ratios[-1]:.2f}; {stages}"
    yield Ratio(what="three hops", peer="Celery and I/O alone", times=mine / theirs, aim=AIM, at_least=True, note=note)


class Race:
    """Drops files, and lets one side after the other work on them."""

    def __init__(self, running: Servers) -> None:
        self._client = running.store.client()
        self._dropped = 0

    def drop(self, count: int) -> Sequence[str]:
        """Put ``count`` new files into the drop and name their keys."""
        keys = []
        for number in range(self._dropped, self._dropped + count):
            body = minutes(number)
            keys.append(f"165/{number:05}.txt")
            self._client.put_object(
                bucket_name="drop", object_name=keys[-1], data=io.BytesIO(body), length=len(body), content_type="text/plain"
            )
        self._dropped += count
        return keys

    def run(self, side: Side, keys: Sequence[str]) -> float:
        """Give the hints and wait for the last document's rows; the documents per second."""
        done = before = side.done()
        began = moved = time.monotonic()
        for key in keys:
            side.publish(key)
        while done < before + len(keys):
            time.sleep(_POLL_SECONDS)
            last, done = done, side.done()
            if done > last:
                moved = time.monotonic()
            elif time.monotonic() > moved + _STUCK_SECONDS:
                raise TimeoutError(f"{done - before} of {len(keys)} documents, and then none for {_STUCK_SECONDS} s")
        return len(keys) / (time.monotonic() - began)
