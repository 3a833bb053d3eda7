"""``referat confirm``: say that what a brake holds back is right."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from services.cli.console import CommandError, out
from services.cli.operating import archive
from services.cli.options import Because, is_distributed, own, words
from services.cli.settings import WithdrawalSettings
from services.cli.showing import show_names
from services.fetcher.losses import Losses
from services.fetcher.withdrawing import Looking, confirming
from shared.braking import REJECTIONS
from shared.objectstore.opening import open_store
from shared.operating import CONFIRMED_FOR, Operator
from shared.settings import load


def rejections(
    context: typer.Context,
    *,
    most: Annotated[
        int, typer.Option(metavar="N", min=0, help="How many may pass in each process; 0 says what stands.")
    ] = 0,
    because: Because = "",
) -> None:
    """Let rejections pass that the brake of the workers holds back, N of them, within a day.

    They are rejections of what another version of the parser has parsed, crashes, and time-outs: the marks of a bad
    release. The metric `referat_rejections_postponed_total` counts them, and the workers' lines *postponed* name them.
    Look at some of the files first. If the release is bad, mend it instead: the next one parses what was held back.

    Works in the distributed system, where REFERAT_STORE_URL is set, with the rights of the keeper; it is noted in the
    archive for good. The next sweep brings the files. In a home none is held back.

    Try:
    * `referat confirm rejections`
    * `referat confirm rejections --most 300 --because "a folder of damaged scans from 2009"`
    """
    if not is_distributed(context.obj):
        raise CommandError("in a home no rejection is held back; set REFERAT_STORE_URL to the address of the store")
    operator, now = Operator(archive(context.obj)), datetime.now(UTC)
    if most:
        because = words(because, "why they are right, without any personal number")
        operator.confirm(REJECTIONS, most, because, now)
        operator.note(f"confirm-{REJECTIONS}", now, most=most, because=because)
    standing, hours = operator.confirmed(REJECTIONS, now), int(CONFIRMED_FOR.total_seconds() // 3600)
    out().print(
        f"Confirmed within the last {hours} hours: up to {standing} rejections in each process."
        if standing
        else f"No rejections are confirmed within the last {hours} hours."
    )


def withdrawals(
    context: typer.Context,
    municipality: Annotated[
        str, typer.Argument(metavar="KOMMUNEKODE", help="Whose files may go that are gone from the drop.")
    ],
    *,
    because: Because = "",
) -> None:
    """Let withdrawals of one municipality pass that the brake of the keeper holds back: as many as are gone now.

    Files that are gone from the drop are withdrawn by themselves, and many of one municipality at once are held until
    somebody has asked whether that is meant. Without --because it shows which, and changes nothing.

    Works in the distributed system, where REFERAT_STORE_URL is set, with the rights of the keeper; it is noted in the
    archive for good, and holds for a day. In a home nothing is withdrawn by itself, and none is held back.

    Try:
    * `referat confirm withdrawals 165`
    * `referat confirm withdrawals 165 --because "they moved to a new system, and drop everything anew"`
    """
    if not is_distributed(context.obj):
        raise CommandError("in a home no withdrawal is held back; set REFERAT_STORE_URL to the address of the store")
    because = because and words(because, "why they are meant, without any personal number")
    settings = load(WithdrawalSettings, own(context.obj, WithdrawalSettings))
    drop, archived = open_store(settings, settings.drop_bucket), open_store(settings, settings.archive_bucket)
    looking = Looking(drop=drop, archive=archived, expires_after_days=settings.drop_expires_after_days)
    if municipality not in looking.prefixes():
        raise CommandError(f"the archive has nothing of {municipality!r}; name a kommunekode, as in 165")
    lost = looking.look(municipality).lost
    _show(lost)
    if not lost.are_too_many:
        raise CommandError(f"nothing of {municipality} is held back, so there is nothing to confirm")
    if because:
        operator, now = Operator(archived), datetime.now(UTC)
        operator.note("confirm-withdrawals", now, because=because, municipality=municipality, most=lost.count)
        operator.confirm(confirming(municipality), lost.count, because, now)
        out().print("Confirmed. The keeper withdraws them at its next rounds.")


def _show(lost: Losses) -> None:
    show_names(out(), [name.removesuffix("@") for name in sorted(lost.gone)])
    said = f"{len(lost.gone):,} names are gone from the drop, {lost.left:,} are there"
    out().print(f"{said}; {lost.withdrawn:,} were withdrawn within a day.")
