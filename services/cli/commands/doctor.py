"""``referat doctor``: what this machine allows, and the cure for what it does not."""

import typer

from services.cli.console import out
from services.cli.options import LanguageData
from services.cli.showing import show_faults
from services.parser.checking import check


def doctor(*, scans: LanguageData = "") -> None:
    """Tell which walls stand around the processes that read files, and which formats can be read behind them.

    Tries both with files of its own. The walls keep a hostile file from network, files and other processes; what the
    host does not allow is named with its cure. Where the parser must not run without some of them, name those in
    REFERAT_SANDBOX_REQUIRED.

    Ends with 0 if nothing is missing, else 1.
    """
    health = check(scans)
    console = out()
    show_faults(console, "wall", "stands", health.walls)
    show_faults(console, "format", "is read", health.formats)
    raise typer.Exit(0 if health.is_full else 1)
