"""Events: whatever a body holds, it is read, counted and answered, and nothing of it is raised."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from services.fetcher.events import Kind, read
from shared.contract.keys import MAX_KEY_BYTES
from shared.queue.publisher import RecordingPublisher
from tests.builders import reception_of

BODIES = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in (Path(__file__).parents[1] / "unit" / "fetcher" / "bodies").glob("*.json")
]
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -1, "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "%FF", "\ud800", "k165"])
    | st.floats()
    | st.text()
)
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List every place in a body."""
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for step, inner in steps for place in _places(inner, (*path, step)))]


def _with(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Copy a body with one place changed."""
    if not path:
        return value
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[path[0]] = _with(node[path[0]], path[1:], value)
    return copy


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """Spoil a body of a real store in a place or two."""
    body = draw(st.sampled_from(BODIES))
    for _ in range(draw(st.integers(1, 2))):
        body = _with(body, draw(st.sampled_from(_places(body))), draw(values))
    return json.dumps(body).encode()


@given(st.binary() | spoilt() | values.map(lambda value: json.dumps(value).encode()))
def test_every_body_is_heard(body: bytes) -> None:
    """The store hears yes, each event is counted once, and what is published is a key that a store can have."""
    registry, publisher = CollectorRegistry(), RecordingPublisher()
    reception = reception_of(publisher, registry)

    assert reception.receive(body)
    counted = [
        sample.value
        for metric in registry.collect()
        for sample in metric.samples
        if sample.name == "referat_events_received_total"
    ]
    assert sum(counted) == len(read(body)) >= 1
    assert all(0 < len(fact.key.encode()) <= MAX_KEY_BYTES for fact in publisher.facts)
    assert all(event.cause for event in read(body) if event.kind is Kind.MALFORMED)
