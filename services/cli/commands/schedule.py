"""``referat schedule``: the sweeps of the distributed system, for ever."""

import sys

import typer

from services.cli.options import without_home
from services.cli.scheduler import build
from services.cli.settings import SchedulerSettings
from shared.logs import configure
from shared.service import run, stop_on_signals
from shared.settings import load


def schedule(context: typer.Context) -> None:
    """Find what is missing in the distributed system, and have its workers do it, until stopped.

    Lists drop, archive, items and database again and again, one municipality at a time, and publishes a hint for
    whatever a stage should have made and has not. Without it, what gets lost in the queue stays lost. One is
    enough; two do no harm.

    Everything is set by environment variables (REFERAT_STORE_URL, REFERAT_BROKER_URL, REFERAT_DATABASE_URL, ...):
    see .env.example. Metrics and health: http://127.0.0.1:8104/metrics, /health/ready.
    """
    configure(sys.stderr)
    stop = stop_on_signals()
    settings = load(SchedulerSettings, without_home(context.obj))
    run(build(settings), settings, stop)
