"""``referat withdraw``: take a file back by hand."""

from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.cli.console import CommandError, out, printable
from services.cli.embedded import Embedded
from services.cli.home import alone_in, must_exist
from services.cli.operating import archive
from services.cli.options import DEFAULT_HOME, Because, Home, is_distributed, words
from services.cli.progress import report
from services.cli.showing import end_if_left, tell_held_up
from services.fetcher.withdrawing import public_versions
from services.fetcher.withdrawing import withdraw as lay_tombstone
from shared import entries
from shared.objectstore.port import ObjectStore
from shared.operating import Operator


def withdraw(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Which file, as `referat status` names it.")],
    *,
    because: Because = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go, and change nothing.")] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """Withdraw all versions of a file: out of rows, search and views; the archive keeps it, until it is erased.

    Its receipt says so. A file that is dropped again later is a new one, and public. Works in DIR, or in the
    distributed system where REFERAT_STORE_URL is set, with the rights of the keeper; there rows and receipts follow as
    soon as that has made its round, before all that waits, and files that are gone from the drop are withdrawn by
    themselves.

    Ends with 1 if something is left undone in DIR.

    Try:
    * `referat withdraw "306/2021/referat.pdf" --dry-run`
    * `referat withdraw "306/2021/referat.pdf" --because "published by mistake, says the municipality"`
    """
    # Without words nothing is changed.
    because = "" if dry_run else words(because, "why, without any personal number")
    if is_distributed(context.obj):
        archived = archive(context.obj)
        tell_held_up(Operator(archived).pauses())
        _withdraw(archived, key, because)
    else:
        _withdraw_home(must_exist(home), key, because)


def _withdraw_home(home: Path, key: str, because: str) -> None:
    with alone_in(home) if because else nullcontext(), Embedded(home) as embedded:
        if _withdraw(embedded.archive, key, because):
            with report() as on_step:
                run = embedded.run(on_step)
            end_if_left(run)


def _withdraw(archived: ObjectStore, key: str, because: str) -> bool:
    """Show the versions that are public, and withdraw them if somebody has said why."""
    prefix, _, name = key.partition("/")
    versions = public_versions(archived, prefix, name)
    if not versions:
        raise CommandError(f"the archive has no file {key} that is not withdrawn already; `referat status` names files")
    for _, tail in versions:
        out().print(printable(tail), markup=False)
    if not because:
        return False
    tails = [tail for _, tail in versions]
    # Noted first: what was noted and not done is done when it is asked for again; the other way round nobody knew.
    Operator(archived).note("withdraw", datetime.now(UTC), because=because, tails=tails)
    for section, tail in versions:
        lay_tombstone(archived, tail, entries.read(archived, section, tail))
    out().print("Withdrawn. The archive keeps it; rows and receipts follow.")
    return True
