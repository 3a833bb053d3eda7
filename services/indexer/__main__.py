"""Run the indexer: ``python -m services.indexer``, or ``migrate`` to bring the database to the newest schema.

``migrate --stay`` makes the schema again whenever it is gone.
"""

import argparse
import os
import sys
from contextlib import closing

from services.indexer.app import build, build_migrate, open_for_migration
from services.indexer.migrating import newest
from services.indexer.settings import DatabaseSettings, IndexerSettings, MigrateSettings
from shared.errors import ReferatError, SettingsError
from shared.logs import configure
from shared.service import run, stop_on_signals
from shared.settings import load


def main() -> int:
    """Run until told to stop; 2 if the settings are wrong, 1 if a migration failed, else 0."""
    parser = argparse.ArgumentParser(prog="python -m services.indexer", description="Index what was parsed.")
    verbs = "run until stopped, or migrate the database and end; migrate needs a role that may change tables"
    parser.add_argument("verb", nargs="?", choices=["run", "migrate"], default="run", help=verbs)
    stay = "migrate, and again whenever the schema or the database is gone, until stopped"
    parser.add_argument("--stay", action="store_true", help=stay)
    arguments = parser.parse_args()
    configure(sys.stderr)
    try:
        if arguments.verb == "migrate" and not arguments.stay:
            return _migrate(load(MigrateSettings, os.environ))
        stop = stop_on_signals()
        if arguments.verb == "migrate":
            staying = load(MigrateSettings, os.environ)
            run(build_migrate(staying), staying, stop)
        else:
            settings = load(IndexerSettings, os.environ)
            run(build(settings), settings, stop)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _migrate(settings: DatabaseSettings) -> int:
    with closing(open_for_migration(settings)) as repository:
        try:
            repository.migrate()
        except ReferatError as error:
            sys.stderr.write(f"{error}; once it answers, run: python -m services.indexer migrate\n")
            return 1
    sys.stderr.write(f"the schema is {newest()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
