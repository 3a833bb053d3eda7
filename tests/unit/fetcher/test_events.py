"""What stores send, read: a golden body for each kind of store, and rubbish of every kind. Scenarios A5 and A10."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest

from services.fetcher.events import MAX_BODY_BYTES, MAX_DEPTH, MAX_RECORDS, Event, Kind, Source, read

BODIES = Path(__file__).parent / "bodies"
KEY = "165/2026/Økonomi +1/referat å.pdf"
AT = datetime(2026, 11, 25, 14, 5, 0, 123000, tzinfo=UTC)
GOLDEN = {
    "minio-put": (Source.MINIO, Kind.CREATED),
    "minio-multipart": (Source.MINIO, Kind.CREATED),
    "minio-put-empty": (Source.MINIO, Kind.CREATED),
    "minio-tagging": (Source.MINIO, Kind.OTHER),
    "minio-delete": (Source.MINIO, Kind.REMOVED),
    "minio-delete-marker": (Source.MINIO, Kind.REMOVED),
    "minio-expiry": (Source.MINIO, Kind.EXPIRED),
    "rustfs-put": (Source.RUSTFS, Kind.CREATED),
    "aws-put": (Source.AWS, Kind.CREATED),
    "aws-delete": (Source.AWS, Kind.REMOVED),
    "aws-expiry": (Source.AWS, Kind.EXPIRED),
    "aws-test": (Source.OTHER, Kind.TEST),
    "sns-put": (Source.AWS, Kind.CREATED),
    "sns-delete": (Source.AWS, Kind.REMOVED),
    "sns-test": (Source.OTHER, Kind.TEST),
    "sns-subscription": (Source.AWS, Kind.CONFIRMATION),
    "sns-unsubscription": (Source.AWS, Kind.CONFIRMATION),
    "ceph-put": (Source.CEPH, Kind.CREATED),
    "ceph-delete": (Source.CEPH, Kind.REMOVED),
    "ceph-expiry": (Source.CEPH, Kind.EXPIRED),
}
NAMES = [
    "165/a b.pdf",
    "165/a+b.pdf",
    "165/100%2B.pdf",
    "165/å.pdf",
    "165/a\u030a.pdf",
    "165/../x",
    "/x",
    "165/😀@.pdf",
]


def _body(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((BODIES / f"{name}.json").read_text(encoding="utf-8"))
    return body


def _said(key: str, *, plain: str | None = None, **about: Any) -> bytes:
    """Spell a body like MinIO's about one key, which may be encoded wrongly on purpose."""
    body = _body("minio-put")
    body["Records"][0]["s3"]["object"] = {"key": key, **about}
    body["Key"] = f"drop/{key}" if plain is None else f"drop/{plain}"
    return json.dumps(body).encode()


def _by_sns(body: bytes) -> bytes:
    """Pack a body like SNS."""
    return json.dumps(_body("sns-put") | {"Message": body.decode()}).encode()


def _one(body: bytes) -> Event:
    (event,) = read(body)
    return event


def test_every_golden_body_has_its_expectation() -> None:
    """No body lies there unread."""
    assert {path.stem for path in BODIES.glob("*.json")} == GOLDEN.keys()


@pytest.mark.parametrize("name", GOLDEN)
def test_a_body_of_a_store_is_read(name: str) -> None:
    """Whoever sends it, the key comes out as it was written, with what happened, when, and who did it."""
    source, kind = GOLDEN[name]
    event = _one((BODIES / f"{name}.json").read_bytes())

    assert (event.source, event.kind) == (source, kind)
    if kind not in {Kind.TEST, Kind.CONFIRMATION}:
        assert (event.bucket, event.key) == ("drop", KEY)
        assert event.at is not None
        assert event.at.replace(microsecond=123000) == AT


def test_size_and_user_are_read() -> None:
    """The size is what the store says, and nothing where it says none; the user is the principal."""
    assert (_one(json.dumps(_body("minio-put")).encode()).size, _one(_said("a", plain="a")).size) == (48211, 0)
    assert _one(json.dumps(_body("ceph-put")).encode()).principal == "k165"
    assert [_one(_said("a", size=size)).size for size in (-1, "7", None, 2.5, 10**400)] == [0] * 5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("store", ["minio-put", "aws-put", "ceph-put"])
@pytest.mark.parametrize("wrapped", [lambda body: body, _by_sns], ids=["plain", "sns"])
def test_a_key_is_decoded_exactly_once(store: str, name: str, wrapped: Callable[[bytes], bytes]) -> None:
    """What was encoded comes back as it was, Ceph encodes nothing, and a plus sign stays one. Scenario A5."""
    body = _body(store)
    body["Records"][0]["s3"]["object"]["key"] = name if store == "ceph-put" else quote_plus(name)
    if "Key" in body:
        body["Key"] = f"drop/{name}"

    assert _one(wrapped(json.dumps(body).encode())).key == name


