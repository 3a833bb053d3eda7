"""Having a bucket tell of its files: one subscription more, beside whatever is configured already.

The configuration is changed as XML. The client's own types know three kinds of subscription, and would drop whatever
else a store keeps there.
"""

from base64 import b64encode
from fnmatch import fnmatchcase
from hashlib import md5
from typing import Any
from xml.etree import ElementTree as ET

from minio.error import MinioException
from urllib3.exceptions import HTTPError

from shared.errors import StoreUnavailableError
from shared.objectstore.opening import connect
from shared.settings import StoreSettings

# One by one: `s3:ObjectCreated:*` speaks of tags, too, with which no file has arrived.
EVENTS = (
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
)
_ID = "referat"
_KINDS = {"sns": "Topic", "lambda": "CloudFunction"}  # by the third part of an ARN; any other is a Queue
_QUERY: dict[str, Any] = {"notification": ""}


def subscribe(settings: StoreSettings, bucket: str, arn: str) -> tuple[str, ...]:
    """Have ``arn`` told of a bucket's files, and name the events that it was not told of before.

    Whoever is told of anything goes on being told. Raises StoreUnavailableError, also if the store knows no such ARN.
    """
    client = connect(settings)
    try:
        answer = client._execute("GET", bucket, query_params=_QUERY)  # noqa: SLF001 - what the client has is too narrow
        configuration = ET.fromstring(answer.data)  # noqa: S314 - the operator's own store
        if added := add(configuration, arn):
            body = spelled(configuration)
            digest = b64encode(md5(body, usedforsecurity=False).digest()).decode()  # S3 wants it
            headers: dict[str, Any] = {"Content-MD5": digest}
            client._execute("PUT", bucket, body=body, headers=headers, query_params=_QUERY)  # noqa: SLF001
    except (MinioException, HTTPError, ET.ParseError) as error:
        raise StoreUnavailableError(bucket, "?notification", f"{type(error).__name__}: {error}"[:300]) from error
    return added


def add(configuration: ET.Element, arn: str) -> tuple[str, ...]:
    """Add what a configuration lacks to have ``arn`` told of all ``EVENTS``, and name what was lacking.

    A subscription with a filter is about some names only: it is somebody's own, and does not count.
    """
    namespace = _namespace(configuration)
    kind = _KINDS.get(":".join(arn.split(":")[2:3]), "Queue")
    ours = [
        found
        for found in configuration.iterfind(f"{namespace}{kind}Configuration")
        if _is_same(found.findtext(f"{namespace}{kind}") or "", arn) and found.find(f"{namespace}Filter") is None
    ]
    heard = [event.text or "" for found in ours for event in found.iterfind(f"{namespace}Event")]
    lacking = tuple(event for event in EVENTS if not any(fnmatchcase(event, pattern) for pattern in heard))
    if lacking:
        place = ours[0] if ours else _new(configuration, kind, arn)
        for event in lacking:
            ET.SubElement(place, f"{namespace}Event").text = event
    return lacking


def spelled(configuration: ET.Element) -> bytes:
    """Spell a configuration without prefixes: not every store's parser knows that they are only spelling."""
    return ET.tostring(configuration, default_namespace=_namespace(configuration).strip("{}") or None)


def _new(configuration: ET.Element, kind: str, arn: str) -> ET.Element:
    namespace = _namespace(configuration)
    made = ET.SubElement(configuration, f"{namespace}{kind}Configuration")
    ET.SubElement(made, f"{namespace}Id").text = _ID
    ET.SubElement(made, f"{namespace}{kind}").text = arn
    return made


def _is_same(one: str, other: str) -> bool:
    """Tell whether two ARNs name the same; one without a region names it in whichever region the store is.

    MinIO and its kin are told an ARN without a region and answer it with theirs, if they have one.
    """
    (front, region, rest), (other_front, other_region, other_rest) = _apart(one), _apart(other)
    return (front, rest) == (other_front, other_rest) and (region == other_region or not (region and other_region))


def _apart(arn: str) -> tuple[list[str], str, list[str]]:
    """Take an ARN apart into what stands before its region, the region, and what stands behind it."""
    parts = arn.split(":")
    return parts[:3], "".join(parts[3:4]), parts[4:]


def _namespace(element: ET.Element) -> str:
    """Take the namespace from a tag, as it stands there: in braces, or empty."""
    return element.tag[: element.tag.find("}") + 1]
