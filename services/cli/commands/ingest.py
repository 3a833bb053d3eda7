"""``referat ingest``: files in, rows out, on this machine alone."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from services.cli.console import LEFT_UNDONE, out, say
from services.cli.dropping import Found, find
from services.cli.embedded import Embedded, OnStep, Run, Step
from services.cli.home import alone_in, make
from services.cli.offering import Offered, offer
from services.cli.options import DEFAULT_HOME, Home, LanguageData, language_data
from services.cli.progress import report
from services.cli.showing import show_rejected, show_totals, tell_left
from services.indexer.report import Rejection, Totals, rejections, totals

Counted = tuple[Totals, Sequence[Rejection]]


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders with files at any depth.")],
    *,
    home: Home = DEFAULT_HOME,
    municipality: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Whose minutes they are, where no leading folder says so (kommunekode)."),
    ] = None,
    scans: LanguageData = "",
) -> None:
    """Take minutes in: archive them, parse them, and make rows that anyone can query.

    A file's name is its path below PATH. A leading folder that is a kommunekode (306/...) says whose it is; else
    --municipality; else the text itself is asked. Hidden and temporary files are passed over. What was taken
    before is not taken again, so the same command may run every night. Ctrl-C is harmless: the next run goes on.

    Ends with 0 also where files were rejected (no minutes, damaged, ...): these are results, shown at the end.
    Ends with 1 if a file could not be read or work is left undone.

    Try:
    * `referat ingest ~/minutes`
    * `referat ingest odsherred/2023 --municipality 306 --home /srv/minutes`
    """
    found = find(paths, municipality=municipality, home=home)
    started = time.monotonic()
    with alone_in(make(home)), Embedded(home, language_data(scans)) as embedded:
        before = _counted(embedded)
        try:
            with report() as on_step:
                offered = _offer(embedded, found, on_step)
                run = embedded.run(on_step)
        except KeyboardInterrupt:
            say("Interrupted. Nothing is broken: the next run goes on from here.")
            raise
        now = _counted(embedded)
    _tell_passed_over(found)
    if run.done or offered.taken:
        _show(before, now, time.monotonic() - started)
    else:
        out().print(f"Nothing to do: {_files(offered.known)} below the paths given, nothing new.")
    if _tell_undone(offered, run):
        raise typer.Exit(LEFT_UNDONE)


def _offer(embedded: Embedded, found: Found, on_step: OnStep) -> Offered:
    total = len(found.candidates)
    return offer(
        embedded.drop,
        found.candidates,
        lambda done: on_step(Step(stage="drop", done=done, total=total)),
    )


def _counted(embedded: Embedded) -> Counted:
    engine = embedded.repository.engine
    return totals(engine), rejections(engine)


def _show(before: Counted, now: Counted, seconds: float) -> None:
    console = out()
    show_totals(console, before[0], now[0], seconds)
    show_rejected(console, [file for file in now[1] if file not in before[1]])


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count or 'no'} files"


def _tell_passed_over(found: Found) -> None:
    if found.passed_over:
        say(f"Passed over: {_files(found.passed_over)} that are hidden, temporary or special.")


def _tell_undone(offered: Offered, run: Run) -> bool:
    """Name what could not be done; it is tried again by the next run."""
    for candidate, cause in offered.unreadable:
        say(f"Not done: {candidate.path}: {cause}")
    return tell_left(run) or bool(offered.unreadable)
