"""The indexer put together from its settings."""

import logging
from dataclasses import dataclass
from threading import Event

from services.indexer.database import open_engine
from services.indexer.repository import Repository
from services.indexer.settings import IndexerSettings
from services.indexer.stage import IndexStage
from services.indexer.tasks import Indexer
from shared.errors import SurroundingsError
from shared.objectstore.opening import open_store
from shared.worker import Tally, sweep_until_stopped

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An indexer that is ready to run."""

    stage: IndexStage
    indexer: Indexer
    repository: Repository
    sweep_seconds: float

    def migrate(self) -> None:
        """Bring the database to the newest schema. Raises DatabaseUnavailableError."""
        self.repository.migrate()

    def run(self, stop: Event, *, once: bool) -> Tally:
        """Index what is missing until ``stop`` is set, or in one round; the newest schema comes first."""
        away = self._prepare(stop, once=once)
        if away is not None:
            return Tally(away=away)
        return sweep_until_stopped(
            self.stage,
            self.indexer.on_result_written,
            interval_seconds=self.sweep_seconds,
            stop=stop,
            once=once,
        )

    def close(self) -> None:
        """Leave no connection behind."""
        self.repository.close()

    def _prepare(self, stop: Event, *, once: bool) -> str | None:
        """Migrate as soon as the database is there; the cause if it did not come before the end."""
        cause = None
        while True:
            try:
                self.repository.migrate()
            except SurroundingsError as error:
                if cause is None:
                    _log.warning("waiting", extra={"stage": self.stage.name, "cause": str(error)})
                cause = str(error)
            else:
                return None
            if once or stop.wait(self.sweep_seconds):
                return cause


def build(settings: IndexerSettings) -> App:
    """Put an indexer together; nothing is asked of the store or the database yet. Raises SettingsError."""
    items = open_store(settings, settings.items_bucket)
    receipts = open_store(settings, settings.receipts_bucket)
    repository = Repository(open_engine(settings.database_url.get_secret_value()))
    return App(
        stage=IndexStage(items, repository),
        indexer=Indexer(items=items, receipts=receipts, repository=repository),
        repository=repository,
        sweep_seconds=settings.sweep_seconds,
    )
