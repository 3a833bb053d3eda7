"""Run the fetcher: ``python -m services.fetcher [--once]``."""

import argparse
import os
import signal
import sys
from threading import Event

from services.fetcher.app import build
from services.fetcher.settings import FetcherSettings
from shared.errors import ReferatError
from shared.logs import configure
from shared.settings import load


def main() -> int:
    """Run until told to stop; 2 if the settings are wrong, 1 if a single sweep left something undone, else 0."""
    parser = argparse.ArgumentParser(prog="python -m services.fetcher", description="Archive what is dropped.")
    parser.add_argument("--once", action="store_true", help="sweep once and end")
    arguments = parser.parse_args()
    configure(sys.stderr)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        app = build(load(FetcherSettings, os.environ))
    except ReferatError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    tally = app.run(stop, once=arguments.once)
    return 1 if arguments.once and not tally.is_clean else 0


if __name__ == "__main__":
    sys.exit(main())
