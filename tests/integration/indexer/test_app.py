"""The service: put together from settings, it migrates, indexes and ends when told to."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from services.indexer.app import build
from services.indexer.report import totals
from services.indexer.settings import IndexerSettings
from shared.contract.codec import encode
from shared.errors import SettingsError
from shared.objectstore.folder import FolderStore
from shared.settings import load
from tests.unit.indexer.building import key_of, parsed


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Make a folder with one result, and the settings that lead there."""
    FolderStore(tmp_path / "items").put(key_of(parsed()), encode(parsed()))
    return {
        "REFERAT_STORE_URL": tmp_path.as_uri(),
        "REFERAT_DATABASE_URL": f"sqlite:///{tmp_path}/referat.db",
        "REFERAT_SWEEP_SECONDS": "0.1",
    }


def test_one_round_indexes_what_is_missing(environ: dict[str, str]) -> None:
    """The schema, the rows and the receipt are there afterwards, and a second round does nothing."""
    with closing(build(load(IndexerSettings, environ))) as app:
        first = app.run(Event(), once=True)
        second = app.run(Event(), once=True)

        assert (first.done, second.done) == (1, 0)
        assert totals(app.repository.engine).documents == 1


def test_a_database_that_is_away_is_waited_for(environ: dict[str, str], tmp_path: Path) -> None:
    """W8: the service does not end when its database is missing at boot; one round says what is away."""
    environ["REFERAT_DATABASE_URL"] = f"sqlite:///{tmp_path}/none/referat.db"
    with closing(build(load(IndexerSettings, environ))) as app:
        tally = app.run(Event(), once=True)

        assert tally.away
        assert not tally.is_clean


def test_a_missing_database_names_itself() -> None:
    """The setting that is missing is named with its cure, and never its value."""
    with pytest.raises(SettingsError, match="REFERAT_DATABASE_URL is not set; set it to"):
        load(IndexerSettings, {"REFERAT_STORE_URL": "file:///x"})


def test_the_service_ends_softly(environ: dict[str, str]) -> None:
    """SIGTERM ends the loop with 0; migrate and a single sweep end by themselves."""
    for verb in (["migrate"], ["--once"]):
        assert _start(environ, *verb).wait(60) == 0
    service = _start(environ)
    with pytest.raises(subprocess.TimeoutExpired):
        service.wait(3)
    service.send_signal(signal.SIGTERM)

    assert service.wait(30) == 0


def _start(environ: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "services.indexer", *arguments],
        env={"PATH": os.environ["PATH"], **environ},
        stderr=subprocess.DEVNULL,
    )
