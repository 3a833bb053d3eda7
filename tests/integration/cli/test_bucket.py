"""``referat bucket subscribe``, by the requests that it sends to a store that keeps what it is told."""

import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from services.cli.app import build
from services.cli.commands.bucket import ARN
from shared.errors import StoreUnavailableError
from shared.objectstore.subscribing import EVENTS

NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
NOTHING = f"<NotificationConfiguration {NAMESPACE}/>"
OTHERS = (
    "<TopicConfiguration><Id>t</Id><Topic>arn:aws:sns:eu:1:t</Topic><Event>s3:ObjectCreated:*</Event>"
    "</TopicConfiguration><QueueConfiguration><Id>q</Id><Filter><S3Key><FilterRule><Name>suffix</Name>"
    f"<Value>.pdf</Value></FilterRule></S3Key></Filter><Queue>{ARN}</Queue><Event>s3:ObjectCreated:Put</Event>"
    "</QueueConfiguration><EventBridgeConfiguration/>"
)


@dataclass
class Store:
    """What one bucket is configured to tell, and which requests came about it."""

    configuration: str = NOTHING
    requests: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    refuses: bool = False
    port: int = 0

    def told(self) -> list[tuple[str, str]]:
        """List who is told of what now, in order."""
        root = ET.fromstring(self.configuration)  # noqa: S314 - it came from our own command
        space = "{http://s3.amazonaws.com/doc/2006-03-01/}" if "xmlns" in self.configuration else ""
        return [
            (found.findtext(f"{space}{kind}") or "", event.text or "")
            for kind in ("Topic", "Queue", "CloudFunction")
            for found in root.iterfind(f"{space}{kind}Configuration")
            for event in found.iterfind(f"{space}Event")
        ]

    def run(self, *arguments: str) -> Result:
        """Run the command against this store."""
        environ = {
            "REFERAT_STORE_URL": f"http://127.0.0.1:{self.port}",
            "REFERAT_STORE_ACCESS_KEY": "root",
            "REFERAT_STORE_SECRET_KEY": "root-secret",
            "REFERAT_HOME": "/for/other/commands",
        }
        return CliRunner().invoke(build(), ["bucket", "subscribe", *arguments], obj=environ)


@pytest.fixture
def store() -> Iterator[Store]:
    """Run a store that knows this one question."""
    kept = Store()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(kept.configuration.encode())

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.headers = {name.lower(): value for name, value in self.headers.items()}
            if not kept.refuses:
                kept.configuration = body.decode()
            self.answer(b"")

        def answer(self, body: bytes) -> None:
            kept.requests.append((self.command, self.path))
            refused = kept.refuses and self.command == "PUT"
            body = b"<Error><Code>InvalidArgument</Code><Message>no such ARN</Message></Error>" if refused else body
            self.send_response(400 if refused else 200)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.port = server.server_port
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield kept
        server.shutdown()


def test_a_bucket_that_tells_nobody_tells_us(store: Store) -> None:
    """Six events are asked for one by one, in a signed request with the hash that S3 wants."""
    done = store.run()

    assert done.exit_code == 0, done.output
    assert store.told() == [(ARN, event) for event in EVENTS]
    assert store.requests == [("GET", "/drop?notification="), ("PUT", "/drop?notification=")]
    assert store.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=root/")
    digest = md5(store.configuration.encode(), usedforsecurity=False).digest()
    assert store.headers["content-md5"] == b64encode(digest).decode()
    assert "root-secret" not in done.output


def test_the_second_time_nothing_is_sent(store: Store) -> None:
    """What is configured already is read, told, and left alone."""
    store.run()
    before = store.configuration
    done = store.run()

    assert (done.exit_code, store.configuration) == (0, before)
    assert [method for method, _ in store.requests] == ["GET", "PUT", "GET"]
    assert "already" in done.output


def test_a_store_that_fills_in_its_region_is_told_once(store: Store) -> None:
    """MinIO answers an ARN without a region with the region that it has: it is the same one, and grows."""
    here = ARN.replace("sqs::", "sqs:eu-north-1:")
    store.run()
    store.configuration = store.configuration.replace(ARN, here).replace("<Event>s3:ObjectCreated:Put</Event>", "")
    done = store.run()

    assert set(store.told()) == {(here, event) for event in EVENTS}
    assert store.configuration.count("<QueueConfiguration>") == 1
    assert "of s3:ObjectCreated:Put from now on" in done.output
    assert "already" in store.run().output


@pytest.mark.parametrize(
    "other",
    [
        "arn:minio:sqs:eu-north-1:OTHER:webhook",
        "arn:rustfs:sqs:eu-north-1:FETCHER:webhook",
        "arn:minio:sqs:us-east-1:FETCHER:webhook",
        "arn:minio:sqs",
    ],
)
def test_another_arn_stays_another(store: Store, other: str) -> None:
    """Only a region that is left out is filled in: two regions are two, and so are two names."""
    arn = "arn:minio:sqs:eu-north-1:FETCHER:webhook"
    store.run("--arn", other)
    store.run("--arn", arn)

    assert {whom for whom, _ in store.told()} == {other, arn}


def test_whoever_is_told_already_goes_on_being_told(store: Store) -> None:
    """Other topics, a subscription of ours for some names only, and what the client does not know all stay."""
    store.configuration = f"<NotificationConfiguration {NAMESPACE}>{OTHERS}</NotificationConfiguration>"
    before = store.told()
    store.run()

    assert store.told() == before + [(ARN, event) for event in EVENTS]
    assert "<EventBridgeConfiguration />" in store.configuration
    assert "<Value>.pdf</Value>" in store.configuration
    assert "ns0:" not in store.configuration


def test_only_what_is_lacking_is_added(store: Store) -> None:
    """A pattern covers what it covers, and the subscription that is there is the one that grows."""
    store.configuration = (
        f"<NotificationConfiguration><QueueConfiguration><Queue>{ARN}</Queue><Event>s3:ObjectCreated:*</Event>"
        "</QueueConfiguration></NotificationConfiguration>"
    )
    done = store.run()

    assert store.told() == [(ARN, "s3:ObjectCreated:*"), *((ARN, event) for event in EVENTS[4:])]
    assert store.configuration.count("<QueueConfiguration>") == 1
    assert "ObjectCreated" not in done.output


@pytest.mark.parametrize(
    ("arn", "kind"),
    [
        ("arn:aws:sns:default::referat", "Topic"),
        ("arn:rustfs:sqs:eu:fetcher:webhook", "Queue"),
        ("arn:aws:lambda:eu:1:function:f", "CloudFunction"),
        ("nonsense", "Queue"),
    ],
)
def test_an_arn_says_what_it_is(store: Store, arn: str, kind: str) -> None:
    """Ceph and SNS have topics, MinIO and SQS queues, and Lambda functions."""
    store.run("--arn", arn)

    assert f"<{kind}>{arn}</{kind}>" in store.configuration
    assert {whom for whom, _ in store.told()} == {arn}


def test_a_store_that_refuses_is_told(store: Store) -> None:
    """Nothing is changed, and the store's own words say why."""
    store.refuses = True
    done = store.run()

    assert store.configuration == NOTHING
    assert isinstance(done.exception, StoreUnavailableError)
    assert "no such ARN" in str(done.exception)
