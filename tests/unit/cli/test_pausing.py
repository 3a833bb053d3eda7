"""Pausing and resuming, where the environment names a store."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli.app import build
from services.cli.console import CommandError
from services.cli.options import StageName
from shared.objectstore.folder import FolderStore
from shared.operating import Operator
from shared.queue.routes import ROUTES

WHY = "a new release"


@pytest.fixture
def archive(tmp_path: Path) -> FolderStore:
    """Give an empty archive."""
    return FolderStore(tmp_path / "archive")


def _run(folder: Path, *arguments: str) -> Result:
    environ = {"REFERAT_STORE_URL": folder.as_uri(), "REFERAT_BROKER_URL": "redis://a:1/0"}
    return CliRunner().invoke(build(), arguments, obj=environ)


def test_the_stages_are_those_of_the_pipeline() -> None:
    """None is forgotten, and none is there that nothing listens to."""
    assert {str(stage) for stage in StageName} == {route.stage for route in ROUTES.values()}


def test_stages_rest_and_go_on(tmp_path: Path, archive: FolderStore) -> None:
    """Each by itself or all of them; what was decided when and why is kept for good."""
    assert _run(tmp_path, "pause", "parse", "ocr", "index", "--because", WHY).exit_code == 0
    operator = Operator(archive)
    assert operator.paused() == {"parse", "ocr", "index"}
    assert operator.pauses()["ocr"].because == WHY

    assert "fetch did not rest" in _run(tmp_path, "resume", "parse", "fetch").stderr
    assert operator.paused() == {"ocr", "index"}
    assert _run(tmp_path, "resume", "--all").exit_code == 0
    assert operator.paused() == frozenset()
    lines = [json.loads(archive.get(info.key)) for info in archive.list("audit/")]
    assert {(line["action"], *line["stages"], line.get("because")) for line in lines} == {
        ("pause", "parse", "ocr", "index", WHY),
        ("resume", "parse", None),
        ("resume", "index", "ocr", None),
    }


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (("pause", "parse", "--because", " "), "a few words"),
        (("pause", "parse", "--because", "010203-1234"), "without any personal number"),
        (("resume",), "or --all"),
        (("resume", "parse", "--all"), "or --all"),
    ],
)
def test_a_mistake_changes_nothing(tmp_path: Path, archive: FolderStore, arguments: tuple[str, ...], cure: str) -> None:
    """It is told in a sentence with its cure."""
    done = _run(tmp_path, *arguments)

    assert isinstance(done.exception, CommandError)
    assert cure in str(done.exception)
    assert list(archive.list()) == []


def test_a_stage_that_there_is_not_is_refused(tmp_path: Path) -> None:
    """A misspelt stage would rest for ever, and nobody would hear of it."""
    done = _run(tmp_path, "pause", "parsing", "--because", WHY)

    assert done.exit_code == 2
    assert "'parse'" in done.stderr
