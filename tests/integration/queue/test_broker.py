"""What the broker says of itself: how much waits, how much is in work, and for which keys hints are on the way."""

import time

import pytest

from shared.contract.facts import Fact, FileArchived, FileDropped, Lane
from shared.errors import BrokerUnavailableError
from shared.queue.broker import Broker
from shared.queue.routes import QUEUES, ROUTES
from shared.settings import BrokerSettings, load
from tests.integration.queue.messages import GARBAGE
from tests.integration.queue.waiting import until
from tests.integration.queue.workshop import Workshop

pytestmark = pytest.mark.server

ENOUGH, LONG_SECONDS = 1000, 300.0


def _on_the_way(workshop: Workshop, hears: type[Fact] = FileDropped, **limits: float) -> set[str] | None:
    most, patience = int(limits.get("most", ENOUGH)), limits.get("patience", LONG_SECONDS)
    keys = workshop.broker.on_the_way(ROUTES[hears], most=most, patience_seconds=patience)
    return None if keys is None else set(keys)


def test_nothing_is_quiet(workshop: Workshop) -> None:
    """A broker in which nothing lies says zero of every queue."""
    depths = workshop.depths()

    assert depths.is_quiet
    assert depths.ready == dict.fromkeys(QUEUES, 0)
    assert _on_the_way(workshop) == set()


def test_what_waits_is_on_the_way(workshop: Workshop) -> None:
    """Both lanes of one stage count, and no other stage."""
    workshop.drop("165/live.pdf", "165/æ.pdf")
    workshop.drop("165/swept.pdf", lane=Lane.SWEEP)
    workshop.publisher.publish(FileArchived(trace_id="t", key="raw/165/a.pdf@1"))

    assert workshop.depths().ready == dict.fromkeys(QUEUES, 0) | {"fetch.live": 2, "fetch.sweep": 1, "parse.live": 1}
    assert _on_the_way(workshop) == {"165/live.pdf", "165/æ.pdf", "165/swept.pdf"}


def test_what_is_in_work_is_on_the_way_until_patience_ends(workshop: Workshop) -> None:
    """A hint that somebody took counts, unless that was so long ago that whoever took it must have died."""
    workshop.drop("hang")
    with workshop.hearing() as worker:
        until(worker.did)
        assert workshop.depths().unacked == {"fetch.live": 1}
        assert not workshop.depths().is_quiet
        assert _on_the_way(workshop) == {"hang"}
        assert _on_the_way(workshop, FileArchived) == set()
        time.sleep(0.2)

        assert _on_the_way(workshop, patience=0.1) == set()


def test_too_many_are_not_looked_at(workshop: Workshop) -> None:
    """A long queue is not read: that it is long is answer enough."""
    workshop.drop(*map(str, range(5)))

    assert _on_the_way(workshop, most=4) is None
    assert _on_the_way(workshop, most=5) == set("01234")


def test_garbage_hides_nothing(workshop: Workshop) -> None:
    """Whatever else lies in the queues and among what was taken, the hints are found. Scenario B11."""
    for raw in GARBAGE.values():
        workshop.lay(raw)
    with workshop.server.client() as client:
        for number, raw in enumerate(GARBAGE.values()):
            client.hset(f"{workshop.prefix}unacked", f"tag-{number}", raw)
            client.zadd(f"{workshop.prefix}unacked_index", {f"tag-{number}": time.time()})
    workshop.drop("165/a.pdf")

    assert "165/a.pdf" in (_on_the_way(workshop) or ())
    assert workshop.depths().ready["fetch.live"] == len(GARBAGE) + 1


def test_a_broker_that_refuses_is_unavailable(workshop: Workshop) -> None:
    """Every question says so, without the password."""
    settings = load(BrokerSettings, workshop.environ | {"REFERAT_BROKER_PASSWORD": "not-the-password"})
    refused = Broker(settings)
    for ask in (
        refused.ping,
        refused.depths,
        lambda: refused.on_the_way(ROUTES[FileDropped], most=ENOUGH, patience_seconds=LONG_SECONDS),
    ):
        with pytest.raises(BrokerUnavailableError) as error:
            ask()
        assert "not-the-password" not in str(error.value)
    refused.close()
