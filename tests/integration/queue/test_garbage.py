"""Whatever lies in a queue, a worker drops what is no hint, counts it, says so once, and goes on. Scenario B11."""

from collections.abc import Iterator

import pytest

from tests.integration.queue.messages import GARBAGE, forged
from tests.integration.queue.waiting import until
from tests.integration.queue.workshop import Hearing, Workshop

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def worker(shared_workshop: Workshop) -> Iterator[Hearing]:
    """Run one worker for all that is in this file; it must outlive each of them."""
    with shared_workshop.hearing() as hearing:
        yield hearing


def _malformed(worker: Hearing) -> float:
    counts = [line for line in worker.scrape().splitlines() if line.startswith("referat_hints_received_total")]
    return sum(float(line.split()[-1]) for line in counts if 'outcome="malformed"' in line)


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_dropped_and_counted_and_the_next_hint_is_done(
    shared_workshop: Workshop, worker: Hearing, name: str
) -> None:
    """A message that is none of ours neither ends the worker nor comes back, and what it says is not written down."""
    counted, told = _malformed(worker), len(worker.said("not a hint"))
    shared_workshop.lay(GARBAGE[name])
    shared_workshop.drop(f"after {name}")

    until(lambda: worker.ended().get(f"after {name}") == "done")
    shared_workshop.until_quiet()
    assert worker.is_running
    assert (_malformed(worker), len(worker.said("not a hint"))) == (counted + 1, told + 1)
    assert {"forged", "k"}.isdisjoint(worker.did())
    assert "Hansen" not in worker.log.read_text(encoding="utf-8")


def test_what_is_forged_well_is_a_hint(shared_workshop: Workshop, worker: Hearing) -> None:
    """The forger of these tests can do it: what is garbage above is so by its one fault."""
    counted = _malformed(worker)
    shared_workshop.lay(forged())

    until(lambda: worker.ended().get("forged") == "done")
    assert _malformed(worker) == counted


def test_it_ends_in_good_order_after_all_that(shared_workshop: Workshop, worker: Hearing) -> None:
    """None of it has left anything that a stop would stumble over."""
    worker.terminate()

    assert worker.wait(10) == 0
    assert shared_workshop.is_quiet()
