"""``referat erase``: have nothing left of a file but the note that it was erased."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from services.cli.console import LEFT_UNDONE, CommandError, out, printable, say
from services.cli.embedded import Embedded, limits
from services.cli.erasing import Eraser
from services.cli.home import alone_in, must_exist
from services.cli.options import DEFAULT_HOME, Because, Home, is_distributed, own, words
from services.cli.progress import report
from services.cli.showing import end_if_left, tell_held_up
from services.fetcher.admit import Limits
from services.fetcher.erasing import find, find_bytes, names
from services.fetcher.stage import FetchStage
from shared.errors import ReferatError
from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.operating import Operator
from shared.settings import StoreSettings, load

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LIKE = 0.6  # how much of two names must be alike for one to be meant instead of the other
_TOLD_EVERY = 10_000  # entries: some ten seconds of a store's time


def erase(  # noqa: PLR0913 - the options of a command line
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="[KEY]", help="Which file, as `referat status` names it.")] = "",
    *,
    because: Because = "",
    sha256: Annotated[str, typer.Option(metavar="HASH", help="Instead of KEY: every file with these bytes.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would go, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether that is meant.")] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """Erase all versions of a file: bytes, results, rows, and what receipts tell. There is no way back.

    KEY@VERSION means one version alone. What remains is a tombstone with the file's name (personal numbers are never in
    it), and a line of audit with the time and WHY. What still lies in the drop is not taken in again, and stays there
    until whoever dropped it removes it; nobody else may.

    In DIR everything is gone when the command ends; remove the file from where you ingest it before you remove it from
    DIR/drop, or the next `referat ingest` drops it anew, as a new version. In the distributed system, where
    REFERAT_STORE_URL is set, it works with the settings and rights of the keeper; rows and receipts follow as
    soon as that has made its round, before all that waits, and backups when they expire. Whatever cuts it off, say it
    again.

    Try:
    * `referat erase "306/2021/referat.pdf" --dry-run`
    * `referat erase "306/2021/referat.pdf" --because "asked for by the municipality on the phone"`
    * `referat erase --sha256 "$(sha256sum < referat.pdf | cut -c -64)" --because "it is a letter, and no minutes"`
    """
    if not dry_run:
        because = words(because, "why, without any personal number")
    asked = _Asked(key=key, sha256=sha256.lower(), because=because, dry_run=dry_run, yes=yes)
    if is_distributed(context.obj):
        _erase_stack(load(StoreSettings, own(context.obj, StoreSettings)), asked)
    else:
        _erase_home(must_exist(home), asked)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What is to be erased, and how sure of it whoever asks is. Raises CommandError for what can't be asked for."""

    key: str
    sha256: str
    because: str
    dry_run: bool
    yes: bool

    def __post_init__(self) -> None:
        if bool(self.key) == bool(self.sha256):
            raise CommandError("name one file, or the bytes of one or more with --sha256 HASH")
        if self.sha256 and not _SHA256.fullmatch(self.sha256):
            raise CommandError("--sha256 takes the 64 digits that `sha256sum FILE` prints")

    def find(self, archive: ObjectStore) -> set[str]:
        """Name the tails that are meant."""
        return find(archive, self.key) if self.key else find_bytes(archive, self.sha256, _tell_looked)

    def unknown(self, archive: ObjectStore) -> CommandError:
        """Say that nothing was found, and what has a name like it."""
        if self.sha256:
            return CommandError("the archive has no file with these bytes; what still waits in the drop is not in it")
        known = names(archive, self.key.partition("/")[0])
        nearest = get_close_matches(self.key, known, cutoff=_LIKE)
        hint = f"; names like it: {', '.join(nearest)}" if nearest else ""
        return CommandError(f"the archive has no file {self.key}{hint}")


def _erase_home(home: Path, asked: _Asked) -> None:
    with alone_in(home), Embedded(home) as embedded:
        eraser = Eraser(archive=embedded.archive, items=embedded.items, receipts=embedded.receipts)
        tails = asked.find(embedded.archive)
        faults: Mapping[str, ReferatError] = {}
        if is_meant := _is_meant(eraser, FetchStage(embedded.drop, embedded.archive, limits()), tails, asked):
            faults = eraser.bury(tails, asked.because, datetime.now(UTC))
        # Also when no bytes were found: an erasure that was cut off may have left rows of theirs.
        if is_meant or (asked.sha256 and not asked.dry_run and any(eraser.prefixes())):
            _finish_home(embedded, eraser)
        if not tails:
            raise asked.unknown(embedded.archive)
    if is_meant:
        _end(faults, "Erased.")


def _finish_home(embedded: Embedded, eraser: Eraser) -> None:
    for prefix in list(eraser.prefixes()):
        eraser.finish(prefix, datetime.now(UTC))
    with report() as on_step:
        run = embedded.run(on_step)
    embedded.repository.scrub()
    end_if_left(run)


def _erase_stack(settings: StoreSettings, asked: _Asked) -> None:
    buckets = (settings.drop_bucket, settings.archive_bucket, settings.items_bucket, settings.receipts_bucket)
    drop, archive, items, receipts = (open_store(settings, bucket) for bucket in buckets)
    eraser = Eraser(archive=archive, items=items, receipts=receipts)
    tails = asked.find(archive)
    if not tails:
        raise asked.unknown(archive)
    tell_held_up(Operator(archive).pauses())
    if _is_meant(eraser, FetchStage(drop, archive, Limits()), tails, asked):
        faults = eraser.bury(tails, asked.because, datetime.now(UTC))
        for prefix in _prefixes(tails):
            eraser.finish(prefix, datetime.now(UTC))
        _end(
            faults, "Erased. Rows and receipts follow within a round of the keeper, which removes whatever comes late."
        )


def _end(faults: Mapping[str, ReferatError], erased: str) -> None:
    """Say that all is erased, or what is not."""
    for fault in faults.values():
        say(f"Not erased: {fault}")
    if faults:
        raise typer.Exit(LEFT_UNDONE)
    out().print(erased)


def _is_meant(eraser: Eraser, fetching: FetchStage, tails: set[str], asked: _Asked) -> bool:
    """Show what would go, and tell whether it shall."""
    if not tails:
        return False
    going = [*eraser.left(tails), *eraser.told(tails)]
    for store, key in going:
        out().print(printable(f"{store.bucket}/{key}"), markup=False)
    versions = f"{len(tails):,} {'version' if len(tails) == 1 else 'versions'}"
    say(f"{len(going):,} objects {'would go' if asked.dry_run else 'go'}, and the rows of {versions}.")
    for key in _lying(fetching, tails):
        say(f"{key} still lies in the drop. It is not taken in again; whoever dropped it must remove it there.")
    if asked.dry_run:
        return False
    if not asked.yes and not typer.confirm("Erase all of it, for good?", err=True):
        say("Nothing was erased.")
        raise typer.Exit(LEFT_UNDONE)
    return True


def _lying(fetching: FetchStage, tails: Collection[str]) -> list[str]:
    """Name what still lies in the drop of these tails."""
    return [work.input for prefix in _prefixes(tails) for work in fetching.inputs(prefix) if work.output in tails]


def _prefixes(tails: Collection[str]) -> list[str]:
    return sorted({tail.partition("/")[0] for tail in tails})


def _tell_looked(count: int) -> None:
    if count % _TOLD_EVERY == 0:
        say(f"Looked at {count:,} files")
