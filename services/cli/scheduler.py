"""The scheduler: the sweeps of all stages, side by side, for ever."""

from collections.abc import Callable, Sequence
from threading import Event, Thread

from services.cli.settings import SchedulerSettings
from services.cli.sweepers import assemble
from services.parser.version import PARSER_VERSION
from shared.errors import BrokerUnavailableError, WorkerEndedError
from shared.metrics import SweepMetrics, registry
from shared.queue.broker import Broker
from shared.service import Service
from shared.sweeping import Sweeper

_LOOK_SECONDS = 2.0
_ENDING_SECONDS = 5.0


def build(settings: SchedulerSettings) -> Service:
    """Put the scheduler together; nothing is asked of a server yet. Raises SettingsError."""
    measured = registry("scheduler", parser_version=PARSER_VERSION)
    sweepers = assemble(settings, measured)
    return Service(
        name="scheduler",
        registry=measured,
        dependencies=sweepers.dependencies,
        work=lambda stop: _sweep(sweepers.each, lambda: _look(sweepers.broker, sweepers.metrics), stop),
        close=sweepers.close,
    )


def _sweep(sweepers: Sequence[Sweeper], look: Callable[[], None], stop: Event) -> None:
    """Run all sweepers until ``stop`` is set. One that fails for an unforeseen reason ends the process with it.

    Somebody starts it again, and sees why; a scheduler without one of its stages would only look as if it worked.
    A listing that hangs when ``stop`` is set is left behind: it holds nothing.
    """
    threads = [Thread(target=sweeper.run, args=(stop,), name=sweeper.stage.name, daemon=True) for sweeper in sweepers]
    for thread in threads:
        thread.start()
    while not stop.wait(_LOOK_SECONDS):
        look()
        dead = [thread.name for thread in threads if not thread.is_alive()]
        if dead and not stop.is_set():
            raise WorkerEndedError(f"the sweep of {', '.join(dead)} ended by itself; its own error stands above")
    for thread in threads:
        thread.join(_ENDING_SECONDS)


def _look(broker: Broker, metrics: SweepMetrics) -> None:
    try:
        metrics.waiting(broker.depths())
    except BrokerUnavailableError:
        return  # the watch tells it