def test_the_events_of_one_body_stand_for_themselves() -> None:
    """A record that can't be read spoils no other."""
    records = [*_body("aws-put")["Records"], {"eventName": "ObjectCreated:Put"}, *_body("ceph-delete")["Records"]]
    kinds = [event.kind for event in read(json.dumps({"Records": records}).encode())]

    assert kinds == [Kind.CREATED, Kind.MALFORMED, Kind.REMOVED]


ADDRESS = _body("sns-subscription")["SubscribeURL"]


@pytest.mark.parametrize("name", ["sns-subscription", "sns-unsubscription"])
def test_what_sns_wants_confirmed_has_the_address(name: str) -> None:
    """With what becomes of it when somebody opens it; whoever sends the body, it must be an address of SNS."""
    event = _one(json.dumps(_body(name)).encode())

    assert event.address == ADDRESS
    assert "open" in event.cause


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS.replace("https", "http"),
        ADDRESS.replace("sns.eu-north-1", "sns"),
        ADDRESS.replace("sns.eu-north-1", "s3.eu-north-1"),
        ADDRESS.replace("amazonaws.com", "amazonaws.com.example"),
        ADDRESS.replace("amazonaws.com", "amazonaws.com@example.com"),
        ADDRESS.replace("sns.eu-north-1", "example.com/sns.eu-north-1"),
        ADDRESS.replace("sns.eu-north-1", "sns.example.com#"),
        ADDRESS.replace("ConfirmSubscription", "Unsubscribe"),
        ADDRESS + "&Action=Unsubscribe",
        ADDRESS + "\n",
        ADDRESS + "æ",
        ADDRESS + "0" * 1000,
        "",
    ],
)
def test_an_address_of_anybody_else_is_not_shown(address: str) -> None:
    """Nobody is led elsewhere, or made to do anything else at SNS, by a line of our log."""
    event = _one(json.dumps(_body("sns-subscription") | {"SubscribeURL": address}).encode())

    assert (event.kind, event.address) == (Kind.CONFIRMATION, "")
    assert event.cause.endswith("the address is not one of SNS")


@pytest.mark.parametrize("body", [b"", b" \n"])
def test_an_empty_body_tries_the_door(body: bytes) -> None:
    """It is no event and no fault."""
    assert _one(body) == Event(kind=Kind.TEST)


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"\xff\xfe", "no JSON"),
        (b"{", "no JSON"),
        ('{"Records": []}'.encode("utf-16"), "no JSON"),
        (b"1" * 5000, "no JSON"),
        (b"[]", "no records"),
        (b'"Records"', "no records"),
        (b'{"Records": []}', "no records"),
        (b'{"Records": {"0": 1}}', "no records"),
        (b'{"Records": [7]}', "lacks"),
        (b'{"Records": [7' + b",7" * MAX_RECORDS + b"]}", "too many records"),
        (b'{"Records": [{"eventName": 7, "s3": {}}]}', "lacks"),
        (_said("165/%FF.pdf"), "no text"),
        (_said("165/\ud800.pdf"), "no text"),
        (_said(""), "no bytes"),
        (_said("165/" + "x" * 1021), "too many"),
        (_said("165%2Fa%252B.pdf", plain="165/a+.pdf"), "differ"),
        (_by_sns(b"{"), "no JSON"),
        (_by_sns(b'"Hello"'), "no records"),
        (_by_sns(_by_sns(b"{}")), "no records"),
        (_by_sns(b"[" * 1000), "deep"),
        (_by_sns(_said("165/\ud800.pdf")), "no text"),
        (b'{"Type": "Notification", "Message": "\\ud800"}', "no JSON"),
        (b'{"Type": "Notification", "Message": 7}', "no records"),
        (b'{"Type": "SubscriptionConfirmation", "SubscribeURL": 7}', "no records"),
        (b"[" * 100_000, "deep"),
        (b'{"Records": [' + b'{"a":' * MAX_DEPTH + b"1" + b"}" * MAX_DEPTH + b"]}", "deep"),
        (b'{"Records": 1}' + b" " * MAX_BODY_BYTES, "too large"),
    ],
    ids=lambda value: str(value[:20]),
)
def test_rubbish_is_told_as_such(body: bytes, cause: str) -> None:
    """Whatever the body holds, it is one malformed event with a cause in our own words. Scenario A10."""
    event = _one(body)

    assert event.kind is Kind.MALFORMED
    assert cause in event.cause


@pytest.mark.parametrize("unit", ['"', '\\"', '"\\', '["', "[]"])
def test_no_body_takes_long(unit: str) -> None:
    """The largest body of quotes, escapes or brackets is read in a moment. Scenario A10."""
    body = (unit * MAX_BODY_BYTES)[:MAX_BODY_BYTES].encode()
    began = time.process_time()
    read(body)

    assert time.process_time() - began < 1


def test_brackets_in_a_name_are_no_depth() -> None:
    """Only brackets outside of texts count, also behind an escaped quotation mark."""
    name = '165/"' + "[" * 50 + '".pdf'

    assert _one(_said(quote_plus(name), plain=name)).key == name
