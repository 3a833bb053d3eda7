"""A parser whose sandbox does what the first word of a file says: ``python -m tests.faults.flow.parsing``.

=============  ==================================================================
``die``        kills the whole worker, a moment after it has begun
``fail``       raises an error that nobody foresaw
``slow``       takes its time, and is no minutes
``crash``      is rejected, as what crashes its child is
anything else  is parsed in this process
=============  ==================================================================

All else is the service as it is.
"""

import os
import signal
import sys
import time
from collections.abc import Collection

from services.parser import app
from services.parser.parse import parse_file
from services.parser.sandbox.inline import InlineSandbox
from services.parser.sandbox.port import Answer, Request
from services.parser.sandbox.walls import ALL, Wall
from services.parser.settings import ParserSettings
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected
from shared.logs import configure
from shared.service import run, stop_on_signals
from shared.settings import load

_MOMENT_SECONDS = 0.2  # in which others begin beside it


class Obeying:
    """Stands where the pool of child processes stands."""

    def __init__(self, *_: object, **__: object) -> None:
        self._inline = InlineSandbox(parse_file)

    def walls(self) -> Collection[Wall]:
        """Say that all of them stand."""
        return ALL

    def close(self) -> None:
        """Have nothing to close."""

    def run(self, data: bytes, request: Request) -> Answer:
        """Do what the file says."""
        match data.split()[0]:
            case b"die":
                time.sleep(_MOMENT_SECONDS)
                os.kill(os.getpid(), signal.SIGKILL)
            case b"fail":
                raise IndexError("fortrolig")
            case b"slow":
                time.sleep(_MOMENT_SECONDS)
            case b"crash":
                return Rejected(reason=RejectionReason.CRASHED, detail="It made the parser's process end.")
        return self._inline.run(data, request)


def main() -> None:
    """Run until told to stop, or killed."""
    vars(app)["SandboxPool"] = Obeying
    configure(sys.stderr)
    stop = stop_on_signals()
    settings = load(ParserSettings, os.environ)
    run(app.build(settings), settings, stop)


if __name__ == "__main__":
    main()
