"""Run the parser, ``python -m services.parser``, or with ``--ocr`` the parser of scans."""

import argparse
import os
import sys

from services.parser.app import build, build_ocr
from services.parser.language_data import find_language_data
from services.parser.settings import OcrSettings, ParserSettings
from shared.errors import SandboxUnavailableError, SettingsError
from shared.logs import configure
from shared.service import run, stop_on_signals
from shared.settings import load

_BEHIND_TEXT = 10  # how far scans step back where text and they share a machine


def main() -> int:
    """Run until told to stop; 2 if something must be changed before it can run, else 0."""
    parser = argparse.ArgumentParser(prog="python -m services.parser", description="Parse what is archived.")
    parser.add_argument("--ocr", action="store_true", help="parse the scans that the others have found")
    parser.add_argument("--check-ocr", action="store_true", help="say if scans can be read here, and end")
    asked = parser.parse_args()
    try:
        if asked.check_ocr:
            sys.stdout.write(f"{find_language_data(_language_data())}\n")
        else:
            _run(ocr=asked.ocr)
    except (SettingsError, SandboxUnavailableError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _run(*, ocr: bool) -> None:
    configure(sys.stderr)
    stop = stop_on_signals()
    if ocr:
        told = load(OcrSettings, os.environ)
        os.nice(_BEHIND_TEXT)
        run(build_ocr(told, find_language_data(_language_data())), told, stop)
    else:
        settings = load(ParserSettings, os.environ)
        run(build(settings), settings, stop)


def _language_data() -> str:
    return os.environ.get("REFERAT_LANGUAGE_DATA") or os.environ.get("TESSDATA_PREFIX", "")


if __name__ == "__main__":
    sys.exit(main())
