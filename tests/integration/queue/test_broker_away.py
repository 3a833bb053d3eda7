"""A broker that goes away in mid-run is waited for, and whatever it forgot, work goes on. Scenarios B1 and B2."""

import pytest

from shared.errors import BrokerUnavailableError
from tests.integration.queue.waiting import until
from tests.integration.queue.workshop import Workshop

pytestmark = pytest.mark.server


def test_a_broker_that_was_restarted_is_found_again(workshop: Workshop) -> None:
    """The worker connects again by itself and works in as many threads as before."""
    with workshop.hearing(threads=2) as worker:
        workshop.drop("before")
        until(lambda: "before" in worker.ended())
        workshop.server.kill()
        workshop.server.start()
        until(lambda: tell(workshop, "after"))
        until(lambda: "after" in worker.ended())

        workshop.drop("hang/1", "hang/2")
        until(lambda: {"hang/1", "hang/2"} <= set(worker.did()))


def test_a_task_outlives_the_restart_of_its_broker(workshop: Workshop) -> None:
    """What was in work when the broker went is finished, at worst twice, and nothing is left of its hint."""
    with workshop.hearing() as worker:
        workshop.drop("sleep/1")
        until(worker.did)
        workshop.server.restart()
        until(lambda: tell(workshop, "after"))
        until(lambda: {"sleep/1", "after"} <= worker.ended().keys())
        workshop.until_quiet()

        assert worker.did().count("sleep/1") in {1, 2}
        assert set(worker.ended().values()) == {"done"}


def test_a_wiped_broker_is_worked_with(workshop: Workshop) -> None:
    """All is gone, also the hint in work: the task ends, and what is told later is heard."""
    with workshop.hearing() as worker:
        workshop.drop("sleep/0.5", "lost")
        until(worker.did)
        with workshop.server.client() as client:
            client.flushall()
        workshop.drop("after")
        until(lambda: "after" in worker.ended())
        workshop.until_quiet()

        assert worker.ended() == {"sleep/0.5": "done", "after": "done"}


def test_a_cut_connection_is_made_again(workshop: Workshop) -> None:
    """Whoever cuts all connections changes nothing but that a task may run twice."""
    with workshop.hearing() as worker:
        workshop.drop("sleep/0.5")
        until(worker.did)
        with workshop.server.client() as client:
            client.client_kill_filter(_type="normal", skipme=True)
        until(lambda: tell(workshop, "after"))
        until(lambda: "after" in worker.ended())
        workshop.until_quiet()

        assert set(worker.ended().values()) == {"done"}


def tell(workshop: Workshop, key: str) -> bool:
    """Publish a hint; false if the broker was not back yet."""
    try:
        workshop.drop(key)
    except BrokerUnavailableError:
        return False
    return True
