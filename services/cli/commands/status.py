"""``referat status``: what is where, what is missing, what was rejected and why."""

from services.cli.console import out
from services.cli.embedded import Embedded
from services.cli.home import must_exist
from services.cli.options import DEFAULT_HOME, Home
from services.cli.showing import counts, show_counts, show_rejected
from services.indexer.report import rejections, totals


def status(*, home: Home = DEFAULT_HOME) -> None:
    """Tell what is where, what is missing, and what was rejected and why.

    "Missing" is found by comparing what every stage should have made with what stands; the next
    `referat ingest` does it. Changes nothing and may run beside an ingest.

    Try:
    * `referat status --home /srv/minutes`
    """
    console = out()
    with Embedded(must_exist(home)) as embedded:
        show_counts(console, "bucket (objects)", embedded.objects())
        show_counts(console, "missing", embedded.missing())
        engine = embedded.repository.engine
        show_counts(console, "database", counts(totals(engine)))
        show_rejected(console, rejections(engine))
