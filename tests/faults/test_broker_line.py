"""A real broker on a bad line, or without memory: workers and publishers get over it, and wait for nothing for long."""

import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from deploy.stack.servers.server import HOST
from deploy.stack.servers.valkey import ValkeyServer
from services.fetcher.door import Door
from services.fetcher.serving import opened
from shared.contract.facts import FileDropped
from shared.errors import BrokerUnavailableError
from shared.queue.configuration import PUBLISHING_SECONDS, SILENT_SECONDS
from shared.queue.routes import ROUTES
from tests.builders import reception_of
from tests.faults.behaviour import Behaviour, Blackhole, DropReply, Refuse
from tests.faults.broker_faults import without_memory
from tests.faults.injections import Injected
from tests.faults.proxy import Proxy
from tests.faults.wire_faults import PUBLISHED, TAKEN
from tests.integration.queue.waiting import until
from tests.integration.queue.workshop import Workshop

pytestmark = pytest.mark.server

EVENT = b"""{"Records": [{"eventName": "s3:ObjectCreated:Put",
    "s3": {"bucket": {"name": "drop"}, "object": {"key": "165/a"}}}]}"""
VISIBILITY_SECONDS = 4
# Two attempts of a publisher, each on a connection that says nothing; and a busy machine.
PATIENCE_SECONDS = 2 * 3 * PUBLISHING_SECONDS + 5


@pytest.fixture
def line(valkey: ValkeyServer) -> Iterator[Proxy]:
    """Stand before the broker."""
    with Proxy(valkey.port) as made:
        yield made


@pytest.fixture
def workshop(valkey: ValkeyServer, line: Proxy, tmp_path: Path) -> Iterator[Workshop]:
    """Give an environment whose workers and publishers reach the broker through that line."""
    environ = {
        "REFERAT_BROKER_URL": f"redis://{line.address}/0",
        "REFERAT_VISIBILITY_SECONDS": str(VISIBILITY_SECONDS),
    }
    with closing(Workshop(valkey, tmp_path, **environ)) as made:
        yield made


def test_a_message_that_was_taken_and_never_came(workshop: Workshop, line: Proxy) -> None:
    """It is nowhere, and counts as on its way no more, so that a sweep asks again; its worker goes on. Scenario B4."""
    with workshop.hearing() as worker:
        line.behave(TAKEN, times=1)
        workshop.drop("165/lost.pdf")
        assert line.wait(20)
        workshop.until_quiet()
        assert workshop.broker.on_the_way(ROUTES[FileDropped], most=10, patience_seconds=300) == frozenset()

        workshop.drop("165/lost.pdf", "165/next.pdf")
        until(lambda: {"165/lost.pdf", "165/next.pdf"} <= worker.ended().keys())
        assert worker.did() == ["165/lost.pdf", "165/next.pdf"]


def test_a_publication_whose_answer_is_lost(workshop: Workshop, line: Proxy) -> None:
    """It counts as published, and lies in the queue twice: both are done, and nothing is left. Scenario B9."""
    line.behave(PUBLISHED, times=1)
    workshop.drop("165/a.pdf")

    assert [fact.key for fact in workshop.waiting("fetch.live")] == ["165/a.pdf"] * 2
    with workshop.hearing() as worker:
        until(lambda: len(worker.said("task")) == 2)
        workshop.until_quiet()
        assert worker.ended() == {"165/a.pdf": "done"}


def test_publications_whose_answers_are_all_lost(workshop: Workshop, line: Proxy) -> None:
    """They count as not published, whatever lies in the queue: who publishes must not rely on either. Scenario B9."""
    with line.behaving(PUBLISHED), pytest.raises(BrokerUnavailableError):
        workshop.drop("165/a.pdf")

    assert {fact.key for fact in workshop.waiting("fetch.live")} == {"165/a.pdf"}


@pytest.mark.parametrize("behaviour", [Blackhole(), Refuse()])
def test_the_door_answers_in_time(workshop: Workshop, line: Proxy, behaviour: Behaviour) -> None:
    """A broker that takes nothing, or refuses, is a 503 within seconds, and a 204 once it is back. Scenario B10."""
    reception = reception_of(workshop.publisher, CollectorRegistry())
    with opened(Door(reception, "token"), HOST, 0) as port:
        assert _tell(port) == 204
        with line.behaving(behaviour):
            began = time.monotonic()
            assert _tell(port) == 503
            took = time.monotonic() - began
        print(f"503 after {took:.1f} s")  # noqa: T201 - pytest -s shows it

        assert took < PATIENCE_SECONDS
        assert _tell(port) == 204


def _tell(port: int) -> int:
    with closing(HTTPConnection(HOST, port, timeout=60)) as caller:
        caller.request("POST", "/events", EVENT, headers={"Authorization": "Bearer token"})
        with caller.getresponse() as answer:
            return answer.status


def test_a_lock_that_nobody_holds_keeps_no_message(workshop: Workshop, line: Proxy) -> None:
    """Whoever looks for messages of dead workers locks the others out; a lock that was lost is soon none. Scenario B5.

    Kombu's own lock stood for five minutes, in which no message of a dead worker came back.
    """
    with workshop.hearing() as dying:
        workshop.drop("hang/for-ever")
        until(dying.did)
        line.behave(DropReply(to=b"unacked_mutex", saying=b"+OK"), times=1)
        assert line.wait(20)
        dying.kill()
    with workshop.hearing() as worker:
        until(worker.did, seconds=3 * VISIBILITY_SECONDS + 20)


def test_a_broker_without_memory_ends_no_worker(workshop: Workshop) -> None:
    """One message can't be noted as taken and is lost, for a sweep to find; the worker works afterwards. Scenario B8.

    By default such an answer of the broker ends a worker of Celery, and takes one message more at each of its starts.
    """
    with workshop.hearing() as worker:
        workshop.drop("sleep/1", "165/lost.pdf", "165/next.pdf")
        until(worker.did)
        before = _open_files(worker.pid)
        with without_memory(workshop.server):
            with pytest.raises(BrokerUnavailableError):
                workshop.drop("165/refused.pdf")
            until(lambda: workshop.depths().ready["fetch.live"] == 1)
            time.sleep(2)  # whoever was to end, or to throw away one after the other, would have
        until(lambda: "165/next.pdf" in worker.ended())
        workshop.until_quiet()

        assert worker.did() == ["sleep/1", "165/next.pdf"]
        assert _open_files(worker.pid) <= before + 3  # of some twenty connections that it has tried meanwhile


def _open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


@pytest.mark.faults
def test_a_half_open_line_is_given_up(workshop: Workshop, line: Proxy, injected: Injected) -> None:
    """A worker whose connection is dead without knowing connects anew, with all its threads. Scenario B7."""
    with workshop.hearing(threads=2) as worker:
        workshop.drop("before")
        until(lambda: "before" in worker.ended())
        line.behave(Blackhole())
        line.behave()
        began = time.monotonic()
        workshop.drop("hang/1", "hang/2")
        until(lambda: {"hang/1", "hang/2"} <= set(worker.did()), seconds=2 * SILENT_SECONDS + 20)
        injected("half-open connections of a worker", time.monotonic() - began)
