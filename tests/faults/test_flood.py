"""A flood of events against the real broker: each is answered, and few go into the broker. Scenario A9."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection

import pytest
from prometheus_client import CollectorRegistry

from deploy.stack.servers.valkey import ValkeyServer
from services.fetcher.door import Door
from services.fetcher.quota import AHEAD, BURST, Quota
from services.fetcher.serving import opened
from shared.queue.app import CeleryPublisher
from shared.queue.broker import Broker
from shared.settings import BrokerSettings, load
from tests.builders import reception_of

pytestmark = pytest.mark.server

LINES = 6
AUTHORISED = {"Authorization": "Bearer token"}


@pytest.fixture
def settings(valkey: ValkeyServer) -> BrokerSettings:
    """Name the broker, with nothing in it."""
    return load(BrokerSettings, valkey.environ())


@pytest.fixture
def port(settings: BrokerSettings) -> Iterator[int]:
    """Open a door in front of the broker."""
    registry = CollectorRegistry()
    with closing(CeleryPublisher(settings)) as publisher:
        reception = reception_of(publisher, registry)
        with opened(Door(reception, "token"), "127.0.0.1", 0) as port:
            yield port


def _body(number: int) -> bytes:
    """Tell of a file: all but every tenth is of one municipality."""
    prefix = "306" if number % 10 == 0 else "165"
    name, key = "s3:ObjectCreated:Put", f"{prefix}/{number}"
    record = {"eventName": name, "s3": {"bucket": {"name": "drop"}, "object": {"key": key.replace("/", "%2F")}}}
    return json.dumps({"EventName": name, "Key": f"drop/{key}", "Records": [record]}).encode()


def _send(port: int, numbers: range) -> set[int]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as line:
        answers = set()
        for number in numbers:
            line.request("POST", "/events", _body(number), headers=AUTHORISED)
            with line.getresponse() as answer:
                answer.read()
                answers.add(answer.status)
        return answers


@pytest.mark.parametrize("events", [6_000, pytest.param(100_000, marks=pytest.mark.faults)])
def test_a_flood_is_answered_and_does_not_fill_the_broker(port: int, settings: BrokerSettings, events: int) -> None:
    """A burst of each municipality and what the time lets through goes ahead; the rest is for the sweeps.

    That a hundred thousand take no more than a minute is printed and not asserted: it is a matter of the machine.
    """
    began = time.monotonic()
    with ThreadPoolExecutor(LINES) as pool:
        answers = set().union(*pool.map(lambda line: _send(port, range(line, events, LINES)), range(LINES)))
    took = time.monotonic() - began
    print(f"{events} events in {took:.0f} s, {events / took:.0f} a second")  # noqa: T201 - pytest -s shows it
    with closing(Broker(settings)) as broker:
        hints = broker.depths().ready["fetch.live"]

    let_through = int(took * AHEAD * Quota().files_per_hour / 3600) + 1
    assert answers == {204}
    assert 2 * BURST <= hints <= 2 * (BURST + let_through)
