"""The scheduler put together from its settings: the sweeps of all stages, side by side, for ever.

It lists buckets and reads rows, and writes nothing but hints: its users need no other right.
"""

from contextlib import ExitStack
from functools import partial

from services.cli.settings import SchedulerSettings
from services.fetcher.admit import Limits
from services.fetcher.quota import Quota, Spending
from services.fetcher.stage import FetchStage
from services.indexer.database import open_engine
from services.indexer.repository import Repository
from services.indexer.stage import IndexStage
from services.parser.stage import OcrStage, ParseStage
from services.parser.version import PARSER_VERSION
from shared.contract.facts import Fact, FileArchived, FileDropped, ResultWritten, ScanFound
from shared.errors import BrokerUnavailableError
from shared.metrics import HintMetrics, SweepMetrics, registry
from shared.objectstore.opening import open_store
from shared.queue.app import CeleryPublisher
from shared.queue.broker import Broker
from shared.queue.routes import ROUTES
from shared.service import Service, side_by_side
from shared.stage import Stage
from shared.sweeping import Affordable, Pace, Sweeper, everything
from shared.watching import Dependency, bucket

LOOKED_AT = 10  # windows: a stage that has more hints than these waiting has enough to do, and gets no more


def build(settings: SchedulerSettings) -> Service:
    """Put the scheduler together; nothing is asked of a server yet. Raises SettingsError."""
    names = (settings.drop_bucket, settings.archive_bucket, settings.items_bucket)
    drop, archive, items = (open_store(settings, name) for name in names)
    repository = Repository(open_engine(settings.database_url, settings.database_password.get_secret_value()))
    broker, publisher = Broker(settings), CeleryPublisher(settings)
    measured = registry("scheduler", parser_version=PARSER_VERSION)
    metrics, hints = SweepMetrics(measured), HintMetrics(measured)
    pace = Pace(interval_seconds=settings.sweep_seconds, window=settings.sweep_window)

    spending = Spending(archive, Quota(files_per_hour=settings.files_per_hour, bytes_per_day=settings.bytes_per_day))

    def sweeper(
        hears: type[Fact],
        stage: Stage,
        *,
        affordable: Affordable = everything,
        patience: float = settings.patience_seconds,
    ) -> Sweeper:
        most = settings.sweep_window * LOOKED_AT
        on_the_way = partial(broker.on_the_way, ROUTES[hears], most=most, patience_seconds=patience)
        return Sweeper(
            stage=stage,
            pace=pace,
            publisher=publisher,
            on_the_way=on_the_way,
            metrics=metrics,
            hints=hints,
            affordable=affordable,
        )

    sweepers = [
        sweeper(FileDropped, FetchStage(drop, archive, Limits()), affordable=spending.affordable),
        sweeper(FileArchived, ParseStage(archive, items, PARSER_VERSION)),
        # Hundreds of scanned pages take longer than any patience: whoever took them is believed until the broker itself
        # gives them to another.
        sweeper(ScanFound, OcrStage(items, PARSER_VERSION), patience=settings.visibility_seconds),
        sweeper(ResultWritten, IndexStage(items, repository)),
    ]
    closing = ExitStack()
    for close in (publisher.close, broker.close, repository.close):
        closing.callback(close)
    return Service(
        name="scheduler",
        registry=measured,
        dependencies=(
            Dependency(name="broker", check=broker.ping),
            Dependency(name="database", check=repository.check),
            *(bucket(store) for store in (drop, archive, items)),
        ),
        work=lambda stop: side_by_side(
            {sweeper.stage.name: sweeper.run for sweeper in sweepers}, stop, lambda: _look(broker, metrics)
        ),
        close=closing.close,
    )


def _look(broker: Broker, metrics: SweepMetrics) -> None:
    try:
        metrics.waiting(broker.depths())
    except BrokerUnavailableError:
        return  # the watch tells it
