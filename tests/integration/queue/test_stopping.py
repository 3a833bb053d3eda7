"""How a worker stops: softly, in time, and without losing what it holds. Scenarios W1, B5 and B6."""

import signal
import time

import pytest

from tests.integration.queue.waiting import until
from tests.integration.queue.workshop import Workshop

pytestmark = pytest.mark.server


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_running_task_may_end(workshop: Workshop, number: signal.Signals) -> None:
    """The task in hand is finished and acknowledged, no other is begun, and the worker ends with 0."""
    workshop.drop("sleep/1.5", "165/next.pdf")
    with workshop.hearing() as worker:
        until(worker.did)
        worker.send(number)

        assert worker.wait(10) == 0
        assert worker.ended() == {"sleep/1.5": "done"}
    assert workshop.depths().ready["fetch.live"] == 1
    assert not any(workshop.depths().unacked.values())


def test_an_idle_worker_stops_at_once(workshop: Workshop) -> None:
    """Nobody waits for a worker that has nothing to do."""
    with workshop.hearing() as worker:
        worker.terminate()

        assert worker.wait(5) == 0


def test_many_signals_are_like_one(workshop: Workshop) -> None:
    """A signal that comes while another is being handled does not hang the process."""
    workshop.drop("sleep/1")
    with workshop.hearing() as worker:
        until(worker.did)
        for _ in range(500):
            worker.send(signal.SIGTERM)
            worker.send(signal.SIGINT)

        assert worker.wait(10) == 0
        assert worker.ended() == {"sleep/1": "done"}


def test_what_does_not_end_is_let_go_of(workshop: Workshop) -> None:
    """After the soft shutdown the service ends what it can end, and then the worker ends in good order."""
    workshop.drop("hang")
    with workshop.hearing(soft_seconds=1) as worker:
        until(worker.did)
        worker.terminate()

        assert worker.wait(10) == 0
        assert worker.said("let go")
        assert worker.ended() == {"hang": "done"}
    assert workshop.is_quiet()


def test_what_hangs_all_the_same_is_left_behind(workshop: Workshop) -> None:
    """A task that can't be ended does not keep the process; its hint stays with the broker."""
    workshop.drop("hang/for-ever")
    with workshop.hearing(soft_seconds=1) as worker:
        until(worker.did)
        worker.terminate()

        assert worker.wait(10) == 1
        assert worker.said("let go")
        assert worker.said("left behind")
    assert workshop.depths().unacked == {"fetch.live": 1}


def test_a_killed_worker_leaves_its_hint_with_the_broker(workshop: Workshop) -> None:
    """A hint in work is not lost with whoever worked on it."""
    workshop.drop("hang")
    with workshop.hearing() as worker:
        until(worker.did)
        worker.kill()

    assert workshop.depths().unacked == {"fetch.live": 1}


def test_what_a_killed_worker_held_comes_back(impatient_workshop: Workshop) -> None:
    """Another worker gets it when its time is up, and not before."""
    impatient_workshop.drop("hang")
    with impatient_workshop.hearing() as worker:
        until(worker.did)
        worker.kill()
    killed = time.monotonic()
    with impatient_workshop.hearing() as another:
        until(another.did)

        assert another.did() == ["hang"]
        assert time.monotonic() - killed > 1
