"""The fetcher put together from its settings."""

from services.fetcher.admit import Limits
from services.fetcher.metrics import FetcherMetrics
from services.fetcher.settings import FetcherSettings
from services.fetcher.tasks import Fetcher
from shared.contract.facts import FileDropped
from shared.metrics import registry
from shared.objectstore.opening import open_store
from shared.service import Service
from shared.watching import bucket
from shared.worker import Worker


def build(settings: FetcherSettings) -> Service:
    """Put a fetcher together; nothing is asked of a server yet."""
    drop = open_store(settings, settings.drop_bucket)
    archive = open_store(settings, settings.archive_bucket)
    measured = registry("fetcher")
    fetcher = Fetcher(
        drop=drop, archive=archive, limits=Limits(max_bytes=settings.max_bytes), metrics=FetcherMetrics(measured)
    )
    return Worker(
        name="fetcher",
        hears=FileDropped,
        handle=fetcher.on_file_dropped,
        threads=settings.fetcher_threads,
        registry=measured,
        dependencies=(bucket(drop), bucket(archive)),
    ).build(settings)
