"""The home folder of the embedded system: is it one, and who may change it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from services.cli.console import CommandError, say
from services.indexer.repository import Repository

BUCKETS = ("drop", "archive", "items", "receipts")
DATABASE = "referat.db"
LOCK = ".lock"


def must_exist(home: Path) -> Path:
    """Return ``home`` if minutes have been ingested into it, else say what to do. Raises CommandError."""
    if not (home / "drop").is_dir():
        raise CommandError(
            f"{home} is no home of referat; fill one with: referat ingest PATH --home {home}, "
            "or name another with --home DIR or REFERAT_HOME"
        )
    return home


def must_have_database(home: Path) -> Path:
    """Return ``home`` if its database is there to be asked, else say what to do. Raises CommandError."""
    if not (must_exist(home) / DATABASE).is_file():
        raise CommandError(f"{home} has no {DATABASE}; fill it from the items with: referat rebuild --home {home}")
    return home


def make(home: Path) -> Path:
    """Make the home folder if it is not there yet. Raises CommandError."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"{home} can't be used as a home ({error.strerror}); name another with --home DIR"
        ) from error
    return home


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """Hold the home's one lock; if another run holds it, say so and wait."""
    lock = FileLock(home / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say(f"Another run is working in {home}; waiting for it ...")
        lock.acquire()
    except OSError as error:
        raise CommandError(f"{home} can't be written to ({error.strerror}); name another with --home DIR") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def open_repository(home: Path) -> Iterator[Repository]:
    """Open the home's database, with the newest schema."""
    # Quoted: a ? in a folder's name would end the path in a URL.
    with Repository.opened(f"sqlite:///{quote(str((home / DATABASE).resolve()))}") as repository:
        yield repository
