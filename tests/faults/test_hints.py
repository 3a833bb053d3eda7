"""Hints are lost again and again, and far too many: each file is done once, and a fresh one soon."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.contract.facts import Lane
from tests.faults.behaviour import Delay
from tests.faults.dropping import File, minutes
from tests.faults.faults import kill_broker
from tests.faults.injections import Injected
from tests.faults.scene import Scene, running_scene
from tests.faults.seeing import done, must_run
from tests.integration.queue.messages import HEADERS, NOTHING_FOLLOWS, PROPERTIES, forged, spell
from tests.integration.queue.waiting import until

pytestmark = [pytest.mark.server, pytest.mark.faults]

SWEPT = "fetch.sweep"
PATIENCE_SECONDS = 300.0


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Run one system for all of them."""
    with running_scene() as made:
        yield made


def test_a_fresh_file_behind_a_hundred_thousand_hints(scene: Scene) -> None:
    """It is searchable while nearly all of them still wait. Scenario B13."""
    idle = sorted(_seconds_to_searchable(scene, number) for number in range(5))[2]
    hints = 100_000
    with scene.stack.broker.client() as client:
        before = client.info("memory")["used_memory"]
        for start in range(0, hints, 1000):
            client.lpush(f"referat:{SWEPT}", *(_swept(number) for number in range(start, start + 1000)))
        print(f"{(client.info('memory')['used_memory'] - before) / hints:.0f} bytes a hint")  # noqa: T201
        behind = sorted(_seconds_to_searchable(scene, number) for number in range(5, 10))[2]
        left = client.llen(f"referat:{SWEPT}")
        print(f"drop to searchable: idle {idle:.1f} s, behind {left} hints {behind:.1f} s")  # noqa: T201
        client.delete(f"referat:{SWEPT}")  # nobody waits for files that are not there
    scene.settle()

    assert left > hints / 2


def _seconds_to_searchable(scene: Scene, number: int) -> float:
    """Drop a file as a municipality does, and wait for its row and receipt."""
    before = done(scene.stack) or 0
    scene.drop([File(key=f"165/b13/{number}.md", body=minutes(1300 + number, scene.choice))], told=True)
    began = time.monotonic()
    until(lambda: (done(scene.stack) or 0) > before, PATIENCE_SECONDS)
    return time.monotonic() - began


def _swept(number: int) -> bytes:
    """Spell a hint of a sweep for a file that is gone meanwhile."""
    fact = {"fact": "FileDropped", "trace_id": "t", "key": f"306/borte/{number}.md", "lane": "sweep", "schema": 1}
    return forged(
        body=spell([[], fact, NOTHING_FOLLOWS]),
        headers=HEADERS | {"id": str(number)},
        properties=PROPERTIES | {"delivery_tag": f"t{number}", "delivery_info": {"exchange": "", "routing_key": SWEPT}},
    )


def test_tasks_that_take_longer_than_the_visibility() -> None:
    """Each of them is given to somebody else while it is under way, and done once all the same. Scenario B6."""
    with running_scene(REFERAT_VISIBILITY_SECONDS="2") as scene:
        slow = Delay(seconds=1.5, to=b"GET ")
        with scene.proxies.store.behaving(slow):
            scene.drop(scene.fresh(10, "b6"), told=True)
            until(lambda: scene.proxies.store.struck > 100, PATIENCE_SECONDS)
        scene.settle()
        lines = (scene.stack.logs / "fetcher.log").read_text(encoding="utf-8").splitlines()

    tasks = [task for task in map(json.loads, lines) if task["event"] == "task" and task["lane"] == Lane.LIVE]
    assert max(task["seconds"] for task in tasks) > 2
    assert len(tasks) > len({task["trace_id"] for task in tasks}), "none was given out again"


def test_twenty_restarts_during_two_thousand_documents(scene: Scene, injected: Injected) -> None:
    """Whatever was on its way each time is done, once. Scenario B1."""
    files, restarts = 2000, 20
    before = done(scene.stack) or 0
    with ThreadPoolExecutor(1) as pool:
        arriving = pool.submit(scene.drop, scene.fresh(files, "b1"))
        for number in range(restarts):
            _wait_for_more(scene, than=before + files * number // restarts)
            began = time.monotonic()
            kill_broker(scene.stack)
            _wait_for_more(scene, than=done(scene.stack) or 0)
            injected("kill -9 broker under load, to the next file that is done", time.monotonic() - began)
        arriving.result()
    scene.recover("20 restarts of the broker, to quiet", injected)


def _wait_for_more(scene: Scene, *, than: int) -> None:
    """Wait until more files are done than so many, and no process has ended."""

    def is_so() -> bool:
        must_run(scene.stack)
        return (done(scene.stack) or 0) > than

    until(is_so, PATIENCE_SECONDS)
