"""``referat withdraw``: take a file back by hand, or let withdrawals pass that the brake holds."""

from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.cli.console import LEFT_UNDONE, CommandError, out, printable
from services.cli.embedded import Embedded
from services.cli.home import alone_in, must_exist
from services.cli.options import DEFAULT_HOME, Because, Home, is_distributed, own, words
from services.cli.progress import report
from services.cli.settings import WithdrawalSettings
from services.cli.showing import NAMES_SHOWN, tell_left
from services.fetcher.losses import Losses
from services.fetcher.withdrawing import Looking, confirming, public_versions
from services.fetcher.withdrawing import withdraw as lay_tombstone
from shared import entries
from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.operating import Operator
from shared.settings import load


def withdraw(  # noqa: PLR0913 - the options of a command line
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="[KEY]", help="Which file, as `referat status` names it.")] = "",
    *,
    because: Because = "",
    confirm: Annotated[
        str, typer.Option(metavar="KOMMUNEKODE", help="Instead of KEY: whose files may go that the brake holds.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go, and change nothing.")] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """Withdraw all versions of a file: out of rows, search and views; the archive keeps it, until it is erased.

    Its receipt says so. A file that is dropped again later is a new one, and public. Works in DIR, or in the
    distributed system where REFERAT_STORE_URL is set, with the rights of the keeper; there rows and receipts follow
    within a sweep.

    With --confirm no file is named: in the distributed system files that are gone from the drop are withdrawn by
    themselves, and many of one municipality at once are held until somebody has asked whether that is meant. It opens
    the brake for as many as are gone now, for a day. Look first, with --dry-run.

    Ends with 1 if something is left undone in DIR.

    Try:
    * `referat withdraw "306/2021/referat.pdf" --because "published by mistake, says the municipality"`
    * `referat withdraw --confirm 165 --dry-run`
    * `referat withdraw --confirm 165 --because "they moved to a new system, and drop everything anew"`
    """
    if bool(key) == bool(confirm):
        raise CommandError("name one file, or a municipality with --confirm KOMMUNEKODE")
    # Without words nothing is changed.
    because = "" if dry_run else words(because, "why, without any personal number")
    if confirm:
        _confirm(_looking(context), confirm, because)
    elif is_distributed(context.obj):
        _withdraw(_looking(context).archive, key, because)
    else:
        _withdraw_home(must_exist(home), key, because)


def _withdraw_home(home: Path, key: str, because: str) -> None:
    with alone_in(home) if because else nullcontext(), Embedded(home) as embedded:
        if _withdraw(embedded.archive, key, because):
            with report() as on_step:
                run = embedded.run(on_step)
            if tell_left(run):
                raise typer.Exit(LEFT_UNDONE)


def _looking(context: typer.Context) -> Looking:
    if not is_distributed(context.obj):
        raise CommandError("--confirm is for the distributed system; name its store in REFERAT_STORE_URL")
    settings = load(WithdrawalSettings, own(context.obj, WithdrawalSettings))
    drop, archive = open_store(settings, settings.drop_bucket), open_store(settings, settings.archive_bucket)
    return Looking(drop=drop, archive=archive, expires_after_days=settings.drop_expires_after_days)


def _withdraw(archive: ObjectStore, key: str, because: str) -> bool:
    """Show the versions that are public, and withdraw them if somebody has said why."""
    prefix, _, name = key.partition("/")
    versions = public_versions(archive, prefix, name)
    if not versions:
        raise CommandError(f"the archive has no file {key} that is not withdrawn already; `referat status` names files")
    for _, tail in versions:
        out().print(printable(tail), markup=False)
    if not because:
        return False
    tails = [tail for _, tail in versions]
    # Noted first: what was noted and not done is done when it is asked for again; the other way round nobody knew.
    Operator(archive).note("withdraw", datetime.now(UTC), because=because, tails=tails)
    for section, tail in versions:
        lay_tombstone(archive, tail, entries.read(archive, section, tail))
    out().print("Withdrawn. The archive keeps it; rows and receipts follow.")
    return True


def _confirm(looking: Looking, prefix: str, because: str) -> None:
    """Show what is gone of one municipality, and open the brake for it if somebody has said why."""
    if prefix not in looking.prefixes():
        raise CommandError(f"the archive has nothing of {prefix!r}; --confirm takes a kommunekode, as in 165")
    _, lost = looking.look(prefix)
    _show(lost)
    if not lost.are_too_many:
        raise CommandError(f"nothing of {prefix} is held back, so there is nothing to confirm")
    if because:
        now, operator = datetime.now(UTC), Operator(looking.archive)
        operator.note("confirm-withdrawals", now, because=because, municipality=prefix, most=lost.count)
        operator.confirm(confirming(prefix), lost.count, because, now)
        out().print("Confirmed. The keeper withdraws them at its next rounds.")


def _show(lost: Losses) -> None:
    for name in sorted(lost.gone)[:NAMES_SHOWN]:
        out().print(printable(name.removesuffix("@")), markup=False)
    if len(lost.gone) > NAMES_SHOWN:
        out().print(f"... and {len(lost.gone) - NAMES_SHOWN:,} more")
    said = f"{len(lost.gone):,} names are gone from the drop, {lost.left:,} are there"
    out().print(f"{said}; {lost.withdrawn:,} were withdrawn within a day.")
