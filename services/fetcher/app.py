"""The fetcher put together from its settings."""

from dataclasses import dataclass
from threading import Event

from services.fetcher.admit import Limits
from services.fetcher.settings import FetcherSettings
from services.fetcher.stage import FetchStage
from services.fetcher.tasks import Fetcher
from shared.objectstore.opening import open_store
from shared.queue.publisher import SilentPublisher
from shared.worker import Tally, sweep_until_stopped


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A fetcher that is ready to run."""

    stage: FetchStage
    fetcher: Fetcher
    sweep_seconds: float

    def run(self, stop: Event, *, once: bool) -> Tally:
        """Fetch what is missing until ``stop`` is set, or in one round."""
        return sweep_until_stopped(
            self.stage, self.fetcher.on_file_dropped, interval_seconds=self.sweep_seconds, stop=stop, once=once
        )


def build(settings: FetcherSettings) -> App:
    """Put a fetcher together; nothing is asked of an S3 store yet."""
    drop = open_store(settings, settings.drop_bucket)
    archive = open_store(settings, settings.archive_bucket)
    limits = Limits(max_bytes=settings.max_bytes)
    return App(
        stage=FetchStage(drop, archive, limits),
        # Nobody listens yet: the parser's own sweep finds what is archived.
        fetcher=Fetcher(drop=drop, archive=archive, publisher=SilentPublisher(), limits=limits),
        sweep_seconds=settings.sweep_seconds,
    )
