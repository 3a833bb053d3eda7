"""Run the indexer: ``python -m services.indexer [--once]``, or ``migrate`` to only prepare the database."""

import argparse
import os
import signal
import sys
from contextlib import closing
from threading import Event

from services.indexer.app import build
from services.indexer.settings import IndexerSettings
from shared.errors import ReferatError
from shared.logs import configure
from shared.settings import load


def main() -> int:
    """Run until told to stop; 2 if it can't start, 1 if a single sweep left something undone, else 0."""
    parser = argparse.ArgumentParser(prog="python -m services.indexer", description="Index what was parsed.")
    parser.add_argument("verb", nargs="?", choices=["run", "migrate"], default="run", help="run is what it does")
    parser.add_argument("--once", action="store_true", help="sweep once and end")
    arguments = parser.parse_args()
    configure(sys.stderr)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        with closing(build(load(IndexerSettings, os.environ))) as app:
            if arguments.verb == "migrate":
                app.migrate()
                return 0
            tally = app.run(stop, once=arguments.once)
    except ReferatError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 1 if arguments.once and not tally.is_clean else 0


if __name__ == "__main__":
    sys.exit(main())
