"""The servers that a process needs: each asked alone, each change said once."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from threading import Event

import pytest
from prometheus_client import CollectorRegistry

from shared import watching
from shared.errors import StoreUnavailableError
from shared.metrics import DependencyMetrics
from shared.objectstore.memory import MemoryStore
from shared.watching import Dependency, Watch, bucket

NAMES = ("broker", "database")


class Server:
    """A server that a test switches off, or lets hang."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cause: str | None = None
        self.answers = Event()
        self.answers.set()

    def check(self) -> None:
        """Answer, refuse, or hang."""
        self.answers.wait()
        if self.cause:
            raise StoreUnavailableError("drop", "", self.cause)

    @property
    def dependency(self) -> Dependency:
        """See it as what a process needs."""
        return Dependency(name=self.name, check=self.check)


class Scene:
    """Two servers, and whoever watches them."""

    def __init__(self) -> None:
        self.servers = {name: Server(name) for name in NAMES}
        self.registry = CollectorRegistry()
        needed = [server.dependency for server in self.servers.values()]
        self.watch = Watch(needed, DependencyMetrics(self.registry, NAMES))
        self.stop = Event()
        self._before = set(threading.enumerate())

    def look(self) -> None:
        """Ask each server once."""
        for server in self.servers.values():
            self.watch.look(server.dependency)

    def is_up(self, name: str) -> float | None:
        """Read the gauge of one server."""
        return self.registry.get_sample_value("referat_dependency_up", {"dependency": name})

    def end(self) -> None:
        """Let go of everything that waits."""
        self.stop.set()
        for server in self.servers.values():
            server.answers.set()
        for thread in set(threading.enumerate()) - self._before:
            thread.join(5)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Set the scene, with a watch that is quick."""
    monkeypatch.setattr(watching, "START_SECONDS", 0.01)
    monkeypatch.setattr(watching, "WATCH_SECONDS", 0.01)
    monkeypatch.setattr(watching, "SILENT_SECONDS", 0.1)
    made = Scene()
    yield made
    made.end()


def _until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _said(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.message, vars(record)["dependency"]) for record in caplog.records]


def test_nobody_is_there_before_it_was_asked(scene: Scene) -> None:
    """A process is not ready because nobody has looked yet."""
    assert set(scene.watch.missing) == set(NAMES)
    assert [scene.is_up(name) for name in NAMES] == [0, 0]


def test_who_is_missing_is_named_with_the_cause(scene: Scene) -> None:
    """One that does not answer is missing, the others are not. Scenario O4."""
    scene.servers["broker"].cause = "away"
    scene.look()

    assert dict(scene.watch.missing) == {"broker": "bucket 'drop', key '': away"}
    assert [scene.is_up(name) for name in NAMES] == [0, 1]


def test_each_change_is_said_once(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """However often a server is asked for in vain, one line says that it is waited for and one that it is back."""
    caplog.set_level(logging.INFO)
    for cause in (None, "away", "still away", None, None, "away again"):
        scene.servers["broker"].cause = cause
        scene.look()

    assert _said(caplog) == [("waiting", "broker"), ("back", "broker"), ("waiting", "broker")]


def test_a_server_that_answers_at_once_is_not_spoken_of(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """A start at which all is well says nothing of it."""
    caplog.set_level(logging.INFO)
    scene.look()

    assert _said(caplog) == []


def test_it_is_waited_for_all_of_them(scene: Scene) -> None:
    """The wait is over when the last one answers. Scenario W8."""
    scene.servers["database"].cause = "away"
    scene.watch.follow(scene.stop)
    waiting: list[bool] = []
    waiter = threading.Thread(target=lambda: waiting.append(scene.watch.wait(scene.stop)))
    waiter.start()
    _until(lambda: set(scene.watch.missing) == {"database"})
    assert waiting == []

    scene.servers["database"].cause = None
    waiter.join(5)
    assert waiting == [True]


def test_stop_ends_the_wait(scene: Scene) -> None:
    """Who is told to stop does not wait for servers first."""
    scene.servers["database"].cause = "away"
    scene.watch.follow(scene.stop)
    threading.Timer(0.05, scene.stop.set).start()

    assert scene.watch.wait(scene.stop) is False


def test_one_that_hangs_hides_no_other(scene: Scene) -> None:
    """A server that accepts and never answers counts as missing after a while; the others are asked on. Scenario B7."""
    scene.servers["broker"].answers.clear()
    scene.watch.follow(scene.stop)
    _until(lambda: scene.watch.missing.get("broker", "").startswith("no answer for"))
    assert set(scene.watch.missing) == {"broker"}

    scene.servers["database"].cause = "away"
    _until(lambda: set(scene.watch.missing) == set(NAMES))


def test_one_that_hangs_later_is_missing_too(scene: Scene) -> None:
    """That it has answered once is no sign of life for ever."""
    scene.watch.follow(scene.stop)
    _until(lambda: not scene.watch.missing)
    scene.servers["broker"].answers.clear()

    _until(lambda: set(scene.watch.missing) == {"broker"})


def test_one_that_hangs_at_the_start_is_said_and_does_not_hinder_the_stop(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """An operator reads which server it is, and can end the process."""
    scene.servers["broker"].answers.clear()
    scene.watch.follow(scene.stop)
    threading.Timer(0.5, scene.stop.set).start()

    assert scene.watch.wait(scene.stop) is False
    assert _said(caplog) == [("waiting", "broker")]


def test_a_bucket_must_answer_a_listing() -> None:
    """A bucket that is empty is there; one that can't be asked is not."""
    store = MemoryStore("drop")
    needed = bucket(store)
    needed.check()
    store.away = True

    assert needed.name == "bucket drop"
    with pytest.raises(StoreUnavailableError):
        needed.check()
