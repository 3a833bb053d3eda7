"""The fetcher put together from its settings."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from services.fetcher.admit import Limits
from services.fetcher.door import Door
from services.fetcher.metrics import EventMetrics, FetcherMetrics
from services.fetcher.quota import Allowance, Quota
from services.fetcher.reception import Reception
from services.fetcher.serving import opened
from services.fetcher.settings import FetcherSettings
from services.fetcher.tasks import Fetcher
from shared.braking import Brake
from shared.contract.facts import FileDropped
from shared.metrics import HintMetrics, TryingMetrics, registry
from shared.objectstore.opening import open_store
from shared.operating import Operator
from shared.pausing import Pauses
from shared.queue.attempts import BrokerAttempts
from shared.queue.publisher import Publisher
from shared.service import Service
from shared.trying import Trying
from shared.watching import bucket
from shared.worker import Worker

_log = logging.getLogger(__name__)


def build(settings: FetcherSettings) -> Service:
    """Put a fetcher together; nothing is asked of a server yet."""
    drop = open_store(settings, settings.drop_bucket)
    archive = open_store(settings, settings.archive_bucket)
    measured = registry("fetcher")
    limits = Limits(max_bytes=settings.max_bytes)
    operator, attempts = Operator(archive), BrokerAttempts(settings)
    failing = TryingMetrics(measured)
    fetcher = Fetcher(
        drop=drop,
        archive=archive,
        limits=limits,
        metrics=FetcherMetrics(measured),
        trying=Trying(attempts, failing, patience_seconds=settings.patience_seconds, brake=Brake(operator, failing)),
    )
    quota = Quota(files_per_hour=settings.files_per_hour, bytes_per_day=settings.bytes_per_day)
    events = EventMetrics(measured)
    resting = Pauses(operator)

    @contextmanager
    def door(publisher: Publisher, hints: HintMetrics) -> Iterator[None]:
        token = settings.door_token.get_secret_value()
        if not token:
            _log.info("door shut")
            yield
            return
        reception = Reception(
            bucket=settings.drop_bucket,
            limits=limits,
            allowance=Allowance(quota),
            publisher=publisher,
            hints=hints,
            metrics=events,
            resting=resting,
        )
        with opened(Door(reception, token), settings.http_host, settings.door_port) as port:
            _log.info("door open", extra={"host": settings.http_host, "port": port})
            yield

    return Worker(
        name="fetcher",
        hears=FileDropped,
        handle=fetcher.on_file_dropped,
        threads=settings.fetcher_threads,
        registry=measured,
        dependencies=(bucket(drop), bucket(archive)),
        resting=resting,
        beside=door,
        close=attempts.close,
    ).build(settings)
