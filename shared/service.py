"""How a process runs: it listens, waits for its servers, works, and stops softly; the same for all of them."""

import logging
import signal
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Thread

from prometheus_client import CollectorRegistry

from shared.errors import WorkerEndedError
from shared.http import Site, served
from shared.metrics import DependencyMetrics
from shared.settings import HttpSettings
from shared.watching import Dependency, Watch

_log = logging.getLogger(__name__)

_LOOK_SECONDS = 2.0
_ENDING_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A process put together: what it needs, what it does until the event is set, and how it lets go of everything."""

    name: str
    registry: CollectorRegistry
    dependencies: tuple[Dependency, ...]
    work: Callable[[Event], None]
    close: Callable[[], None]


def stop_on_signals() -> Event:
    """Make the event that SIGTERM and SIGINT set. Only for the main thread."""
    stop = Event()
    # A handler may be interrupted by itself, and an event's lock is not made for that; this queue is.
    arrived: SimpleQueue[int] = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: arrived.put(number))

    def pass_on() -> None:
        arrived.get()
        stop.set()

    Thread(target=pass_on, name="signals", daemon=True).start()
    return stop


def run(service: Service, settings: HttpSettings, stop: Event) -> None:
    """Run until ``stop`` is set. Raises SettingsError if the port is taken.

    A server that is missing is said once and waited for; ``/health/ready`` names it meanwhile.
    """
    with ExitStack() as closing:
        closing.callback(service.close)
        names = [needed.name for needed in service.dependencies]
        watch = Watch(service.dependencies, DependencyMetrics(service.registry, names))
        site = Site(service.registry, lambda: watch.missing)
        port = closing.enter_context(served(site, settings.http_host, settings.http_port))
        _log.info("listening", extra={"service": service.name, "host": settings.http_host, "port": port})
        watch.follow(stop)
        if watch.wait(stop):
            _log.info("working", extra={"service": service.name})
            service.work(stop)
    _log.info("stopped", extra={"service": service.name})


def side_by_side(
    works: Mapping[str, Callable[[Event], None]], stop: Event, look: Callable[[], None] = lambda: None
) -> None:
    """Do several works, by their names, until ``stop`` is set; ``look`` is called every few seconds meanwhile.

    One that ends for an unforeseen reason ends the process with it (WorkerEndedError): somebody starts it again, and
    sees why; a process without one of its works would only look as if it worked. One that hangs in a request when
    ``stop`` is set is left behind: it must hold nothing.
    """
    threads = [Thread(target=work, args=(stop,), name=name, daemon=True) for name, work in works.items()]
    for thread in threads:
        thread.start()
    while not stop.wait(_LOOK_SECONDS):
        look()
        dead = [thread.name for thread in threads if not thread.is_alive()]
        if dead and not stop.is_set():
            raise WorkerEndedError(f"{', '.join(dead)} ended by itself; its own error stands above")
    for thread in threads:
        thread.join(_ENDING_SECONDS)
