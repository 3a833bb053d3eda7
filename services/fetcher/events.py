"""What an S3 store says has happened in a bucket, read from the bodies that its kinds send.

================  ====================  ==========================================================
store             ``eventSource``       what is peculiar to it
================  ====================  ==========================================================
MinIO, Silo       ``minio:s3``          the key twice: form-encoded in the record, plain beside it
RustFS            ``rustfs:s3``         the same
AWS               ``aws:s3``            event names without ``s3:``; ``s3:TestEvent`` without records
Ceph              ``ceph:s3``           event names without ``s3:``; the key plain
================  ====================  ==========================================================

AWS calls through SNS, which packs a body into the ``Message`` of a body of its own, unless its subscription asks for
raw delivery; and before it tells of anything, somebody must open an address that it sends
(https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html).

A body comes from outside. Whatever it holds, it is read as at least one event, and nothing is raised.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import unquote_plus

from shared.contract.keys import MAX_KEY_BYTES

MAX_BODY_BYTES = 256 * 1024  # an event has about 2 KB, one with the longest key and metadata some 20
MAX_RECORDS = 500  # every store that we know sends one in a body, of 500 bytes or more; each may become a line of log
MAX_DEPTH = 16  # the deepest body of a store that we know has 8 levels
_MAX_SIZE = 2**63  # no store has more room; a number can have thousands of digits
_CREATED = {"Put", "Post", "Copy", "CompleteMultipartUpload"}
_REMOVED = {"Delete", "DeleteMarkerCreated"}
_EXPIRY_AGENT = "Internal: [ILM-Expiry]"  # how MinIO and its kin tell the lifecycle's removals from a client's
_EXPIRY_NAMES = {"LifecycleExpiration", "ObjectLifecycle"}
_CONFIRMATIONS = {
    "SubscriptionConfirmation": "SNS tells of nothing until somebody has opened the address, within two days",
    "UnsubscribeConfirmation": "somebody has ended a subscription of SNS; to open the address takes it up again",
}
# One request to one service: an address of somebody else's making could as well end a subscription, or lead anywhere.
_ADDRESS = re.compile(
    r"https://sns\.[a-z0-9-]+\.amazonaws\.com/\?Action=ConfirmSubscription&TopicArn=[\w%:.-]{1,500}&Token=\w{1,1000}",
    re.ASCII,
)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)  # one without an end, too: nothing is looked at twice
_BRACKET = re.compile(r"[\[\]{}]")


class Source(StrEnum):
    """Which kind of store says it."""

    MINIO = "minio"
    RUSTFS = "rustfs"
    AWS = "aws"
    CEPH = "ceph"
    OTHER = "other"


class Kind(StrEnum):
    """What an event is about."""

    CREATED = "created"
    REMOVED = "removed"
    EXPIRED = "expired"
    TEST = "test"
    CONFIRMATION = "confirmation"
    OTHER = "other"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that a store says; ``key`` is decoded, and ``cause`` tells why a malformed event is one.

    ``address`` is what somebody must open for SNS, empty if it leads to anything but a confirmation at SNS.
    """

    kind: Kind
    source: Source = Source.OTHER
    bucket: str = ""
    key: str = ""
    size: int = 0
    principal: str = ""
    at: datetime | None = None
    cause: str = ""
    address: str = ""


def read(body: bytes) -> tuple[Event, ...]:
    """Read the events of one body, always at least one. An empty body is a store that tries the door."""
    try:
        told = _told(body)
    except ValueError as error:
        return (_malformed(str(error)),)
    match told:
        case {"Records": [_, *_] as records} if len(records) > MAX_RECORDS:
            return (_malformed("it has too many records"),)
        case {"Records": [_, *_] as records}:
            plain = told.get("Key") if len(records) == 1 else None
            return tuple(_event(record, plain) for record in records)
        case None | {"Event": "s3:TestEvent"}:
            return (Event(kind=Kind.TEST),)
        case {"Type": str(kind), "SubscribeURL": str(address)} if kind in _CONFIRMATIONS:
            return (_confirmation(kind, address),)
        case _:
            return (_malformed("it has no records"),)


def _told(body: bytes) -> Any:
    """Parse a body, and what SNS has packed into it. Raises ValueError in words of our own: others may quote it."""
    if len(body) > MAX_BODY_BYTES:
        raise ValueError("it is too large")
    try:
        text = body.decode()
    except ValueError as error:
        raise ValueError("it is no JSON") from error
    told = _parsed(text)
    match told:
        case {"Type": "Notification", "Message": str(message)}:
            return _parsed(message)  # once: what is packed twice is no store's
        case _:
            return told


def _parsed(text: str) -> Any:
    """Parse a text; ``None`` for an empty one."""
    if _depth(text) > MAX_DEPTH:
        raise ValueError("it is nested too deeply")
    try:
        return json.loads(text) if text.strip() else None
    except ValueError as error:
        raise ValueError("it is no JSON") from error


def _confirmation(kind: str, address: str) -> Event:
    cause = _CONFIRMATIONS[kind]
    if not _ADDRESS.fullmatch(address):
        return Event(kind=Kind.CONFIRMATION, source=Source.AWS, cause=f"{cause}; but the address is not one of SNS")
    return Event(kind=Kind.CONFIRMATION, source=Source.AWS, cause=cause, address=address)


def _event(record: Any, plain: Any) -> Event:
    match record:
        case {"eventName": str(name), "s3": {"bucket": {"name": str(bucket)}, "object": {"key": str(key), **about}}}:
            source = _source(record)
        case _:
            return _malformed("a record lacks its name, bucket or key")
    try:
        key = key if source is Source.CEPH else unquote_plus(key, errors="strict")
        if not 0 < len(key.encode()) <= MAX_KEY_BYTES:
            return _malformed("a key has no bytes, or too many", source)
    except ValueError:  # no UTF-8, or half a letter
        return _malformed("a key is no text", source)
    if plain is not None and plain != f"{bucket}/{key}":
        return _malformed("the two spellings of a key differ", source)
    size = about.get("size")
    return Event(
        kind=_kind(name.removeprefix("s3:"), record),
        source=source,
        bucket=bucket,
        key=key,
        size=size if isinstance(size, int) and 0 < size < _MAX_SIZE else 0,
        principal=_text(record, "userIdentity", "principalId"),
        at=_moment(record.get("eventTime")),
    )


def _kind(name: str, record: Any) -> Kind:
    family, _, member = name.partition(":")
    if family in _EXPIRY_NAMES:
        return Kind.EXPIRED
    if family == "ObjectCreated" and member in _CREATED:
        return Kind.CREATED
    if family == "ObjectRemoved" and member in _REMOVED:
        expired = _text(record, "source", "userAgent").startswith(_EXPIRY_AGENT)
        return Kind.EXPIRED if expired else Kind.REMOVED
    return Kind.OTHER


def _source(record: Any) -> Source:
    name, _, _ = str(record.get("eventSource")).partition(":")
    return Source(name) if name in set(Source) else Source.OTHER


def _text(record: Any, part: str, name: str) -> str:
    """Read a text of a part; empty where there is none."""
    within = record.get(part)
    text = within.get(name) if isinstance(within, dict) else None
    return text if isinstance(text, str) else ""


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


def _malformed(cause: str, source: Source = Source.OTHER) -> Event:
    return Event(kind=Kind.MALFORMED, source=source, cause=cause)


def _depth(text: str) -> int:
    """Count how many brackets are open at once, without opening any."""
    deepest = depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest
