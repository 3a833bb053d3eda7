"""The keeper put together from its settings: what is gone from the drop is withdrawn, what is due erased, both told.

The one process that may delete. It has no queue: what it must do it finds by listing, and what it has done it tells.
"""

from contextlib import ExitStack
from datetime import timedelta

from services.cli.erasing import Eraser
from services.cli.metrics import ErasureMetrics
from services.cli.retention import Erasing
from services.cli.settings import KeeperSettings
from services.cli.telling import Telling, TellStep
from services.fetcher.metrics import WithdrawalMetrics
from services.fetcher.withdrawing import Looking, WithdrawStep
from shared.keeping import Keeper, Step
from shared.metrics import HintMetrics, KeeperMetrics, registry
from shared.objectstore.opening import open_store
from shared.operating import Operator
from shared.pausing import Pauses
from shared.queue.app import CeleryPublisher
from shared.queue.broker import Broker
from shared.service import Service, side_by_side
from shared.watching import Dependency, bucket


def build(settings: KeeperSettings) -> Service:
    """Put the keeper together; nothing is asked of a server yet."""
    names = (settings.drop_bucket, settings.archive_bucket, settings.items_bucket, settings.receipts_bucket)
    stores = drop, archive, items, receipts = tuple(open_store(settings, name) for name in names)
    broker, publisher = Broker(settings), CeleryPublisher(settings)
    telling = Telling(publisher=publisher, resting=Pauses(Operator(archive)))
    measured = registry("keeper")
    days = settings.withdrawn_kept_days
    steps: tuple[Step, ...] = (
        WithdrawStep(
            looking=Looking(drop=drop, archive=archive, expires_after_days=settings.drop_expires_after_days),
            # Two rounds are never exactly their interval apart.
            apart=timedelta(seconds=settings.keep_seconds / 2),
            metrics=WithdrawalMetrics(measured),
        ),
        # After it: what was withdrawn a moment ago must have its tombstone before anybody asks how old that is.
        Erasing(
            eraser=Eraser(archive=archive, items=items, receipts=receipts),
            kept=timedelta(days=days) if days else None,
            metrics=ErasureMetrics(measured),
        ),
        TellStep(archive=archive, telling=telling),
    )
    keeper = Keeper(
        steps=steps,
        interval_seconds=settings.keep_seconds,
        publisher=telling,
        hints=HintMetrics(measured),
        metrics=KeeperMetrics(measured),
    )
    closing = ExitStack()
    for close in (publisher.close, broker.close):
        closing.callback(close)
    return Service(
        name="keeper",
        registry=measured,
        dependencies=(Dependency(name="broker", check=broker.ping), *map(bucket, stores)),
        work=lambda stop: side_by_side({"keeper": keeper.run}, stop),
        close=closing.close,
    )
