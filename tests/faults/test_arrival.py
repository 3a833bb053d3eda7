"""Files arrive in every bad way there is, in a running system: each ends as what its content makes of it."""

import json
import signal
from collections.abc import Iterator

import pytest

from services.indexer.receipt_wording import REJECTIONS
from shared.contract.codes import RejectionReason
from tests.faults.behaviour import Delay
from tests.faults.dropping import File, minutes
from tests.faults.injections import Injected
from tests.faults.scene import Scene, running_scene
from tests.faults.wire_faults import HALF_A_FILE
from tests.integration.queue.waiting import until

pytestmark = pytest.mark.server

MOST_BYTES = 50_000
PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Run one system for all of them."""
    with running_scene(REFERAT_MAX_BYTES=str(MOST_BYTES)) as made:
        yield made


def test_a_file_is_replaced_between_its_hint_and_its_fetch(scene: Scene) -> None:
    """What is fetched is what lies there then, and its version is that of the bytes. Scenario A6."""
    first, second = (File(key="165/a6.md", body=minutes(60 + number, scene.choice)) for number in range(2))
    with scene.proxies.store.behaving(Delay(seconds=2.5, to=b"GET /drop/165/a6.md")):
        scene.drop([first, second], told=True)  # the second comes when the store's clock shows another second
        assert scene.proxies.store.wait(PATIENCE_SECONDS), "nobody has fetched it"
    state = scene.settle()

    (entry,) = (entry for key, entry in state.archive.items() if "/165/a6.md@" in key)
    assert entry is not None
    assert entry.sha256 == second.sha256


def test_a_body_ends_early(scene: Scene, injected: Injected) -> None:
    """Half a file is no file: nothing is archived of it, and it is fetched again. Scenario A7."""
    scene.proxies.store.behave(HALF_A_FILE, times=5)
    scene.drop(scene.fresh(5, "a7"), told=True)
    assert until(lambda: scene.proxies.store.struck >= 5, PATIENCE_SECONDS)
    scene.proxies.store.behave()

    scene.recover("half a file, five times", injected)


def test_no_byte_one_byte_and_too_many(scene: Scene) -> None:
    """The largest that is allowed is read, and what is refused is told why, in its receipt. Scenario A11."""
    largest = minutes(11, scene.choice).ljust(MOST_BYTES)
    sizes = {
        "ingen": (b"", RejectionReason.EMPTY),
        "en": (b"x", RejectionReason.NOT_MINUTES),
        "mest": (largest, None),
        "for stor": (largest + b"x", RejectionReason.TOO_LARGE),
    }
    scene.drop([File(key=f"306/a11/{name}.md", body=body, reason=why) for name, (body, why) in sizes.items()])
    state = scene.settle()

    for name, (body, why) in sizes.items():
        receipt = json.loads(state.receipts[f"306/a11/{name}.md.json"])
        text = state.receipts[f"306/a11/{name}.md.txt"].decode()
        assert receipt["file"]["bytes"] == len(body)
        assert (receipt["rejected"] or {}).get("reason") == why
        assert why is None or REJECTIONS[why].why in text
    assert [key for key in state.archive if "/306/a11/for stor.md@" in key and key.startswith("raw/")] == []


def test_one_file_under_fifty_names(scene: Scene) -> None:
    """It is one document of each of three municipalities, with as many deliveries as it has names. Scenario A12."""
    body = minutes(12, scene.choice)
    scene.drop([File(key=f"{('101', '329', '846')[number % 3]}/a12/{number}.md", body=body) for number in range(50)])
    state = scene.settle()

    deliveries = [row for row in state.rows["deliveries"] if row["name"].startswith("a12/")]
    documents = {row["document_id"] for row in deliveries}
    assert len(deliveries) == 50
    assert len([row for row in state.rows["documents"] if row["id"] in documents]) == len(documents) == 3


def test_the_scheduler_is_killed_half_way(scene: Scene, injected: Injected) -> None:
    """It has given half of its hints and knows nothing of them afterwards: each file is done once. Scenario A14."""
    scene.stack.services["fetcher"].send(signal.SIGSTOP)
    scene.drop(scene.fresh(150, "a14"))
    with scene.stack.broker.client() as client:
        given = until(lambda: client.llen("referat:fetch.sweep"), PATIENCE_SECONDS)
        scene.stack.services["scheduler"].kill()
        given = client.llen("referat:fetch.sweep")
    scene.stack.services["fetcher"].send(signal.SIGCONT)
    scene.stack.services["scheduler"].start()

    scene.recover("kill -9 scheduler, half-way through its hints", injected)
    assert 0 < given < 150
