"""The tables that the command line ends with."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from rich import box
from rich.console import Console
from rich.table import Table

from services.cli.console import printable
from services.indexer.report import Rejection, Totals
from shared.contract.codes import Outcome

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


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table
