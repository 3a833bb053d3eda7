"""The indexer put together from its settings, and beside it whoever sees to it that there is a schema to write to."""

from contextlib import ExitStack, closing
from threading import Event

from services.indexer.database import ANSWER_SECONDS, open_engine
from services.indexer.errors import DatabaseUnavailableError
from services.indexer.metrics import IndexerMetrics
from services.indexer.migrating import newest
from services.indexer.repository import Repository
from services.indexer.settings import DatabaseSettings, IndexerSettings, MigrateSettings
from services.indexer.tasks import Indexer
from shared.braking import Brake
from shared.contract.facts import ResultWritten
from shared.metrics import TryingMetrics, registry
from shared.objectstore.opening import open_store
from shared.operating import Operator
from shared.pausing import Pauses
from shared.queue.attempts import BrokerAttempts
from shared.service import Service
from shared.trying import Trying
from shared.watching import Dependency, bucket
from shared.worker import Worker

_MIGRATION_SECONDS = 3600.0  # one statement of a migration may rewrite a table
_ASKING_SECONDS = 10.0  # whether the schema stands is a matter of milliseconds


def build(settings: IndexerSettings) -> Service:
    """Put an indexer together; nothing is asked of a server yet. Raises SettingsError.

    Of the archive it sees what operators have decided, and nothing else; to the items it writes what it has given up.
    """
    archive = open_store(settings, settings.archive_bucket)
    items = open_store(settings, settings.items_bucket)
    receipts = open_store(settings, settings.receipts_bucket)
    repository = open_repository(settings)
    operator, attempts = Operator(archive), BrokerAttempts(settings)
    measured = registry("indexer", schema_revision=newest())
    failing = TryingMetrics(measured)
    indexer = Indexer(
        items=items,
        receipts=receipts,
        repository=repository,
        metrics=IndexerMetrics(measured),
        trying=Trying(attempts, failing, patience_seconds=settings.patience_seconds, brake=Brake(operator, failing)),
    )
    leaving = ExitStack()
    for close in (repository.close, attempts.close):
        leaving.callback(close)
    return Worker(
        name="indexer",
        hears=ResultWritten,
        handle=indexer.on_result_written,
        threads=settings.indexer_threads,
        registry=measured,
        dependencies=(bucket(items), bucket(receipts), Dependency(name="database", check=repository.check)),
        resting=Pauses(operator),
        close=leaving.close,
    ).build(settings)


def build_migrate(settings: MigrateSettings) -> Service:
    """Put together what has the newest schema stand, and makes it again whenever it was dropped.

    To be asked whether the database is there is what it does: the watch asks every few seconds.
    """
    asked = open_repository(settings, patience_seconds=_ASKING_SECONDS)

    def see_to_it() -> None:
        try:
            asked.check()
        except DatabaseUnavailableError:
            # With a connection of its own: one that has died in a pool would be waited for as long as a migration.
            with closing(open_for_migration(settings)) as owner:
                owner.ensure()

    def work(stop: Event) -> None:
        stop.wait()

    return Service(
        name="migrate",
        registry=registry("migrate", schema_revision=newest()),
        dependencies=(Dependency(name="database", check=see_to_it),),
        work=work,
        close=asked.close,
    )


def open_repository(settings: DatabaseSettings, *, patience_seconds: float = ANSWER_SECONDS) -> Repository:
    """Open the database that the settings name; connects only when used. Raises SettingsError."""
    password = settings.database_password.get_secret_value()
    return Repository(open_engine(settings.database_url, password, patience_seconds=patience_seconds))


def open_for_migration(settings: DatabaseSettings) -> Repository:
    """Open it for whoever changes tables, which may take its time. Raises SettingsError."""
    return open_repository(settings, patience_seconds=_MIGRATION_SECONDS)
