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
from services.cli.showing import NAMES_SHOWN, end_if_left, tell_held_up
from services.fetcher.admit import Limits
from services.fetcher.erasing import find, find_bytes, names
from services.fetcher.lying import by_tail
from services.fetcher.stage import FetchStage
from shared.contract.result import Delivery
from shared.errors import ReferatError
from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.operating import Operator
from shared.settings import StoreSettings, load
from shared.stage import sweep_all

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

    KEY means all versions, also one that still waits in the drop; KEY@VERSION means one alone. What remains is a
    tombstone with the file's name (personal numbers are never in it), and a line of audit with the time and WHY. What
    lies in the drop of these versions is not taken in any more, and stays there until whoever dropped it removes it;
    nobody else may. With --sha256 nobody knows yet which bytes wait there: such files are named, and are taken in.

    In DIR everything is gone when the command ends; remove the file from where you ingest it before you remove it from
    DIR/drop, or the next `referat ingest` drops it anew, as a new version. In the distributed system, where
    REFERAT_STORE_URL is set, it works with the settings and rights of the keeper; rows and receipts follow as soon as
    that has made its round, before all that waits, and backups when they expire. Whatever cuts it off, say it again.

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

    def find(self, drop: ObjectStore, archive: ObjectStore, allowed: Limits) -> "_Found":
        """Find what is meant; of bytes that nobody has read yet, say that they are not known."""
        if self.key:
            lying = by_tail(drop, allowed, [self.key.partition("/")[0]])
            tails = find(archive, self.key, lying)
        else:
            _tell_waiting(FetchStage(drop, archive, allowed))
            tails = find_bytes(archive, self.sha256, _tell_looked)
            lying = by_tail(drop, allowed, _prefixes(tails))
        return _Found(tails=tails, lying={tail: lies for tail, lies in lying.items() if tail in tails})

    def unknown(self, archive: ObjectStore) -> CommandError:
        """Say that nothing was found, and what has a name like it."""
        if self.sha256:
            return CommandError("the archive has no file with these bytes")
        known = names(archive, self.key.partition("/")[0])
        nearest = get_close_matches(self.key, known, cutoff=_LIKE)
        hint = f"; names like it: {', '.join(nearest)}" if nearest else ""
        return CommandError(f"there is no file {self.key}{hint}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The tails that are meant, and which of them lie in the drop: under which key, and whose delivery."""

    tails: Collection[str]
    lying: Mapping[str, tuple[str, Delivery]]

    def bury(self, eraser: Eraser, because: str) -> Mapping[str, ReferatError]:
        """Lay the tombstones, and answer what can't have one."""
        described = {tail: delivery for tail, (_, delivery) in self.lying.items()}
        return eraser.bury(self.tails, because, datetime.now(UTC), described)


def _erase_home(home: Path, asked: _Asked) -> None:
    with alone_in(home), Embedded(home) as embedded:
        eraser = Eraser(archive=embedded.archive, items=embedded.items, receipts=embedded.receipts)
        found = asked.find(embedded.drop, embedded.archive, limits())
        is_meant = _is_meant(eraser, found, asked)
        faults = found.bury(eraser, asked.because) if is_meant else {}
        # Also when no bytes were found: an erasure that was cut off may have left rows of theirs.
        if is_meant or (asked.sha256 and not asked.dry_run and any(eraser.prefixes())):
            _finish_home(embedded, eraser)
        if not found.tails:
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
    found = asked.find(drop, archive, Limits())
    if not found.tails:
        raise asked.unknown(archive)
    tell_held_up(Operator(archive).pauses())
    if _is_meant(eraser, found, asked):
        faults = found.bury(eraser, asked.because)
        for prefix in _prefixes(found.tails):
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


def _is_meant(eraser: Eraser, found: _Found, asked: _Asked) -> bool:
    """Show what would go, and tell whether it shall."""
    if not found.tails:
        return False
    going = [*eraser.left(found.tails), *eraser.told(found.tails)]
    for store, key in going:
        out().print(printable(f"{store.bucket}/{key}"), markup=False)
    versions = f"{len(found.tails):,} {'version' if len(found.tails) == 1 else 'versions'}"
    say(f"{len(going):,} objects {'would go' if asked.dry_run else 'go'}, and the rows of {versions}.")
    for key, _ in found.lying.values():
        say(f"{key} still lies in the drop. It is not taken in any more; whoever dropped it must remove it there.")
    if asked.dry_run:
        return False
    if not asked.yes and not typer.confirm("Erase all of it, for good?", err=True):
        say("Nothing was erased.")
        raise typer.Exit(LEFT_UNDONE)
    return True


def _tell_waiting(fetching: FetchStage) -> None:
    """Name what waits in the drop: whether it has the bytes that are meant is known when it is archived."""
    waiting = [work.input for gap in sweep_all(fetching) for work in gap.work]
    if not waiting:
        return
    say(f"{len(waiting):,} files wait in the drop; which bytes they have is not known yet, and they will be taken in.")
    for key in waiting[:NAMES_SHOWN]:
        say(f"  {key}")
    if len(waiting) > NAMES_SHOWN:
        say(f"  ... and {len(waiting) - NAMES_SHOWN:,} more")
    say("Erase these by their names, or say it again when the archive has them.")


def _prefixes(tails: Collection[str]) -> list[str]:
    return sorted({tail.partition("/")[0] for tail in tails})


def _tell_looked(count: int) -> None:
    if count % _TOLD_EVERY == 0:
        say(f"Looked at {count:,} files")
