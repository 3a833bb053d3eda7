"""Commands of an operator teach themselves: nobody reads a manual at three in the morning."""

import pytest
from typer.testing import CliRunner

from services.cli.app import build


@pytest.mark.parametrize("command", ["sweep", "replay", "pause", "resume"])
def test_help_says_how_it_is_called(command: str) -> None:
    """There are examples to copy."""
    told = CliRunner().invoke(build(), [command, "--help"], obj={})

    assert told.exit_code == 0
    assert f"• referat {command} " in told.stdout
