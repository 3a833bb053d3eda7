"""Run the indexer: ``python -m services.indexer``, or ``migrate`` to bring the database to the newest schema."""

import argparse
import os
import sys
from contextlib import closing

from services.indexer.app import build, open_repository
from services.indexer.migrating import newest
from services.indexer.settings import DatabaseSettings, IndexerSettings
from shared.errors import ReferatError, SettingsError
from shared.logs import configure
from shared.service import run, stop_on_signals
from shared.settings import load


def main() -> int:
    """Run until told to stop; 2 if the settings are wrong, 1 if a migration failed, else 0."""
    parser = argparse.ArgumentParser(prog="python -m services.indexer", description="Index what was parsed.")
    verbs = "run until stopped, or migrate the database and end; migrate needs a role that may change tables"
    parser.add_argument("verb", nargs="?", choices=["run", "migrate"], default="run", help=verbs)
    arguments = parser.parse_args()
    configure(sys.stderr)
    try:
        if arguments.verb == "migrate":
            return _migrate(load(DatabaseSettings, os.environ))
        stop = stop_on_signals()
        settings = load(IndexerSettings, os.environ)
        run(build(settings), settings, stop)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _migrate(settings: DatabaseSettings) -> int:
    with closing(open_repository(settings)) as repository:
        try:
            repository.migrate()
        except ReferatError as error:
            sys.stderr.write(f"{error}; once it answers, run: python -m services.indexer migrate\n")
            return 1
    sys.stderr.write(f"the schema is {newest()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
