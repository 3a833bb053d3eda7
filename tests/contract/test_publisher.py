"""Every publisher tells the same: a fact, in the queue of whoever hears it, in its lane, as keys and nothing more."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from deploy.stack.servers.valkey import ValkeyServer
from shared.contract.codec import decode_fact
from shared.contract.facts import Fact, FileArchived, FileDropped, Lane, ResultWritten, ScanFound
from shared.errors import BrokerUnavailableError
from shared.queue.app import CeleryPublisher
from shared.queue.publisher import Publisher, RecordingPublisher
from shared.queue.routes import QUEUES
from shared.settings import BrokerSettings, load
from tests.integration.queue.messages import fields_of
from tests.integration.queue.workshop import Workshop
from tests.servers import running

KEY = "165/æ 100 %+@.pdf"
SOON_SECONDS = 15
HANGING_UP = 150  # the library falls over itself in the first few dozen

Told = tuple[Publisher, Callable[[], list[tuple[str, Fact]]]]


@pytest.fixture
def workshop(valkey_server: ValkeyServer, tmp_path: Path) -> Iterator[Workshop]:
    """Give an environment of its own on a real broker."""
    with closing(Workshop(valkey_server, tmp_path)) as made:
        yield made


@pytest.fixture(params=["recording", pytest.param("celery", marks=pytest.mark.server)])
def told(request: pytest.FixtureRequest) -> Told:
    """Make a publisher of each kind, and a way to see what it has told to whom."""
    if request.param == "recording":
        recording = RecordingPublisher()
        return recording, lambda: list(zip(recording.queues, recording.facts, strict=True))
    workshop: Workshop = request.getfixturevalue("workshop")
    return workshop.publisher, lambda: [(queue, fact) for queue in QUEUES for fact in workshop.waiting(queue)]


@pytest.mark.parametrize("lane", list(Lane))
@pytest.mark.parametrize(
    ("kind", "stage"),
    [(FileDropped, "fetch"), (FileArchived, "parse"), (ScanFound, "ocr"), (ResultWritten, "index")],
)
def test_a_fact_arrives_where_it_is_heard(told: Told, kind: type[Fact], stage: str, lane: Lane) -> None:
    """It lies whole in the one queue of its stage and lane, and in no other."""
    publisher, queues = told
    fact = kind(trace_id="t", key=KEY, lane=lane)
    publisher.publish(fact)

    assert queues() == [(f"{stage}.{lane}", fact)]


def test_facts_keep_their_order(told: Told) -> None:
    """What is told first is heard first."""
    publisher, queues = told
    facts = [FileDropped(trace_id="t", key=str(number)) for number in range(10)]
    for fact in facts:
        publisher.publish(fact)

    assert [fact for _, fact in queues()] == facts


@pytest.mark.server
@pytest.mark.parametrize("kind", [FileDropped, FileArchived, ResultWritten])
def test_a_message_is_json_and_holds_keys_only(workshop: Workshop, kind: type[Fact]) -> None:
    """Any reader of JSON can read it; it names the fact and its fields, and asks for nothing to follow."""
    workshop.publisher.publish(kind(trace_id="t", key=KEY))
    (message,) = (message for queue in QUEUES for message in workshop.raw(queue))

    assert json.loads(message)["content-type"] == "application/json"
    assert fields_of(message) == {"fact": kind.__name__, "trace_id": "t", "key": KEY, "lane": "live", "schema": 1}
    assert decode_fact(fields_of(message) | {"added_since": True}) == kind(trace_id="t", key=KEY)


@pytest.mark.server
def test_a_broker_that_is_away_is_said_soon_and_without_its_password() -> None:
    """Whoever publishes waits some seconds at most, whether nobody listens or somebody hangs, and then goes on."""
    with running(ValkeyServer()) as server:
        publisher = _publisher(server)
        publisher.publish(FileDropped(trace_id="t", key="before"))
        for number in (signal.SIGSTOP, signal.SIGKILL):
            server.send(number)
            began = time.monotonic()
            with pytest.raises(BrokerUnavailableError) as away:
                publisher.publish(FileDropped(trace_id="t", key="lost"))

            assert time.monotonic() - began < SOON_SECONDS
            assert server.password not in str(away.value)
        server.restart()
        publisher.publish(FileDropped(trace_id="t", key="after"))
        publisher.close()


@pytest.mark.server
def test_a_wrong_password_is_unavailable_too() -> None:
    """A broker that refuses us can't take a hint; the sentence does not say with what we tried."""
    with running(ValkeyServer()) as server:
        publisher = _publisher(server, REFERAT_BROKER_PASSWORD="not-the-password")
        with pytest.raises(BrokerUnavailableError) as refused:
            publisher.publish(FileDropped(trace_id="t", key=KEY))

    assert "not-the-password" not in str(refused.value)


