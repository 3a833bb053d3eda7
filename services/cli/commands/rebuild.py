"""``referat rebuild``: the database again, from the items."""

from services.cli.console import out
from services.cli.embedded import Embedded
from services.cli.home import alone_in, must_exist
from services.cli.options import DEFAULT_HOME, Home
from services.cli.progress import report
from services.cli.showing import end_if_left


def rebuild(*, home: Home = DEFAULT_HOME) -> None:
    """Fill an emptied or deleted database again from the items: equal row by row.

    Nothing is parsed again and no file is read but the results in DIR/items. Useful after a restored backup
    without referat.db, or when the file is damaged (delete it first).

    Try:
    * `referat rebuild --home /srv/minutes`
    """
    must_exist(home)
    with alone_in(home), Embedded(home) as embedded, report() as on_step:
        run = embedded.rebuild(on_step)
    out().print(f"The database was filled again from {run.done - len(run.failures):,} results.")
    end_if_left(run)
