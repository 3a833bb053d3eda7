"""Run the parser: ``python -m services.parser``."""

import argparse
import os
import sys

from services.parser.app import build
from services.parser.settings import ParserSettings
from shared.errors import ChildLostError, SettingsError
from shared.logs import configure
from shared.service import run, stop_on_signals
from shared.settings import load


def main() -> int:
    """Run until told to stop; 2 if something must be changed before it can run, else 0."""
    argparse.ArgumentParser(prog="python -m services.parser", description="Parse what is archived.").parse_args()
    configure(sys.stderr)
    stop = stop_on_signals()
    try:
        settings = load(ParserSettings, os.environ)
        run(build(settings), settings, stop)
    except (SettingsError, ChildLostError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
