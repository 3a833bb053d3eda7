"""``python -m shared.probe URL``: end with 0 if the URL answers 200, else 1 and say why; for health checks."""

import sys
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

_SECONDS = 3


def main(arguments: list[str]) -> int:
    """Ask once."""
    if len(arguments) != 1 or urlsplit(arguments[0]).scheme != "http":
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        with urlopen(arguments[0], timeout=_SECONDS) as answer:  # noqa: S310 - http alone, checked above
            sys.stdout.write(answer.read().decode(errors="replace"))
    except HTTPError as error:
        sys.stderr.write(error.read().decode(errors="replace"))
        return 1
    except (OSError, HTTPException) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
