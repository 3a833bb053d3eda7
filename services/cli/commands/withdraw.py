"""``referat withdraw``: take a file back by hand."""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.cli.console import CommandError, out, printable
from services.cli.embedded import Embedded, limits
from services.cli.home import alone_in, must_exist
from services.cli.options import DEFAULT_HOME, Because, Home, is_distributed, own, words
from services.cli.progress import report
from services.cli.showing import end_if_left, tell_held_up
from services.fetcher.admit import Limits
from services.fetcher.archive import stands
from services.fetcher.lying import by_tail
from services.fetcher.withdrawing import public_versions
from services.fetcher.withdrawing import withdraw as lay_tombstone
from shared import entries
from shared.contract import keys
from shared.contract.result import Delivery
from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.operating import Operator
from shared.settings import StoreSettings, load


def withdraw(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Which file, as `referat status` names it.")],
    *,
    because: Because = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go, and change nothing.")] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """Withdraw all versions of a file: out of rows, search and views; the archive keeps it, until it is erased.

    Its receipt says so. A version that still waits in the drop is withdrawn too, and never taken in. A file that is
    dropped again later is a new one, and public. Works in DIR, or in the distributed system where REFERAT_STORE_URL is
    set, with the settings and rights of the keeper; there rows and receipts follow as soon as that has made its round,
    before all that waits, and files that are gone from the drop are withdrawn by themselves.

    Ends with 1 if something is left undone in DIR.

    Try:
    * `referat withdraw "306/2021/referat.pdf" --dry-run`
    * `referat withdraw "306/2021/referat.pdf" --because "published by mistake, says the municipality"`
    """
    # Without words nothing is changed.
    because = "" if dry_run else words(because, "why, without any personal number")
    if is_distributed(context.obj):
        settings = load(StoreSettings, own(context.obj, StoreSettings))
        drop, archive = (open_store(settings, bucket) for bucket in (settings.drop_bucket, settings.archive_bucket))
        tell_held_up(Operator(archive).pauses())
        _withdraw(_find(drop, archive, Limits(), key), archive, because)
    else:
        _withdraw_home(must_exist(home), key, because)


def _withdraw_home(home: Path, key: str, because: str) -> None:
    with alone_in(home) if because else nullcontext(), Embedded(home) as embedded:
        if _withdraw(_find(embedded.drop, embedded.archive, limits(), key), embedded.archive, because):
            with report() as on_step:
                run = embedded.run(on_step)
            end_if_left(run)


def _find(drop: ObjectStore, archive: ObjectStore, allowed: Limits, key: str) -> Mapping[str, Delivery]:
    """Name the versions that are public or could be, the newest first: also one that waits in the drop."""
    prefix, _, name = key.partition("/")
    found = {tail: entries.read(archive, section, tail) for section, tail in public_versions(archive, prefix, name)}
    for tail, (_, delivery) in by_tail(drop, allowed, [prefix]).items():
        # Whether it was archived meanwhile is all the same: only a tombstone says that it needs none.
        if keys.is_of(tail, prefix, name) and tail not in found and not stands(archive, tail, keys.TOMBSTONES):
            found[tail] = delivery
    if not found:
        raise CommandError(f"there is no file {key} that is not withdrawn already; `referat status` names files")
    return dict(sorted(found.items(), key=lambda of: of[1].version, reverse=True))


def _withdraw(found: Mapping[str, Delivery], archive: ObjectStore, because: str) -> bool:
    """Show the versions, and withdraw them if somebody has said why."""
    for tail in found:
        out().print(printable(tail), markup=False)
    if not because:
        return False
    # Noted first: what was noted and not done is done when it is asked for again; the other way round nobody knew.
    Operator(archive).note("withdraw", datetime.now(UTC), because=because, tails=list(found))
    for tail, delivery in found.items():
        lay_tombstone(archive, tail, delivery)
    out().print("Withdrawn. What the archive has of it stays there; rows and receipts follow.")
    return True
