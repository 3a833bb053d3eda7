"""What a store of MinIO's kind says about one request that it has carried out."""

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs, quote_plus, unquote, urlsplit
from xml.etree import ElementTree as ET

Body = dict[str, Any]

_DONE: Final = range(200, 300)
_USER: Final = re.compile(r"Credential=([^/]+)/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer; names of headers are in lower case. The bodies are there where they are XML."""

    method: str
    target: str
    status: int
    asked: Mapping[str, str]
    answered: Mapping[str, str]
    question: bytes = b""
    answer: bytes = b""


def bodies(exchange: Exchange) -> tuple[Body, ...]:
    """Tell what has been created and removed, one body each."""
    address = urlsplit(exchange.target)
    bucket, _, key = unquote(address.path).lstrip("/").partition("/")
    asked = parse_qs(address.query, keep_blank_values=True)
    if exchange.status not in _DONE or not bucket:
        return ()
    return tuple(_body(exchange, name, bucket, key, about) for name, key, about in _changes(exchange, key, asked))


def _changes(exchange: Exchange, key: str, asked: Mapping[str, list[str]]) -> Iterator[tuple[str, str, Body]]:
    """Yield the name of each event, the key of its object, and what else it says of it."""
    match exchange.method:
        case "PUT" if key and not asked.keys() & {"partNumber", "tagging", "acl", "retention", "legal-hold"}:
            is_copy = "x-amz-copy-source" in exchange.asked
            size = 0 if is_copy else _size(exchange)
            yield f"ObjectCreated:{'Copy' if is_copy else 'Put'}", key, _created(exchange, size)
        case "POST" if key and "uploadId" in asked:
            if exchange.answer and ET.fromstring(exchange.answer).tag.endswith("Result"):  # noqa: S314 - our own server
                yield "ObjectCreated:CompleteMultipartUpload", key, _created(exchange, 0)
        case "DELETE" if key and not asked.keys() & {"uploadId", "tagging"}:
            marker = exchange.answered.get("x-amz-delete-marker") == "true"
            yield f"ObjectRemoved:{'DeleteMarkerCreated' if marker else 'Delete'}", key, {}
        case "POST" if not key and "delete" in asked:
            # Of those that are gone the answer tells only who wants to know; of those that are not, always.
            kept = _keys(exchange.answer, "Error")
            for deleted in _keys(exchange.question, "Object"):
                if deleted not in kept:
                    yield "ObjectRemoved:Delete", deleted, {}


def _keys(body: bytes, element: str) -> list[str]:
    """List the keys of elements of one name, in whatever namespace."""
    found = ET.fromstring(body).iterfind(f"{{*}}{element}/{{*}}Key")  # noqa: S314 - our own server, our own clients
    return [key.text or "" for key in found]


def _created(exchange: Exchange, size: int) -> Body:
    about = {
        "size": size,  # left out where it is nothing, as MinIO does
        "eTag": exchange.answered.get("etag", "").strip('"'),
        "contentType": exchange.asked.get("content-type", "application/octet-stream"),
        "versionId": exchange.answered.get("x-amz-version-id"),
    }
    return {name: value for name, value in about.items() if value}


def _size(exchange: Exchange) -> int:
    """How large an object is: a client that signs piece by piece sends more than that."""
    return int(exchange.asked.get("x-amz-decoded-content-length") or exchange.asked.get("content-length") or 0)


def _body(exchange: Exchange, name: str, bucket: str, key: str, about: Body) -> Body:
    named = f"s3:{name}"
    user = _user(exchange)
    identity = {"principalId": user}
    record = {
        "eventVersion": "2.0",
        "eventSource": "minio:s3",
        "awsRegion": "us-east-1",
        "eventTime": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "eventName": named,
        "userIdentity": identity,
        "requestParameters": {**identity, "region": "us-east-1", "sourceIPAddress": "127.0.0.1"},
        "responseElements": {"x-amz-request-id": exchange.answered.get("x-amz-request-id", "")},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "Config",
            "bucket": {"name": bucket, "ownerIdentity": identity, "arn": f"arn:aws:s3:::{bucket}"},
            "object": {"key": quote_plus(key), **about, "sequencer": f"{time.time_ns():X}"},
        },
        "source": {"host": "127.0.0.1", "port": "", "userAgent": exchange.asked.get("user-agent", "")},
    }
    return {"EventName": named, "Key": f"{bucket}/{key}", "Records": [record]}


def _user(exchange: Exchange) -> str:
    """Name who has signed a request, by its header or its address."""
    signed = _USER.search(exchange.asked.get("authorization", ""))
    if signed:
        return signed[1]
    credential = parse_qs(urlsplit(exchange.target).query).get("X-Amz-Credential", [""])[0]
    return credential.partition("/")[0]
