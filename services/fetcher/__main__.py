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
    """Run until told to stop; 0 if nothing was left undone, 1 if something was, 2 if the settings are wrong."""
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
    return 0 if app.run(stop, once=arguments.once).is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
