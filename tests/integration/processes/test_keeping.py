"""The keeper as a process, with its own user: it withdraws what is gone, tells it, and leaves what has expired."""

import time
from contextlib import closing
from pathlib import Path

import pytest

from deploy.stack.servers.s3 import S3Server
from deploy.stack.servers.valkey import ValkeyServer
from shared.contract import keys
from shared.contract.codec import encode
from shared.contract.codes import Outcome
from shared.contract.facts import FileArchived
from shared.contract.keys import Section
from shared.contract.result import Delivery, Result
from shared.entries import metadata_of
from shared.objectstore.opening import open_store
from shared.objectstore.port import exists
from shared.queue.broker import Broker
from shared.queue.routes import ROUTES
from shared.settings import BrokerSettings, StoreSettings, load
from tests.integration.processes.running import launched
from tests.integration.queue.waiting import until

pytestmark = pytest.mark.server

SETTINGS = {"REFERAT_KEEP_SECONDS": "0.2", "REFERAT_DROP_EXPIRES_AFTER_DAYS": "30"}


def _delivery(name: str, days_ago: int) -> Delivery:
    dropped_at = time.gmtime(time.time() - days_ago * 24 * 3600)
    return Delivery(
        prefix="101",
        name=name,
        version=time.strftime("%Y%m%dT%H%M%SZ-x", dropped_at),
        dropped_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", dropped_at),
        bytes=1,
    )


def test_it_withdraws_what_is_gone_and_has_not_expired(s3: S3Server, valkey: ValkeyServer, tmp_path: Path) -> None:
    """By its settings and its rights alone: one of two is withdrawn, and the parser is told at once. Scenario A16."""
    archive = open_store(load(StoreSettings, s3.environ()), "archive")
    expired, taken = _delivery("expired.md", 40), _delivery("taken out.md", 2)
    for delivery in (expired, taken):
        key = keys.archive(Section.RAW, keys.tail(delivery.prefix, delivery.name, delivery.version))
        archive.put(key, b"x", metadata=metadata_of(delivery, "0" * 64))
    tombstone, other = (
        keys.archive(Section.WITHDRAWN, keys.tail(each.prefix, each.name, each.version)) for each in (taken, expired)
    )
    with launched("keeper", s3.environ("keeper") | valkey.environ() | SETTINGS, tmp_path) as keeper:
        until(lambda: exists(archive, tombstone))
        with valkey.client() as client:
            until(lambda: client.llen("referat:parse.live"))
        keeper.terminate()

        assert keeper.wait(30) == 0
    assert not exists(archive, other)
    assert [line for line in keeper.lines() if line["event"] == "step"] == [], "a step has failed"


def test_it_tells_of_what_a_command_has_laid(s3: S3Server, valkey: ValkeyServer, tmp_path: Path) -> None:
    """Whoever erases or withdraws by hand has no broker: the parser hears of it all the same, before what waits."""
    archive = open_store(load(StoreSettings, s3.environ()), "archive")
    tombstones = []
    for section in keys.TOMBSTONES:
        delivery = _delivery(f"{section}.md", 2)
        tombstones.append(keys.archive(section, keys.tail("147", delivery.name, delivery.version)))
        outcome = Outcome(section.value)
        archive.put(tombstones[-1], encode(Result(delivery=delivery, outcome=outcome, parser_version="")))
    with (
        launched("keeper", s3.environ("keeper") | valkey.environ() | SETTINGS, tmp_path) as keeper,
        closing(Broker(load(BrokerSettings, valkey.environ()))) as broker,
        valkey.client() as client,
    ):
        parsing = ROUTES[FileArchived]
        until(lambda: set(tombstones) <= (broker.on_the_way(parsing, most=1000, patience_seconds=300) or set()))
        assert client.llen("referat:parse.live") >= len(tombstones)
        keeper.terminate()

        assert keeper.wait(30) == 0
