"""Whatever a task raises, its worker goes on, says so in one line, and tells the broker that the hint is done with."""

from collections.abc import Iterator

import pytest

from shared.contract.facts import FileArchived, Lane
from tests.integration.queue.hearing import WORDS
from tests.integration.queue.waiting import until
from tests.integration.queue.workshop import Hearing, Workshop

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def worker(shared_workshop: Workshop) -> Iterator[Hearing]:
    """Run one worker for all that is in this file; it must outlive each of them."""
    with shared_workshop.hearing() as hearing:
        yield hearing


@pytest.mark.parametrize(
    "error", ["MemoryError", "SystemExit", "KeyboardInterrupt", "RecursionError", "ZeroDivisionError"]
)
def test_no_error_ends_the_worker(shared_workshop: Workshop, worker: Hearing, error: str) -> None:
    """An error that nobody foresaw fails its task alone, with its kind and place and without its words. Scenario W3."""
    shared_workshop.drop(f"raise/{error}", f"after/{error}")

    until(lambda: worker.ended().get(f"after/{error}") == "done")
    shared_workshop.until_quiet()
    (line,) = [line for line in worker.said("task") if line["key"] == f"raise/{error}"]
    assert (line["level"], line["outcome"]) == ("error", "failed")
    assert line["cause"].startswith(f"{error} in raise_one, ")
    assert WORDS not in worker.log.read_text(encoding="utf-8")


def test_surroundings_that_are_away_postpone(shared_workshop: Workshop, worker: Hearing) -> None:
    """The hint is done with all the same: what is missing is found by the next sweep, not by the broker."""
    shared_workshop.drop("postpone")

    until(lambda: worker.ended().get("postpone") == "postponed")
    shared_workshop.until_quiet()


@pytest.mark.parametrize("lane", list(Lane))
def test_what_has_happened_is_told_in_the_same_lane(shared_workshop: Workshop, worker: Hearing, lane: Lane) -> None:
    """The next fact keeps the urgency and the trace of the hint that led to it."""
    shared_workshop.drop("tell", lane=lane)

    (fact,) = until(lambda: shared_workshop.waiting(f"parse.{lane}"))
    assert fact == FileArchived(trace_id="llet", key="told", lane=lane)
    assert worker.is_running


@pytest.mark.parametrize("threads", [1, 2])
def test_what_breaks_off_after_a_task_leaves_its_thread_free(workshop: Workshop, threads: int) -> None:
    """A worker whose first tasks leave it no descriptor, which Celery needs after them, takes the next. Scenario W7."""
    workshop.drop(*(f"exhaust/2/{number}" for number in range(threads)))
    with workshop.hearing(threads=threads) as worker:
        until(lambda: len(worker.ended()) == threads)
        workshop.drop(*(f"after/{number}" for number in range(2 * threads)))

        until(lambda: len(worker.ended()) == 3 * threads, seconds=20)
        workshop.until_quiet()
        assert {line["cause"] for line in worker.said("broke off")} == {"OSError around a task, in Celery"}
