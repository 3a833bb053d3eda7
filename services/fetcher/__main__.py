"""Run the fetcher: ``python -m services.fetcher``."""

import argparse
import os
import sys

from services.fetcher.app import build
from services.fetcher.settings import FetcherSettings
from shared.errors import SettingsError
from shared.logs import configure
from shared.service import run, stop_on_signals
from shared.settings import load


def main() -> int:
    """Run until told to stop; 2 if the settings are wrong, else 0."""
    argparse.ArgumentParser(prog="python -m services.fetcher", description="Archive what is dropped.").parse_args()
    configure(sys.stderr)
    stop = stop_on_signals()
    try:
        settings = load(FetcherSettings, os.environ)
        run(build(settings), settings, stop)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
