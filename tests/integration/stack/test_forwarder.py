"""The forwarder before a real store: requests go through as they are, and each change is told as a store tells it."""

import io
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection

import pytest
from minio import Minio
from minio.commonconfig import CopySource
from minio.deleteobjects import DeleteObject
from minio.error import S3Error

from deploy.stack.forwarder.forwarder import Forwarder
from deploy.stack.servers.s3 import S3Server
from deploy.stack.servers.server import free_ports
from services.fetcher.door import Door
from services.fetcher.events import Event, Kind, Source, read
from services.fetcher.serving import opened

pytestmark = pytest.mark.server

PATIENCE_SECONDS = 20.0
AGAIN_SECONDS = 0.05


@dataclass
class Desk:
    """Keeps the events that came; says no so many times first."""

    events: list[Event] = field(default_factory=list)
    refusals: int = 0
    noes: int = 0

    def receive(self, body: bytes) -> bool:
        """Take a body, or have it sent again."""
        if self.noes:
            self.noes -= 1
            return False
        self.events += read(body)
        return True

    def refuse(self) -> None:
        """Count a call without the token."""
        self.refusals += 1


@dataclass
class Front:
    """The forwarder with the door behind it, and clients before it."""

    store: S3Server
    forwarder: Forwarder
    desk: Desk

    def client(self, user: str = "k165") -> Minio:
        """Make a client that comes through the forwarder."""
        return self.store.client(user, address=self.forwarder.address)

    def put(self, key: str, body: bytes = b"body") -> None:
        """Drop a file as a municipality."""
        self.client().put_object(bucket_name="drop", object_name=key, data=io.BytesIO(body), length=len(body))

    def told(self, count: int) -> list[tuple[Kind, str]]:
        """Wait for so many events, and then for none too many."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.desk.events) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.1)
        return [(event.kind, event.key) for event in self.desk.events]


@pytest.fixture
def front(s3: S3Server) -> Iterator[Front]:
    """Stand before the store, with a door behind."""
    desk = Desk()
    (port,) = free_ports(1)
    with ExitStack() as stack:
        door = stack.enter_context(opened(Door(desk, "token"), "127.0.0.1", 0))
        url = f"http://127.0.0.1:{door}/events"
        forwarder = Forwarder(port=port, store=s3.port, door=url, token="token", again_seconds=AGAIN_SECONDS)
        stack.enter_context(forwarder)
        yield Front(s3, forwarder, desk)


def test_a_put_is_told_as_a_store_tells_it(front: Front) -> None:
    """Bucket, key, size, user and moment are those of the request, and what was put is what lies there."""
    body = "æ".encode() * 1000
    front.put("165/år/a b+%2B.pdf", body)
    assert front.told(1) == [(Kind.CREATED, "165/år/a b+%2B.pdf")]
    (event,) = front.desk.events

    assert (event.source, event.bucket, event.size, event.principal) == (Source.MINIO, "drop", 2000, "k165")
    assert event.at is not None
    with front.client("root").get_object(bucket_name="drop", object_name="165/år/a b+%2B.pdf") as answer:
        assert answer.read() == body


def test_every_way_to_create_and_remove_is_told(front: Front) -> None:
    """In parts, by copy, one by one and many at once; each change is one event, in order."""
    root = front.client("root")
    parts, whole = io.BytesIO(b"x" * (6 * 1024 * 1024)), CopySource(bucket_name="drop", object_name="165/parts")
    root.put_object(bucket_name="drop", object_name="165/parts", data=parts, length=-1, part_size=5 * 1024 * 1024)
    root.copy_object(bucket_name="drop", object_name="165/copy", source=whole)
    root.remove_object(bucket_name="drop", object_name="165/parts")
    assert not list(root.remove_objects(bucket_name="drop", delete_object_list=[DeleteObject("165/copy")]))

    assert front.told(4) == [
        (Kind.CREATED, "165/parts"),
        (Kind.CREATED, "165/copy"),
        (Kind.REMOVED, "165/parts"),
        (Kind.REMOVED, "165/copy"),
    ]


def test_what_changes_nothing_is_not_told(front: Front) -> None:
    """Reading, listing, what the store refuses, and other buckets."""
    front.put("165/a")
    root = front.client("root")
    list(root.list_objects(bucket_name="drop", prefix="165/"))
    root.stat_object(bucket_name="drop", object_name="165/a")
    root.put_object(bucket_name="items", object_name="x", data=io.BytesIO(b"x"), length=1)
    with pytest.raises(S3Error, match="AccessDenied"):
        front.put("306/a")
    front.put("165/b")

    assert front.told(2) == [(Kind.CREATED, "165/a"), (Kind.CREATED, "165/b")]


def test_an_event_is_told_until_it_is_heard_and_none_before_it(front: Front) -> None:
    """A door that says no holds up all later events, and loses none."""
    front.desk.noes = 3
    for number in range(5):
        front.put(f"165/{number}")

    assert [key for _, key in front.told(5)] == [f"165/{number}" for number in range(5)]
    assert (front.desk.noes, front.desk.refusals) == (0, 0)


def test_many_come_through_at_once(front: Front) -> None:
    """Each client has its own line, and every file is told once."""
    threads = [threading.Thread(target=front.put, args=(f"165/{number}", b"x" * 10_000)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(front.told(30)) == sorted((Kind.CREATED, f"165/{number}") for number in range(30))


def test_a_store_that_is_away_is_a_bad_gateway(s3: S3Server) -> None:
    """The client hears of it at once, and nobody else does."""
    port, nowhere = free_ports(2)
    with Forwarder(port=port, store=nowhere, door=f"{s3.url}/nowhere", token=""):
        line = HTTPConnection("127.0.0.1", port, timeout=10)
        line.request("PUT", "/drop/165/a", b"x")
        assert line.getresponse().status == 502
        line.close()
