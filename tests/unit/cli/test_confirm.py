"""Confirming rejections: an object of the archive that the parsers' brakes look at, and a line of audit."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.cli.app import build
from services.cli.console import CommandError
from shared.braking import REJECTIONS
from shared.objectstore.folder import FolderStore
from shared.operating import Operator

CONFIRM = ["confirm", "rejections"]


def test_a_confirmation_stands_in_the_archive_and_is_noted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The brakes find it there, an auditor finds who wanted it why, and the command says what stands."""
    archive = FolderStore(tmp_path / "archive")

    assert "No rejections" in _run(tmp_path, capsys)
    assert "up to 300" in _run(tmp_path, capsys, "--most", "300", "--because", " damaged scans ")
    assert "up to 300" in _run(tmp_path, capsys)
    assert Operator(archive).confirmed(REJECTIONS, datetime.now(UTC)) == 300
    (note,) = (json.loads(archive.get(info.key)) for info in archive.list("audit/"))
    assert (note["action"], note["most"], note["because"]) == ("confirm-rejections", 300, "damaged scans")


@pytest.mark.parametrize("because", ["", "  ", "310776-2222", "a\nb"])
def test_without_a_reason_nothing_is_confirmed(tmp_path: Path, because: str) -> None:
    """A few words, and no personal number among them."""
    archive = FolderStore(tmp_path / "archive")
    with pytest.raises(CommandError, match="--because"):
        build()([*CONFIRM, "--most", "3", "--because", because], obj=_environ(tmp_path), standalone_mode=False)

    assert list(archive.list()) == []


def test_in_a_home_there_is_nothing_to_confirm() -> None:
    """Whoever asks is told where there is."""
    with pytest.raises(CommandError, match="REFERAT_STORE_URL"):
        build()(CONFIRM, obj={}, standalone_mode=False)


def _run(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    build()([*CONFIRM, *options], obj=_environ(folder), standalone_mode=False)
    return capsys.readouterr().out


def _environ(folder: Path) -> dict[str, str]:
    return {"REFERAT_STORE_URL": folder.as_uri(), "REFERAT_HOME": "/nowhere", "REFERAT_BROKER_URL": "redis://a:1/0"}
