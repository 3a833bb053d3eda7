"""A fetcher or an indexer that dies or fails of some files: ``python -m tests.faults.flow.touching indexer``.

Whoever touches a file with ``die`` in its name is killed, a moment after it has begun; with ``fail`` in it, raises an
error that nobody foresaw. All else is the service as it is.
"""

import os
import signal
import sys
import time
from importlib import import_module

from services.fetcher import archive
from services.fetcher.admit import Limits
from services.fetcher.settings import FetcherSettings
from services.indexer import tasks as indexing
from services.indexer.settings import IndexerSettings
from shared.contract.result import Delivery, Result
from shared.logs import configure
from shared.objectstore.port import ObjectReader, ObjectStore
from shared.service import run, stop_on_signals
from shared.settings import ServiceSettings, load

_MOMENT_SECONDS = 0.2  # in which others begin beside it
_SETTINGS: dict[str, type[ServiceSettings]] = {"fetcher": FetcherSettings, "indexer": IndexerSettings}


def _touch(delivery: Delivery) -> None:
    if "die" in delivery.name:
        time.sleep(_MOMENT_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)
    if "fail" in delivery.name:
        raise IndexError("fortrolig")


def _touching() -> None:
    """Have both services touch what they are about to do."""
    take, rows = archive.take, vars(indexing)["rows"]

    def taking(store: ObjectStore, delivery: Delivery, reader: ObjectReader, limits: Limits) -> str:
        _touch(delivery)
        return take(store, delivery, reader, limits)

    def making_rows(result: Result, item_key: str, etag: str) -> object:
        if result.record is not None:
            _touch(result.delivery)
        return rows(result, item_key, etag)

    vars(archive)["take"] = taking
    vars(indexing)["rows"] = making_rows


def main() -> None:
    """Run until told to stop, or killed."""
    (service,) = sys.argv[1:]
    _touching()
    configure(sys.stderr)
    stop = stop_on_signals()
    settings = load(_SETTINGS[service], os.environ)
    run(import_module(f"services.{service}.app").build(settings), settings, stop)


if __name__ == "__main__":
    main()
