"""The indexer's settings and its migration, as an operator meets them."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.indexer.app import open_repository
from services.indexer.errors import DatabaseUnavailableError
from services.indexer.settings import DatabaseSettings
from shared.errors import SettingsError
from shared.settings import load


def test_a_missing_database_names_itself() -> None:
    """The setting that is missing is named with its cure, and never its value."""
    with pytest.raises(SettingsError, match="REFERAT_DATABASE_URL is not set; set it to"):
        load(DatabaseSettings, {})


def test_a_password_does_not_belong_into_the_address() -> None:
    """An address may be shown and logged; the sentence that refuses a password in it does not show it."""
    with pytest.raises(SettingsError, match="REFERAT_DATABASE_PASSWORD") as refused:
        load(DatabaseSettings, {"REFERAT_DATABASE_URL": "postgresql://indexer:hemmeligt@127.0.0.1/referat"})

    assert "hemmeligt" not in str(refused.value)


def test_a_password_with_any_character_arrives() -> None:
    """What the password setting holds is what the driver gets, whatever an address would make of it."""
    environ = {"REFERAT_DATABASE_URL": "postgresql://indexer@127.0.0.1/x", "REFERAT_DATABASE_PASSWORD": "p@:/?#% ø"}
    settings = load(DatabaseSettings, environ)

    assert open_repository(settings).engine.url.password == settings.database_password.get_secret_value()


def test_a_schema_that_is_not_the_newest_names_the_cure(tmp_path: Path) -> None:
    """A database that nobody has migrated is one that is not ready, and the sentence says what to run."""
    url = f"sqlite:///{tmp_path}/referat.db"
    repository = open_repository(load(DatabaseSettings, {"REFERAT_DATABASE_URL": url}))
    with pytest.raises(DatabaseUnavailableError, match=r"python -m services\.indexer migrate"):
        repository.check()
    _migrate(url)
    repository.check()
    repository.close()


def test_a_database_that_is_away_ends_the_migration_with_one(tmp_path: Path) -> None:
    """A job that failed says so to whoever started it, in one line."""
    ended = _migrate(f"sqlite:///{tmp_path}/none/referat.db", expect=1)

    assert "once it answers, run: python -m services.indexer migrate" in ended.stderr
    assert "Traceback" not in ended.stderr


def _migrate(url: str, expect: int = 0) -> "subprocess.CompletedProcess[str]":
    ended = subprocess.run(
        [sys.executable, "-m", "services.indexer", "migrate"],
        env={"REFERAT_DATABASE_URL": url},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == expect, ended.stderr
    return ended
