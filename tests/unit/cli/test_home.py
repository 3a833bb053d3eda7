"""The home folder: is it one, and who works in it."""

import threading
from pathlib import Path

import pytest

from services.cli.console import CommandError
from services.cli.home import alone_in, make, must_exist, must_have_database


def test_a_folder_that_is_no_home_is_told_with_the_cure(tmp_path: Path) -> None:
    """A wrong --home is no empty answer."""
    with pytest.raises(CommandError, match="referat ingest PATH --home"):
        must_exist(tmp_path)


def test_a_home_without_a_database_is_told_with_the_cure(tmp_path: Path) -> None:
    """A deleted database is not the same as nothing found."""
    (tmp_path / "drop").mkdir()

    with pytest.raises(CommandError, match="referat rebuild --home"):
        must_have_database(tmp_path)


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file where the folder should be ends in one sentence."""
    (tmp_path / "file").touch()

    with pytest.raises(CommandError, match="can't be used as a home"):
        make(tmp_path / "file")


def test_the_second_waits_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two runs in one home come one after the other."""
    order: list[str] = []

    def second() -> None:
        with alone_in(tmp_path):
            order.append("second")

    other = threading.Thread(target=second)
    with alone_in(tmp_path):
        other.start()
        other.join(timeout=0.5)
        order.append("first")
    other.join(timeout=10)

    assert order == ["first", "second"]
    assert "waiting" in capsys.readouterr().err
