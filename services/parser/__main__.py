"""``python -m services.parser``: parse what the archive holds and the items lack, until stopped."""

import argparse
import os
import signal
import sys
from threading import Event

from services.parser.app import run
from services.parser.settings import ParserSettings
from shared.errors import SettingsError
from shared.logs import configure
from shared.settings import load


def main() -> int:
    """Run the parser; 0 if nothing was left undone, 1 if something was, 2 if a setting is wrong."""
    options = argparse.ArgumentParser(prog="python -m services.parser", description=__doc__)
    options.add_argument("--once", action="store_true", help="make one sweep and stop")
    arguments = options.parse_args()
    configure(sys.stderr)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        settings = load(ParserSettings, os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201  # whoever starts it reads this, and no log is set up for it
        return 2
    return 0 if run(settings, stop=stop, once=arguments.once).is_clean or not arguments.once else 1


if __name__ == "__main__":
    sys.exit(main())
