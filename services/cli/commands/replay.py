"""``referat replay``: have files parsed again that were parsed already."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from services.cli.console import CommandError, out
from services.cli.embedded import Embedded, Step
from services.cli.home import alone_in, must_have_database
from services.cli.operating import System, opened
from services.cli.options import (
    DEFAULT_HOME,
    Home,
    LanguageData,
    Municipality,
    delivered_by,
    is_distributed,
    language_data,
)
from services.cli.progress import report
from services.cli.showing import end_if_left, show_names
from services.indexer.selecting import Selected, Selection, select_deliveries
from services.parser.again import parse_again
from services.parser.choosing import layout_names
from shared.contract.codes import Outcome, RejectionReason

ASKED_ABOVE = 300  # files: so many are parsed within minutes, and more than a slip of the fingers should cost


class OfAFile(StrEnum):
    """What becomes of a file that nobody took back: what was withdrawn or erased stays so."""

    PARSED = Outcome.PARSED
    REJECTED = Outcome.REJECTED


def replay(  # noqa: PLR0913 - the options of a command line
    context: typer.Context,
    *,
    reason: Annotated[RejectionReason | None, typer.Option(metavar="REASON", help="Rejected for this reason.")] = None,
    municipality: Municipality = None,
    layout: Annotated[str | None, typer.Option(metavar="NAME", help="Read by this layout.")] = None,
    parser_version: Annotated[str | None, typer.Option(metavar="V", help="Read by this version of the parser.")] = None,
    outcome: Annotated[OfAFile | None, typer.Option(metavar="OUTCOME", help="parsed or rejected.")] = None,
    file: Annotated[str | None, typer.Option(metavar="KEY", help="This file, as its receipt names it.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how many and which, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask, however many they are.")] = False,
    home: Home = DEFAULT_HOME,
    scans: LanguageData = "",
) -> None:
    """Have files parsed again, as they would be now: after a mended parser, or when OCR has come to a machine.

    Means the newest version of every file that all the options given are true of; at least one must be given. Their
    results are deleted, so that the next sweep finds them missing. What the database says of them stays public until
    there is a new result; where that one says the same, nothing changes. What was withdrawn or erased stays so, and
    what the fetcher refused is refused again: drop it anew. It is noted in the archive for good.

    In DIR the files are parsed at once, and it ends with 1 if something is left. In the distributed system, where
    REFERAT_STORE_URL and REFERAT_DATABASE_URL are set, sweeps bring them (`referat sweep`: at once). There it takes a
    user who may list, read, write and delete in items and write `audit/*` in the archive.

    Try:
    * `referat replay --reason crashed --dry-run`
    * `referat replay --municipality 306 --layout acadre-word`
    * `referat replay --file "306/2021/referat.pdf"`
    """
    selection = Selection(
        reason=reason,
        municipality=delivered_by(municipality),
        layout=layout,
        parser_version=parser_version,
        outcome=outcome,
        file=file,
    )
    _check(selection)
    if is_distributed(context.obj):
        with opened(context.obj) as system:
            _take_back(system, selection, dry_run=dry_run, yes=yes)
        return
    must_have_database(home)
    with nullcontext() if dry_run else alone_in(home), Embedded(home, language_data(scans)) as embedded:
        system = System(items=embedded.items, operator=embedded.operator, repository=embedded.repository)
        if _take_back(system, selection, dry_run=dry_run, yes=yes):
            with report() as on_step:
                run = embedded.run(on_step)
            end_if_left(run)


def _check(selection: Selection) -> None:
    if selection == Selection():
        raise CommandError("say which files: --file, --reason, --municipality, --layout, --parser-version or --outcome")
    if selection.layout not in {None, *layout_names()}:
        raise CommandError(f"no layout is called {selection.layout!r}; there are {', '.join(sorted(layout_names()))}")


def _take_back(system: System, selection: Selection, *, dry_run: bool, yes: bool) -> bool:
    """Delete the results of what is selected, if that is wanted; false if nothing was."""
    selected = select_deliveries(system.repository.engine, selection)
    if selection.file and not selected:
        raise CommandError(f"no file {selection.file} is like that, parsed or rejected; `referat status` names files")
    _show(selected)
    if dry_run or not selected:
        return False
    if len(selected) > ASKED_ABOVE and not yes:
        _ask()
    # Without names: what is noted stays when a file is erased.
    by = {name: value for name, value in asdict(selection).items() if value is not None and name != "file"}
    system.operator.note("replay", datetime.now(UTC), files=len(selected), **by)
    with report() as on_step:
        tails = [delivery.tail for delivery in selected]
        parse_again(system.items, tails, lambda done: on_step(Step(stage="replay", done=done, total=len(tails))))
    return True


def _show(selected: Sequence[Selected]) -> None:
    console = out()
    show_names(console, [f"{delivery.prefix}/{delivery.name}" for delivery in selected], indent="  ")
    console.print(f"To be parsed again: {len(selected):,}.")


def _ask() -> None:
    if not sys.stdin.isatty():
        raise CommandError("so many are parsed again only with --yes; --dry-run changes nothing")
    typer.confirm("Shall they be?", abort=True)
