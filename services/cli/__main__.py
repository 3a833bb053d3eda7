"""Where the command line begins and where its mistakes end: one sentence, never a traceback."""

import os
import sys

from services.cli.app import build
from services.cli.console import CommandError, complain
from shared.errors import ReferatError, SettingsError

USAGE = 2
FAILED = 1


def main() -> None:
    """Run ``referat`` and end with its exit code."""
    try:
        build()(obj=os.environ)
    except (CommandError, SettingsError) as error:
        complain(error)
        sys.exit(USAGE)
    except (ReferatError, OSError) as error:
        complain(error)
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
