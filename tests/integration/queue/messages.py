"""Messages as they lie in the broker: read, and forged."""

import base64
import json
from typing import Any

NOTHING_FOLLOWS = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
FACT = {"fact": "FileDropped", "trace_id": "t", "key": "forged", "lane": "live", "schema": 1}
HEADERS = {"lang": "py", "task": "fetcher.fetch", "id": "i", "root_id": "i", "parent_id": None, "retries": 0}
PROPERTIES = {
    "correlation_id": "i",
    "delivery_mode": 2,
    "delivery_info": {"exchange": "", "routing_key": "fetch.live"},
    "priority": 0,
    "body_encoding": "base64",
    "delivery_tag": "d",
}


def call_of(message: bytes) -> Any:
    """Read what a message calls with: arguments, named arguments, and what follows."""
    return json.loads(base64.b64decode(json.loads(message)["body"]))


def fields_of(message: bytes) -> dict[str, Any]:
    """Read the fields of a message, and see that it holds nothing else."""
    positional, named, follows = call_of(message)
    assert (positional, follows) == ([], NOTHING_FOLLOWS)
    fields: dict[str, Any] = named
    return fields


def spell(call: object) -> str:
    """Spell a body."""
    return base64.b64encode(json.dumps(call).encode()).decode()


def forged(*without: str, **parts: object) -> bytes:
    """Spell a message like ours but for some of its parts; ``content_type`` is spelled ``content-type``."""
    message = {
        "body": spell([[], FACT, NOTHING_FOLLOWS]),
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": HEADERS,
        "properties": PROPERTIES,
    } | {name.replace("_", "-"): part for name, part in parts.items()}
    return json.dumps({name: part for name, part in message.items() if name not in without}).encode()


def _call(**fields: object) -> str:
    return spell([[], fields, NOTHING_FOLLOWS])


def _headers(*without: str, **headers: object) -> dict[str, object]:
    return {name: each for name, each in (HEADERS | headers).items() if name not in without}


def _properties(*without: str, **properties: object) -> dict[str, object]:
    return {name: each for name, each in (PROPERTIES | properties).items() if name not in without}


DEEP = b"[" * 100_000

GARBAGE: dict[str, bytes] = {
    "bytes that are no text": b"\xff\xfe garbage",
    "an empty message": b"",
    "a number": b"3",
    "a list": b"[]",
    "nothing at all": b"null",
    "an empty object": b"{}",
    "a nest without end": DEEP,
    "another task": forged(headers=_headers(task="nobody.knows")),
    "a task of Celery's own": forged(headers=_headers(task="celery.backend_cleanup")),
    "no task": forged(headers=_headers("task")),
    "a task that is a list": forged(headers=_headers(task=[1])),
    "another task without a name of its own": forged(headers={"task": "nobody.knows"}),
    "no identity": forged(headers=_headers("id")),
    "no headers": forged("headers"),
    "headers that are a list": forged(headers=[1]),
    "headers that are nothing": forged(headers=None),
    "no properties": forged("properties"),
    "no tag": forged(properties=_properties("delivery_tag")),
    "no origin": forged(properties=_properties("delivery_info")),
    "an origin that is nothing": forged(properties=_properties(delivery_info={"exchange": None, "routing_key": None})),
    "another encoding": forged(properties=_properties(body_encoding="rot13")),
    "pickle": forged(content_type="application/x-python-serialize"),
    "no media type": forged(content_type=None),
    "another charset": forged(content_encoding="utf-99"),
    "a body that is no base64": forged(body="!!!"),
    "a body that is no JSON": forged(body=base64.b64encode(b"\xff{").decode()),
    "a body that is a nest without end": forged(body=base64.b64encode(DEEP).decode()),
    "a body that is a number": forged(body=spell(3)),
    "a body that is nothing": forged(body=None),
    "no body": forged("body"),
    "packed": forged(headers=_headers(compression="application/x-gzip")),
    "arguments without names": forged(body=spell([[1, 2], {}, NOTHING_FOLLOWS])),
    "named arguments that are a list": forged(body=spell([[], [1], NOTHING_FOLLOWS])),
    "a call that another should follow": forged(
        body=spell([[], FACT, NOTHING_FOLLOWS | {"callbacks": [{"task": "nobody.knows", "args": [], "kwargs": {}}]}])
    ),
    "the older protocol": forged(
        body=spell({"task": "fetcher.fetch", "id": "i", "args": [], "kwargs": FACT}), headers={}
    ),
    "the older protocol without identity": forged(body=spell({"task": "fetcher.fetch"}), headers={}),
    "something for tomorrow": forged(headers=_headers(eta="2999-01-01T00:00:00+00:00")),
    "something for a time that is none": forged(headers=_headers(eta="soon")),
    "something for yesterday": forged(headers=_headers(expires="2000-01-01T00:00:00+00:00")),
    "a time limit": forged(headers=_headers(timelimit=[1, 1])),
    "a fact of nobody's": forged(body=_call(fact="Nobody", key="k", trace_id="t")),
    "a fact that is a list": forged(body=_call(fact=[1], key="k", trace_id="t")),
    "a fact for another service": forged(body=_call(fact="FileArchived", key="k", trace_id="t")),
    "a fact without its fields": forged(body=_call(fact="FileDropped")),
    "a fact with a field of another type": forged(body=_call(fact="FileDropped", key=3, trace_id="t")),
    "a lane that is none": forged(body=_call(fact="FileDropped", key="k", trace_id="t", lane="Hemmelig Hansen")),
    "no fact": forged(body=_call()),
}
"""What lies in a queue and is no hint of ours (scenario B11)."""
