"""The tables that the command line ends with."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from services.cli.console import LEFT_UNDONE, err, printable, say
from services.cli.embedded import Run
from services.cli.telling import HEARERS
from services.indexer.report import MunicipalityCount, Rejection, Totals
from shared.contract.codes import Outcome
from shared.operating import Pause
from shared.stage import Gap
from shared.sweeping import Survey

Row = tuple[str, ...]

NAMES_SHOWN = 20  # of one reason; the others are counted


def counts(totals: Totals) -> dict[str, int]:
    """Name the numbers that a user asks for."""
    return {
        "files": sum(totals.files.values()),
        "meetings": totals.meetings,
        "agenda items": totals.items,
        "decisions": sum(totals.decisions.values()),
        "earlier decisions told": totals.earlier_decisions,
        "rejected files": totals.files.get(Outcome.REJECTED, 0),
        "withdrawn files": totals.files.get(Outcome.WITHDRAWN, 0),
    }


def show_totals(console: Console, before: Totals, now: Totals, seconds: float) -> None:
    """Show what this run added and what there is now."""
    table = _table("", "this run", "in all")
    earlier = counts(before)
    for name, count in counts(now).items():
        table.add_row(name, f"{count - earlier[name]:,}", f"{count:,}")
    table.add_row("seconds", f"{seconds:.1f}", "")
    console.print(table)


def show_rejected(console: Console, rejected: Sequence[Rejection]) -> None:
    """Show which files did not become records, by reason."""
    if not rejected:
        return
    console.print("\nRejected files (results like others; each has its receipt):")
    for reason, group in groupby(rejected, key=lambda file: file.reason):
        files = list(group)
        console.print(f"  {reason}: {len(files)}")
        for file in files[:NAMES_SHOWN]:
            console.print(printable(f"    {file.prefix}/{file.name}: {file.detail}"), markup=False)
        if len(files) > NAMES_SHOWN:
            console.print(f"    ... and {len(files) - NAMES_SHOWN} more")


def show_pauses(console: Console, pauses: Mapping[str, Pause]) -> None:
    """Show which stages rest, since when, why, and how they go on."""
    for stage, pause in pauses.items():
        told = f" since {pause.at} ({pause.because})" if pause.at else ""
        sentence = f"{stage} rests{told}; it goes on after: referat resume {stage}"
        console.print(printable(sentence), markup=False, style="yellow")


def tell_held_up(pauses: Mapping[str, Pause]) -> None:
    """Say which stages rest that bring a tombstone to rows and receipts."""
    show_pauses(err(), {stage: pause for stage, pause in pauses.items() if stage in HEARERS})


def missing_row(gap: Gap) -> Row:
    """Tell what one stage is missing of one municipality, and since when the oldest of it is."""
    seconds = (datetime.now(UTC) - gap.oldest).total_seconds() if gap.oldest else 0.0
    return gap.stage, escape(printable(gap.prefix)), f"{gap.missing:,}", _age(seconds)


def survey_row(found: Survey, hinted: int) -> Row:
    """Tell the same of the distributed system, and what is being done about it."""
    on_the_way = "many" if found.on_the_way is None else f"{found.on_the_way:,}"
    return *missing_row(found.gap), f"{found.held_back:,}", on_the_way, f"{hinted:,}"


def show_missing(console: Console, rows: Sequence[Row], *more: str) -> None:
    """Show rows of what is missing; ``more`` names the columns that they have beside the usual."""
    if not rows:
        console.print("Nothing is missing.")
        return
    table = _table("stage", "municipality", "missing", "oldest", *more)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def show_municipalities(console: Console, counts: Sequence[MunicipalityCount]) -> None:
    """Show how much there is of each municipality."""
    table = _table("municipality", "files", "meetings", "agenda items", "decisions")
    for count in counts:
        numbers = (count.documents, count.meetings, count.items, count.decisions)
        table.add_row(f"{count.code} {count.name}" if count.code else "named by none", *(f"{n:,}" for n in numbers))
    console.print(table)


def show_names(console: Console, names: Sequence[str], indent: str = "") -> None:
    """Show the first of some names, and how many more there are."""
    for name in names[:NAMES_SHOWN]:
        console.print(printable(f"{indent}{name}"), markup=False)
    if len(names) > NAMES_SHOWN:
        console.print(f"{indent}... and {len(names) - NAMES_SHOWN:,} more")


def end_if_left(run: Run) -> None:
    """End the command with ``LEFT_UNDONE``, and say why, if a run has left something undone."""
    if tell_left(run):
        raise typer.Exit(LEFT_UNDONE)


def tell_left(run: Run) -> bool:
    """Name what a run has left undone, on stderr; false if that is nothing."""
    for failure in run.failures:
        say(f"Not done: {failure.key}: {failure.cause}")
    for stage, count in run.resting.items():
        say(f"Not done: {count:,} of the stage {stage}, which rests; it goes on after: referat resume {stage}")
    return bool(run.failures or run.resting)


def show_faults(console: Console, title: str, good: str, faults: Mapping[str, str]) -> None:
    """Show for each name that it is good, or what is wrong with it."""
    table = Table(title, "", box=box.SIMPLE)
    for name, fault in faults.items():
        table.add_row(name, printable(fault) or good)
    console.print(table)


def show_counts(console: Console, title: str, counts: Mapping[str, int]) -> None:
    """Show one number for each name."""
    table = _table(title, "")
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    console.print(table)


def _age(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table
