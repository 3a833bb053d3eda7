"""``referat sweep``: look once at what is missing now, and have it done."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from prometheus_client import CollectorRegistry

from services.cli.console import LEFT_UNDONE, out, say
from services.cli.embedded import Embedded, Only, OnStep, Step
from services.cli.home import alone_in, must_exist
from services.cli.options import (
    DEFAULT_HOME,
    Home,
    LanguageData,
    Municipality,
    StageName,
    delivered_by,
    is_distributed,
    language_data,
    own,
)
from services.cli.progress import report
from services.cli.settings import SchedulerSettings
from services.cli.showing import Row, end_if_left, missing_row, show_missing, show_pauses, survey_row
from services.cli.sweepers import assemble
from shared.errors import ContractError
from shared.settings import load
from shared.sweeping import Sweeper


def sweep(  # noqa: PLR0913 - the options of a command line
    context: typer.Context,
    *,
    stage: Annotated[StageName | None, typer.Option(metavar="STAGE", help="Only fetch, parse, ocr or index.")] = None,
    municipality: Municipality = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look, and change nothing.")] = False,
    home: Home = DEFAULT_HOME,
    scans: LanguageData = "",
) -> None:
    """Look at what every stage should have made and has not, show it, and have it done.

    In DIR it does what is missing until nothing is: an `ingest` without files. It ends with 1 if something is left.

    In the distributed system, where REFERAT_STORE_URL is set, it does at once what `referat schedule` does every
    REFERAT_SWEEP_SECONDS: it publishes hints, at most REFERAT_SWEEP_WINDOW for each stage and municipality, and ends
    before they are worked off. What is on the way or beyond a quota gets none, and a stage that rests gets none at all.
    It asks for the scheduler's settings and rights, and ends with 1 if something can't be listed.

    Try:
    * `referat sweep --dry-run`
    * `referat sweep --stage parse --municipality 306`
    """
    only = Only(stage=stage, municipality=delivered_by(municipality))
    if is_distributed(context.obj):
        _sweep_stack(context.obj, only, dry_run=dry_run)
    elif dry_run:
        with Embedded(must_exist(home)) as embedded:
            _show_home(embedded, only)
    else:
        _sweep_home(must_exist(home), only, scans)


def _sweep_home(home: Path, only: Only, scans: str) -> None:
    with alone_in(home), Embedded(home, language_data(scans)) as embedded:
        _show_home(embedded, only)
        with report() as on_step:
            run = embedded.run(on_step, only)
    if run.done:
        out().print(f"Done: {run.done - len(run.failures):,}.")
    end_if_left(run)


def _show_home(embedded: Embedded, only: Only) -> None:
    console = out()
    show_pauses(console, embedded.operator.pauses())
    show_missing(console, [missing_row(gap) for gap in embedded.gaps(only) if gap.missing])


def _sweep_stack(environ: Mapping[str, str], only: Only, *, dry_run: bool) -> None:
    console = out()
    settings = load(SchedulerSettings, own(environ, SchedulerSettings))
    with closing(assemble(settings, CollectorRegistry())) as sweepers:  # nobody scrapes a command
        show_pauses(console, sweepers.operator.pauses())
        wanted = list(_wanted(sweepers.each, only))
        with report() as on_step:
            rows = list(_look(wanted, on_step, dry_run=dry_run))
    found = [row for row in rows if row is not None]
    show_missing(console, found, "held back", "on the way", "hints due" if dry_run else "hints given")
    if len(found) < len(rows):
        raise typer.Exit(LEFT_UNDONE)


def _wanted(sweepers: Sequence[Sweeper], only: Only) -> Iterator[tuple[Sweeper, str]]:
    for sweeper in sweepers:
        if only.stage in {None, sweeper.stage.name}:
            prefixes = sorted(set(sweeper.stage.prefixes()))
            yield from ((sweeper, prefix) for prefix in prefixes if only.municipality in {None, prefix})


def _look(wanted: Sequence[tuple[Sweeper, str]], on_step: OnStep, *, dry_run: bool) -> Iterator[Row | None]:
    """Yield a row for each gap, and ``None`` for what can't be looked at, which stops none of the others."""
    for done, (sweeper, prefix) in enumerate(wanted, 1):
        try:
            found = sweeper.survey(prefix)
        except ContractError as error:
            say(f"Not looked at: {sweeper.stage.name} of {prefix}: {error}")
            yield None
        else:
            hinted = len(found.now) if dry_run else sweeper.hint(found)
            if found.gap.missing:
                yield survey_row(found, hinted)
        on_step(Step(stage="sweep", done=done, total=len(wanted)))
