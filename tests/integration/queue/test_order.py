"""What is urgent goes first: a fresh drop overtakes everything that sweeps have asked for. Scenario B13."""

import pytest

from shared.contract.facts import Lane
from tests.integration.queue.waiting import until
from tests.integration.queue.workshop import Workshop

pytestmark = pytest.mark.server

SWEPT = [f"sleep/0.01/{number:03}" for number in range(200)]
FRESH = [f"fresh/{number}" for number in range(5)]
FRESHER = [f"fresher/{number}" for number in range(5)]


def test_live_hints_overtake_a_backlog(workshop: Workshop) -> None:
    """Live hints are done first, those that were there before the worker and those that come while it is busy."""
    workshop.drop(*SWEPT, lane=Lane.SWEEP)
    workshop.drop(*FRESH)
    with workshop.hearing() as worker:
        until(lambda: len(worker.did()) > 20)
        workshop.drop(*FRESHER)
        until(lambda: set(FRESHER) <= set(worker.did()))
        done = worker.did()

    assert done[: len(FRESH)] == FRESH
    first, last = done.index(FRESHER[0]), done.index(FRESHER[-1])
    assert len(done) < len(SWEPT)
    assert last - first < 2 * len(FRESHER), "each waits for the one task in hand, at most"
    assert [key for key in done if key not in {*FRESH, *FRESHER}] == SWEPT[: len(done) - len(FRESH) - len(FRESHER)]


def test_a_busy_worker_holds_no_hint_that_another_could_do(workshop: Workshop) -> None:
    """As many hints are taken as there are threads; the others stay in the queue for whoever is free."""
    workshop.drop(*(f"hang/{number}" for number in range(5)))
    with workshop.hearing(threads=2):
        until(lambda: workshop.depths().unacked.get("fetch.live") == 2)
        until(lambda: workshop.depths().ready["fetch.live"] == 3)
        with workshop.hearing(threads=2):
            until(lambda: workshop.depths().unacked.get("fetch.live") == 4)

            assert workshop.depths().ready["fetch.live"] == 1


def test_the_same_hint_many_times_does_no_harm(workshop: Workshop) -> None:
    """A hint that was given 500 times is done 500 times, and nothing is left of it. Scenario B12."""
    workshop.drop(*["165/a.pdf"] * 500)
    with workshop.hearing(threads=4) as worker:
        until(lambda: len(worker.said("task")) == 500)
        workshop.until_quiet()

        assert worker.is_running
        assert set(worker.ended().values()) == {"done"}


def test_workers_have_nothing_to_tell_each_other(workshop: Workshop) -> None:
    """No worker listens for commands or gossips: whoever reaches the broker can't command it that way."""
    workshop.drop("165/a.pdf")
    with workshop.hearing() as worker, workshop.hearing() as another, workshop.server.client() as client:
        until(lambda: worker.did() or another.did())
        workshop.until_quiet()
        keys = [key.decode() for key in client.keys(f"{workshop.prefix}*")]
        channels = client.pubsub_channels("*")

    assert [key for key in keys if "celery" in key or "pidbox" in key] == []
    assert channels == []
