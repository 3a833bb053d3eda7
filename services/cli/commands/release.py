"""``referat release``: let a file through that was held back for a personal number which is none."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from services.cli.console import CommandError, out
from services.cli.embedded import Embedded
from services.cli.home import alone_in, must_exist
from services.cli.options import DEFAULT_HOME, Home, is_distributed, own, words
from services.cli.progress import report
from services.parser.releasing import find_held_back
from services.parser.releasing import release as let_go
from services.parser.version import PARSER_VERSION
from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.settings import StoreSettings, load


def release(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Which file, as `referat status` and its receipt name it.")],
    *,
    because: Annotated[str, typer.Option(metavar="WHY", help="What the number is instead; it is kept for good.")],
    home: Home = DEFAULT_HOME,
) -> None:
    """Let a file through that was held back for a personal number, when what was found there is none.

    Look at the file first: after this everybody can read it. It holds for this version of this file alone, and is
    noted in the archive for good, with the time and WHY. Works in DIR, or in the distributed system where
    REFERAT_STORE_URL is set (there the next sweep takes the file up).

    Try:
    * `referat release "306/2021/varer.pdf" --because "article numbers of the list of prices"`
    """
    because = words(because, "what the number is, without the number")
    if is_distributed(context.obj):
        settings = load(StoreSettings, own(context.obj, StoreSettings))
        archive, items = open_store(settings, settings.archive_bucket), open_store(settings, settings.items_bucket)
        _release(archive, items, key, because)
        return
    with alone_in(must_exist(home)), Embedded(home) as embedded, report() as on_step:
        _release(embedded.archive, embedded.items, key, because)
        embedded.run(on_step)


def _release(archive: ObjectStore, items: ObjectStore, key: str, because: str) -> None:
    prefix, _, name = key.partition("/")
    tail = find_held_back(archive, items, PARSER_VERSION, (prefix, name))
    if tail is None:
        raise CommandError(f"{key} is not held back for a personal number; `referat status` names the files that are")
    let_go(archive, items, tail, because, datetime.now(UTC))
    out().print("Released. It will be read as any other file.")
