"""``referat schedule``: the sweeps of the distributed system, for ever."""

import sys

import typer

from services.cli.scheduler import build
from services.cli.settings import SchedulerSettings
from shared.logs import configure
from shared.service import run, stop_on_signals
from shared.settings import load

# Belongs to the commands of the embedded system, and may be set for whoever uses both.
_NOT_OURS = {"REFERAT_HOME"}


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
    settings = load(SchedulerSettings, {name: value for name, value in context.obj.items() if name not in _NOT_OURS})
    run(build(settings), settings, stop)
