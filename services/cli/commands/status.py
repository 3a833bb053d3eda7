"""``referat status``: what is where, what is missing, what was rejected and why."""

import typer
from rich.console import Console

from services.cli.console import out
from services.cli.embedded import Embedded
from services.cli.home import must_exist
from services.cli.operating import opened
from services.cli.options import DEFAULT_HOME, Home, is_distributed
from services.cli.showing import counts, show_counts, show_municipalities, show_pauses, show_rejected
from services.indexer.report import by_municipality, rejections, totals
from services.indexer.repository import Repository


def status(context: typer.Context, *, home: Home = DEFAULT_HOME) -> None:
    """Tell what is where, what is missing, and what was rejected and why.

    "Missing" is found by comparing what every stage should have made with what stands; the next
    `referat ingest` does it. Changes nothing and may run beside an ingest.

    In the distributed system, where REFERAT_STORE_URL and REFERAT_DATABASE_URL are set, it tells what the database
    holds and which stages rest; `referat sweep --dry-run` tells there what is missing.

    Try:
    * `referat status --home /srv/minutes`
    """
    console = out()
    if is_distributed(context.obj):
        with opened(context.obj) as system:
            show_pauses(console, system.operator.pauses())
            _show_database(console, system.repository)
        return
    with Embedded(must_exist(home)) as embedded:
        show_pauses(console, embedded.operator.pauses())
        show_counts(console, "bucket (objects)", embedded.objects())
        show_counts(console, "missing", embedded.missing())
        _show_database(console, embedded.repository)


def _show_database(console: Console, repository: Repository) -> None:
    show_counts(console, "database", counts(totals(repository.engine)))
    show_municipalities(console, by_municipality(repository.engine))
    show_rejected(console, rejections(repository.engine))
