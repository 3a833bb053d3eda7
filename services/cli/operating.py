"""The distributed system as an operator's commands open it: no queue, and no stage."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

from services.cli.options import own
from services.cli.settings import OperatorSettings
from services.indexer.database import open_engine
from services.indexer.repository import Repository
from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.operating import Operator
from shared.settings import StoreSettings, load


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Where an operator looks things up, has them done again, and notes it."""

    items: ObjectStore
    operator: Operator
    repository: Repository


def archive(environ: Mapping[str, str]) -> ObjectStore:
    """Open the archive that the environment names. Raises SettingsError."""
    settings = load(StoreSettings, own(environ, StoreSettings))
    return open_store(settings, settings.archive_bucket)


@contextmanager
def opened(environ: Mapping[str, str]) -> Iterator[System]:
    """Open what the environment names, and leave no connection behind. Raises SettingsError."""
    settings = load(OperatorSettings, own(environ, OperatorSettings))
    items, archived = (open_store(settings, name) for name in (settings.items_bucket, settings.archive_bucket))
    repository = Repository(open_engine(settings.database_url, settings.database_password.get_secret_value()))
    with closing(repository):
        yield System(items=items, operator=Operator(archived), repository=repository)
