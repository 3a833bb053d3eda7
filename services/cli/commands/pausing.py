"""``referat pause`` and ``referat resume``: have stages rest, for as long as somebody works on what they need."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.cli.console import CommandError, out, say
from services.cli.home import must_exist
from services.cli.operating import archive
from services.cli.options import DEFAULT_HOME, Because, Home, StageName, is_distributed, words
from shared.objectstore.folder import FolderStore
from shared.operating import Operator

Stages = Annotated[list[StageName], typer.Argument(metavar="STAGE...", help="fetch, parse, ocr, index.")]
SomeStages = Annotated[list[StageName] | None, typer.Argument(metavar="[STAGE...]", help="fetch, parse, ocr, index.")]


def pause(context: typer.Context, stages: Stages, *, because: Because, home: Home = DEFAULT_HOME) -> None:
    """Have stages rest until they are resumed: nothing new is begun, and nothing is lost.

    What is being worked on ends by itself; processes hear of it within seconds, and after a restart as well. What
    would have been done stays missing and is counted (`referat sweep --dry-run`), and the other stages go on with what
    they have. Works in DIR, or in the distributed system where REFERAT_STORE_URL is set, with a user who may write
    `operator/*` and `audit/*` in the archive.

    Try:
    * `referat pause index --because "the database moves"`
    * `referat pause parse ocr --because "a bad release, see the log of Tuesday"`
    """
    because = words(because, "why, without any personal number")
    operator = _operator(context.obj, home, stages)
    now = datetime.now(UTC)
    for stage in stages:
        operator.pause(stage, because, now)
    operator.note("pause", now, stages=stages, because=because)
    out().print(f"Paused: {', '.join(stages)}. To go on: referat resume {' '.join(stages)}", markup=False)


def resume(
    context: typer.Context,
    stages: SomeStages = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every stage that rests.")] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """Have stages go on that rest: the next sweep brings everything that was left.

    In the distributed system that is within REFERAT_SWEEP_SECONDS, or at once with `referat sweep`; in DIR it is the
    next `referat ingest` or `referat sweep`.

    Try:
    * `referat resume index`
    * `referat resume --all`
    """
    if bool(stages) == everything:
        raise CommandError("name the stages that shall go on, or --all for every one that rests")
    operator = _operator(context.obj, home, stages or ())
    resting = operator.paused()
    wanted = frozenset(map(str, stages)) if stages else resting
    going_on = sorted(resting & wanted)
    for stage in sorted(wanted - resting):
        say(f"{stage} did not rest.")
    for stage in going_on:
        operator.resume(stage)
    if going_on:
        operator.note("resume", datetime.now(UTC), stages=going_on)
    told = f"Resumed: {', '.join(going_on)}. The next sweep brings what was left."
    out().print(told if going_on else "Nothing rested.")


def _operator(environ: Mapping[str, str], home: Path, stages: Sequence[StageName]) -> Operator:
    if is_distributed(environ):
        return Operator(archive(environ))
    if StageName.OCR in stages:
        raise CommandError("in a home scans are read where all else is parsed; pause parse instead of ocr")
    return Operator(FolderStore(must_exist(home) / "archive"))
