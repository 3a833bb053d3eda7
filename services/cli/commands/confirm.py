"""``referat confirm rejections``: say that what the brake holds back is right."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from services.cli.console import CommandError, out
from services.cli.options import Because, is_distributed, own, words
from services.parser.braking import REJECTIONS
from shared.objectstore.opening import open_store
from shared.operating import CONFIRMED_FOR, Operator
from shared.settings import StoreSettings, load


def rejections(
    context: typer.Context,
    *,
    most: Annotated[
        int, typer.Option(metavar="N", min=0, help="How many may pass in each parser; 0 says what stands.")
    ] = 0,
    because: Because = "",
) -> None:
    """Let rejections pass that the brake of the parsers holds back, N of them, within a day.

    They are rejections of what another version of the parser has parsed, crashes, and time-outs: the marks of a bad
    release. The metric `referat_rejections_postponed_total` counts them, and the parsers' lines *postponed* name them.
    Look at some of the files first. If the release is bad, mend it instead: the next one parses what was held back.

    Works in the distributed system, where REFERAT_STORE_URL is set, with the rights of the keeper; it is noted in the
    archive for good. The next sweep brings the files. In a home none is held back.

    Try:
    * `referat confirm rejections`
    * `referat confirm rejections --most 300 --because "a folder of damaged scans from 2009"`
    """
    if not is_distributed(context.obj):
        raise CommandError("in a home no rejection is held back; set REFERAT_STORE_URL to the address of the store")
    settings = load(StoreSettings, own(context.obj, StoreSettings))
    operator, now = Operator(open_store(settings, settings.archive_bucket)), datetime.now(UTC)
    if most:
        because = words(because, "why they are right, without any personal number")
        operator.confirm(REJECTIONS, most, because, now)
        operator.note(f"confirm-{REJECTIONS}", now, most=most, because=because)
    standing, hours = operator.confirmed(REJECTIONS, now), int(CONFIRMED_FOR.total_seconds() // 3600)
    out().print(
        f"Confirmed within the last {hours} hours: up to {standing} rejections in each parser."
        if standing
        else f"No rejections are confirmed within the last {hours} hours."
    )
