"""``referat keep``: what must be withdrawn and erased in the distributed system, for ever."""

import sys

import typer

from services.cli.keeper import build
from services.cli.options import without_home
from services.cli.settings import KeeperSettings
from shared.logs import configure
from shared.service import run, stop_on_signals
from shared.settings import load


def keep(context: typer.Context) -> None:
    """Withdraw what is gone from the drop of the distributed system, and erase what is due, until stopped.

    Looks at archive and drop again and again, one municipality at a time, and has every new tombstone, also those of
    `referat withdraw` and `erase`, reach rows and receipts before what waits. Many files gone at once stop at a brake
    until `referat confirm withdrawals` opens it. One is enough; two do no harm.

    Everything is set by environment variables (REFERAT_STORE_URL, REFERAT_BROKER_URL, ...): see .env.example.
    Metrics and health: http://127.0.0.1:8107/metrics, /health/ready.
    """
    configure(sys.stderr)
    stop = stop_on_signals()
    settings = load(KeeperSettings, without_home(context.obj))
    run(build(settings), settings, stop)
