"""How a process runs: it listens first, then waits for its servers, then works, and lets go of everything."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from threading import Event
from urllib.request import urlopen

import pytest
from prometheus_client import CollectorRegistry

from shared.errors import BrokerUnavailableError, SettingsError, WorkerEndedError
from shared.http import Site, served
from shared.service import Service, run, side_by_side, stop_on_signals
from shared.settings import HttpSettings
from shared.watching import Dependency

ANY_PORT = HttpSettings(http_host="127.0.0.1", http_port=0)


@pytest.fixture(autouse=True)
def _signals_as_they_were() -> Iterator[None]:
    """Put the handlers back that the test runner has."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Room:
    """A service that notes what happens to it."""

    def __init__(self) -> None:
        self.happened: list[str] = []
        self.is_away = False

    def check(self) -> None:
        """Answer for the broker."""
        if self.is_away:
            raise BrokerUnavailableError("away")

    def work(self, stop: Event) -> None:
        """Work until stopped."""
        self.happened.append("working")
        stop.wait()

    def service(self) -> Service:
        """Put it together."""
        return Service(
            name="room",
            registry=CollectorRegistry(),
            dependencies=(Dependency(name="broker", check=self.check),),
            work=self.work,
            close=lambda: self.happened.append("closed"),
        )


def test_it_works_until_it_is_stopped_and_then_closes() -> None:
    """What is set ends the work, and then everything is let go of."""
    room, stop = Room(), Event()
    threading.Timer(0.3, stop.set).start()
    run(room.service(), ANY_PORT, stop)

    assert room.happened == ["working", "closed"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_work_that_ends_by_itself_ends_the_process() -> None:
    """A process without one of its works would only look as if it worked."""

    def end(_: Event) -> None:
        raise ZeroDivisionError

    def wait(stop: Event) -> None:
        stop.wait()

    stop = Event()
    with pytest.raises(WorkerEndedError, match=r"^end ended by itself"):
        side_by_side({"wait": wait, "end": end}, stop)
    stop.set()


def test_one_that_is_stopped_while_it_waits_never_works() -> None:
    """It closes all the same."""
    room, stop = Room(), Event()
    room.is_away = True
    threading.Timer(0.3, stop.set).start()
    run(room.service(), ANY_PORT, stop)

    assert room.happened == ["closed"]


def test_one_that_cannot_listen_does_not_start() -> None:
    """A taken port is said at once, before any server is waited for."""
    room = Room()
    with served(Site(CollectorRegistry(), dict), "127.0.0.1", 0) as port:
        with pytest.raises(SettingsError, match=str(port)):
            run(room.service(), HttpSettings(http_host="127.0.0.1", http_port=port), Event())

    assert room.happened == ["closed"]


def test_work_that_fails_ends_the_process() -> None:
    """It is not swallowed, and nothing stays open behind it."""
    room = Room()
    service = room.service()

    def fail(_: Event) -> None:
        raise ZeroDivisionError

    failing = Service(
        name=service.name,
        registry=service.registry,
        dependencies=service.dependencies,
        work=fail,
        close=service.close,
    )
    stop = Event()
    with pytest.raises(ZeroDivisionError):
        run(failing, ANY_PORT, stop)
    stop.set()

    assert room.happened == ["closed"]


def test_it_answers_while_it_waits(caplog: pytest.LogCaptureFixture) -> None:
    """Liveness is there before the servers are."""
    caplog.set_level("INFO")
    room, stop = Room(), Event()
    room.is_away = True
    runner = threading.Thread(target=run, args=(room.service(), ANY_PORT, stop))
    runner.start()
    deadline = time.monotonic() + 5
    while not (ports := [vars(record)["port"] for record in caplog.records if record.message == "listening"]):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    with urlopen(f"http://127.0.0.1:{ports[0]}/health/live") as answer:
        assert answer.status == 200
    stop.set()
    runner.join()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops(number: signal.Signals) -> None:
    """An operator's signal sets the event, wherever the main thread stands; it may even wait for it."""
    stop = stop_on_signals()
    assert not stop.is_set()
    os.kill(os.getpid(), number)

    assert stop.wait(5)


def test_signals_may_interrupt_their_own_handler() -> None:
    """A storm of them does not lock the process in itself."""
    stop = stop_on_signals()

    def storm() -> None:
        for _ in range(2000):
            os.kill(os.getpid(), signal.SIGTERM)

    sender = threading.Thread(target=storm)
    sender.start()
    while sender.is_alive():
        pass

    assert stop.wait(5)