@pytest.mark.server
def test_a_full_broker_is_unavailable(workshop: Workshop) -> None:
    """A broker without memory refuses a hint and keeps the others. Scenario B8."""
    workshop.drop("first")
    with workshop.server.client() as client:
        client.config_set("maxmemory", "1")
        try:
            with pytest.raises(BrokerUnavailableError):
                workshop.drop("refused")
        finally:
            client.config_set("maxmemory", "0")
    workshop.drop("second")

    assert [fact.key for fact in workshop.waiting("fetch.live")] == ["first", "second"]


@pytest.mark.server
def test_a_restart_of_the_broker_goes_unnoticed(workshop: Workshop) -> None:
    """The first hint after it arrives, and once, though the connection in the pool is dead."""
    workshop.drop("before")
    workshop.server.restart()
    workshop.drop("after")

    assert [fact.key for fact in workshop.waiting("fetch.live")] == ["before", "after"]


@pytest.mark.server
def test_a_broker_that_hangs_up_again_and_again_is_unavailable_and_nothing_else(workshop: Workshop) -> None:
    """Whatever the library makes of a connection that ends while it is made again; the next one is as good as any."""
    over = Event()

    def publish() -> set[str]:
        kinds = set()
        while not over.is_set():
            try:
                workshop.drop("165/a")
            except Exception as error:  # noqa: BLE001 - which it is, is the question
                kinds.add(type(error).__name__)
        return kinds

    with ThreadPoolExecutor() as pool, workshop.server.client() as client:
        publishers = [pool.submit(publish) for _ in range(4)]
        for _ in range(HANGING_UP):
            client.client_kill_filter(_type="normal", skipme=True)
            time.sleep(0.01)
        over.set()
    kinds = set().union(*(publisher.result() for publisher in publishers))

    assert kinds <= {"BrokerUnavailableError"}
    workshop.drop("165/b")


@pytest.mark.server
def test_a_wiped_broker_takes_the_next_hint(workshop: Workshop) -> None:
    """No hint depends on anything that an earlier one has left in the broker. Scenario B2."""
    workshop.drop("before")
    with workshop.server.client() as client:
        client.flushall()
    workshop.drop("after")

    assert [fact.key for fact in workshop.waiting("fetch.live")] == ["after"]


@pytest.mark.server
def test_environments_on_one_broker_do_not_see_each_other(workshop: Workshop, tmp_path: Path) -> None:
    """Two prefixes are two systems."""
    with closing(Workshop(workshop.server, tmp_path / "another")) as another:
        workshop.drop("ours")
        another.drop("theirs")

        assert [fact.key for fact in workshop.waiting("fetch.live")] == ["ours"]
        assert [fact.key for fact in another.waiting("fetch.live")] == ["theirs"]
        assert workshop.depths().ready["fetch.live"] == another.depths().ready["fetch.live"] == 1


@pytest.mark.server
def test_a_closed_publisher_leaves_no_connection_behind(workshop: Workshop) -> None:
    """Who makes many publishers does not use up the broker's connections."""
    with workshop.server.client() as client:
        before = len(client.client_list())
        for _ in range(5):
            publisher = _publisher(workshop.server)
            publisher.publish(FileDropped(trace_id="t", key=KEY))
            publisher.close()

        assert len(client.client_list()) <= before + 1


def _publisher(server: ValkeyServer, **environ: str) -> CeleryPublisher:
    return CeleryPublisher(load(BrokerSettings, {**server.environ(), **environ}))
