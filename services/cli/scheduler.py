"""The scheduler put together from its settings: the sweeps of all three stages, side by side, for ever.

It lists buckets and reads rows, and writes nothing but hints: its users need no other right.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import replace
from threading import Event

from services.cli.settings import SchedulerSettings
from services.fetcher.admit import Limits
from services.fetcher.stage import FetchStage
from services.indexer.database import open_engine
from services.indexer.repository import Repository
from services.indexer.stage import IndexStage
from services.parser.stage import ParseStage
from services.parser.version import PARSER_VERSION
from shared.errors import BrokerUnavailableError
from shared.metrics import HintMetrics, SweepMetrics, registry
from shared.objectstore.opening import open_store
from shared.queue.app import CeleryPublisher, make_app
from shared.queue.broker import Broker
from shared.service import Service
from shared.sweeping import Pace, Sweeper
from shared.watching import Dependency, bucket, sleep_until

_LOOK_SECONDS = 2.0


def build(settings: SchedulerSettings) -> Service:
    """Put the scheduler together; nothing is asked of a server yet. Raises SettingsError."""
    names = (settings.drop_bucket, settings.archive_bucket, settings.items_bucket)
    drop, archive, items = (open_store(settings, name) for name in names)
    repository = Repository(open_engine(settings.database_url, settings.database_password.get_secret_value()))
    app, broker = make_app(settings), Broker(settings)
    measured = registry("scheduler", parser_version=PARSER_VERSION)
    metrics, hints, publisher = SweepMetrics(measured), HintMetrics(measured), CeleryPublisher(app)
    pace = Pace(
        interval_seconds=settings.sweep_seconds,
        window=settings.sweep_window,
        settle_seconds=settings.settle_seconds,
        patience_seconds=settings.patience_seconds,
    )
    # Nobody hints at what was just dropped (there are no events yet): the first stage waits for nothing.
    at_once = replace(pace, settle_seconds=0.0)
    sweepers = [
        Sweeper(stage=stage, pace=its_pace, publisher=publisher, depths=broker.depths, metrics=metrics, hints=hints)
        for stage, its_pace in (
            (FetchStage(drop, archive, Limits()), at_once),
            (ParseStage(archive, items, PARSER_VERSION), pace),
            (IndexStage(items, repository), pace),
        )
    ]
    closing = ExitStack()
    for close in (app.close, broker.close, repository.close):
        closing.callback(close)
    return Service(
        name="scheduler",
        registry=measured,
        dependencies=(
            Dependency(name="broker", check=broker.ping),
            Dependency(name="database", check=repository.check),
            *(bucket(store) for store in (drop, archive, items)),
        ),
        work=lambda stop: _sweep(sweepers, lambda: _look(broker, metrics), stop),
        close=closing.close,
    )


def _sweep(sweepers: Sequence[Sweeper], look: Callable[[], None], stop: Event) -> None:
    """Run all sweepers until ``stop`` is set. One that fails for an unforeseen reason ends the process with it.

    Somebody starts it again, and sees why; a scheduler without one of its stages would only look as if it worked.
    """
    ending = Event()
    with ThreadPoolExecutor(len(sweepers), thread_name_prefix="sweep") as pool:
        running = [pool.submit(sweeper.run, ending) for sweeper in sweepers]
        try:
            while not sleep_until(stop, _LOOK_SECONDS):
                look()
                ended, _ = wait(running, timeout=0, return_when=FIRST_COMPLETED)
                for future in ended:
                    future.result()
        finally:
            ending.set()


def _look(broker: Broker, metrics: SweepMetrics) -> None:
    try:
        metrics.waiting(broker.depths())
    except BrokerUnavailableError:
        return  # the watch tells it
