"""The installed command as a user runs it, and what lies in a home afterwards."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "demo" / "samples"
REFERAT = Path(sys.executable).with_name("referat")
TIMEOUT_SECONDS = 120

Run = Callable[..., subprocess.CompletedProcess[str]]


def environment() -> dict[str, str]:
    """Make an environment without settings of ours, in which nothing is cut to the width of a window."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REFERAT_")}
    return {**kept, "COLUMNS": "200", "NO_COLOR": "1"}


def run_in(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder."""
    return subprocess.run(
        [REFERAT, *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


@pytest.fixture
def referat(tmp_path: Path) -> Run:
    """Run the installed command in a folder of the test's own."""
    return partial(run_in, tmp_path)


def rows(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Read every row of every table of ours, in an order that depends on the rows alone."""
    with closing(sqlite3.connect(f"file:{home / 'referat.db'}?mode=ro", uri=True)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'passages_%'"
        ).fetchall()
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for (name,) in names}  # noqa: S608  # names that SQLite itself told


def objects(home: Path) -> dict[str, bytes]:
    """Read every object of every bucket."""
    buckets = ("drop", "archive", "items", "receipts")
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for bucket in buckets
        for path in (home / bucket).rglob("*")
        if path.is_file() and ".referat" not in path.parts
    }
