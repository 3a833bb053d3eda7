"""The sweepers of the distributed system put together from its settings: one for each stage.

They list buckets, ask results what they say and read rows, and write nothing but hints: their users may do no more.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from prometheus_client import CollectorRegistry

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
from shared.metrics import HintMetrics, SweepMetrics
from shared.objectstore.opening import open_store
from shared.operating import Operator
from shared.pausing import Pauses
from shared.queue.app import CeleryPublisher
from shared.queue.broker import Broker
from shared.queue.routes import ROUTES
from shared.stage import Stage
from shared.sweeping import Affordable, Pace, Sweeper, everything
from shared.watching import Dependency, bucket

LOOKED_AT = 10  # windows: a stage that has more hints than these waiting has enough to do, and gets no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweepers:
    """The sweepers in the order of their stages, and what they stand on; ``close`` leaves no connection behind."""

    each: Sequence[Sweeper]
    metrics: SweepMetrics
    broker: Broker
    operator: Operator
    dependencies: tuple[Dependency, ...]
    close: Callable[[], None]


def assemble(settings: SchedulerSettings, measured: CollectorRegistry) -> Sweepers:
    """Put the sweepers together; nothing is asked of a server yet. Raises SettingsError."""
    names = (settings.drop_bucket, settings.archive_bucket, settings.items_bucket)
    drop, archive, items = (open_store(settings, name) for name in names)
    repository = Repository(open_engine(settings.database_url, settings.database_password.get_secret_value()))
    broker, publisher = Broker(settings), CeleryPublisher(settings)
    metrics, hints = SweepMetrics(measured), HintMetrics(measured)
    operator = Operator(archive)
    resting = Pauses(operator)
    spending = Spending(archive, Quota(files_per_hour=settings.files_per_hour, bytes_per_day=settings.bytes_per_day))

    def sweeper(
        hears: type[Fact],
        stage: Stage,
        *,
        affordable: Affordable = everything,
        patience: float = settings.patience_seconds,
    ) -> Sweeper:
        most = settings.sweep_window * LOOKED_AT
        return Sweeper(
            stage=stage,
            pace=Pace(interval_seconds=settings.sweep_seconds, window=settings.sweep_window),
            publisher=publisher,
            on_the_way=partial(broker.on_the_way, ROUTES[hears], most=most, patience_seconds=patience),
            metrics=metrics,
            hints=hints,
            affordable=affordable,
            resting=resting,
        )

    closing = ExitStack()
    for close in (publisher.close, broker.close, repository.close):
        closing.callback(close)
    return Sweepers(
        each=(
            sweeper(FileDropped, FetchStage(drop, archive, Limits()), affordable=spending.affordable),
            sweeper(FileArchived, ParseStage(archive, items, PARSER_VERSION)),
            # Hundreds of scanned pages take longer than any patience: whoever took them is believed until the broker
            # itself gives them to another.
            sweeper(ScanFound, OcrStage(items, PARSER_VERSION), patience=settings.visibility_seconds),
            sweeper(ResultWritten, IndexStage(items, repository)),
        ),
        metrics=metrics,
        broker=broker,
        operator=operator,
        dependencies=(
            Dependency(name="broker", check=broker.ping),
            Dependency(name="database", check=repository.check),
            *(bucket(store) for store in (drop, archive, items)),
        ),
        close=closing.close,
    )
