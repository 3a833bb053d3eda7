"""Files arrive in every bad way there is, in a running system: each ends as what its content makes of it."""

import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from services.indexer.receipt_wording import REJECTIONS
from shared.contract.codes import RejectionReason
from shared.contract.facts import FileDropped
from shared.queue.app import CeleryPublisher
from shared.settings import BrokerSettings, load
from tests.faults.behaviour import Delay
from tests.faults.dropping import File, minutes
from tests.faults.injections import Injected
from tests.faults.scene import Scene, running_scene
from tests.faults.state import State
from tests.integration.queue.waiting import until

pytestmark = pytest.mark.server

MOST_BYTES = 50_000
PATIENCE_SECONDS = 60.0
REPLACED, REPEATED = "165/a6.md", "165/b12.md"
SIZES = {
    "ingen": (0, RejectionReason.EMPTY),
    "en": (1, RejectionReason.NOT_MINUTES),
    "flest": (MOST_BYTES, None),
    "for mange": (MOST_BYTES + 1, RejectionReason.TOO_LARGE),
}
HINTS = 500


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Run one system for all of them."""
    with running_scene(REFERAT_MAX_BYTES=str(MOST_BYTES)) as made:
        yield made


@pytest.fixture(scope="module")
def arrived(scene: Scene) -> State:
    """Have files arrive in each of these ways, and look when all is quiet."""
    _replace(scene, REPLACED)
    scene.drop([_file_of_size(scene, name) for name in SIZES])
    body = minutes(12, scene.choice)
    scene.drop([File(key=f"{('101', '329', '846')[number % 3]}/a12/{number}.md", body=body) for number in range(50)])
    scene.drop([File(key=REPEATED, body=minutes(13, scene.choice))])
    _repeat(scene, REPEATED)
    return scene.settle()


def _replace(scene: Scene, key: str) -> None:
    """Put another file in the place of one that the fetcher is on its way to."""
    with scene.proxies.store.behaving(Delay(seconds=2.5, to=f"GET /drop/{key}".encode())):
        scene.drop([File(key=key, body=minutes(60 + number, scene.choice)) for number in range(2)], told=True)
        assert scene.proxies.store.wait(PATIENCE_SECONDS), "nobody has fetched it"


def _file_of_size(scene: Scene, name: str) -> File:
    size, reason = SIZES[name]
    body = minutes(size, scene.choice).lstrip(b"# ").ljust(size)[:size]
    return File(key=f"306/a11/{name}.md", body=body, reason=reason)


def _repeat(scene: Scene, key: str) -> None:
    """Give one hint many times, several at once."""
    with closing(CeleryPublisher(load(BrokerSettings, scene.stack.broker.environ()))) as publisher:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(publisher.publish, [FileDropped(trace_id="t", key=key)] * HINTS))


def test_a_file_is_replaced_between_its_hint_and_its_fetch(scene: Scene, arrived: State) -> None:
    """What is fetched is what lies there then, and its version is that of the bytes. Scenario A6."""
    (entry,) = (entry for key, entry in arrived.archive.items() if f"/{REPLACED}@" in key)
    *_, last = (file for file in scene.history if file.key == REPLACED)

    assert entry is not None
    assert entry.sha256 == last.sha256


@pytest.mark.parametrize("name", SIZES)
def test_no_byte_one_byte_and_too_many(arrived: State, name: str) -> None:
    """The largest that is allowed is read, and what is refused is told why, in its receipt. Scenario A11."""
    size, reason = SIZES[name]
    receipt = json.loads(arrived.receipts[f"306/a11/{name}.md.json"])
    (entry,) = (key for key in arrived.archive if f"/306/a11/{name}.md@" in key)

    assert receipt["file"]["bytes"] == size
    assert (receipt["rejected"] or {}).get("reason") == reason
    assert reason is None or REJECTIONS[reason].why in arrived.receipts[f"306/a11/{name}.md.txt"].decode()
    assert entry.startswith("raw/") == (0 < size <= MOST_BYTES)


def test_one_file_under_fifty_names(arrived: State) -> None:
    """It is one document of each of three municipalities, with as many deliveries as it has names. Scenario A12."""
    deliveries = [row for row in arrived.rows["deliveries"] if row["name"].startswith("a12/")]
    documents = {row["document_id"] for row in deliveries}

    assert len(deliveries) == 50
    assert len([row for row in arrived.rows["documents"] if row["id"] in documents]) == len(documents) == 3


def test_one_hint_five_hundred_times(scene: Scene, arrived: State) -> None:
    """The fetcher has looked as many times, and there is one entry and one row. Scenario B12."""
    prefix, _, name = REPEATED.partition("/")
    heard = (scene.stack.logs / "fetcher.log").read_text(encoding="utf-8")

    assert heard.count(f'"key": "{REPEATED}"') >= HINTS
    assert [row["name"] for row in arrived.rows["deliveries"] if row["prefix"] == prefix].count(name) == 1
    assert len([key for key in arrived.archive if f"/{REPEATED}@" in key]) == 1


def test_the_scheduler_is_killed_half_way(scene: Scene, injected: Injected) -> None:
    """It has given half of its hints and knows nothing of them afterwards: each file is done once. Scenario A14."""
    files = 100
    scene.stack.services["fetcher"].send(signal.SIGSTOP)
    scene.drop(scene.fresh(files, "a14"))
    with scene.stack.broker.client() as client:
        until(lambda: client.llen("referat:fetch.sweep"), PATIENCE_SECONDS)
        scene.stack.services["scheduler"].kill()
        given = client.llen("referat:fetch.sweep")
    scene.stack.services["fetcher"].send(signal.SIGCONT)
    scene.stack.services["scheduler"].start()

    scene.recover("kill -9 scheduler, half-way through its hints", injected)
    assert 0 < given < files
