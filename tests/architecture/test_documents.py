"""What the documents promise exists."""

import re

from typer.main import get_command

from services.cli.app import build
from tests.architecture import sources

README = sources.ROOT / "README.md"
_COMMAND = re.compile(r"(?:^|[`/\s])referat ([a-z]+)\b")


def test_the_readme_and_the_command_line_name_the_same_commands() -> None:
    """Every command in the README exists, and every command that exists is in the README."""
    code = _code_of_the_readme()
    named = {command for block in code for command in _COMMAND.findall(block)}
    existing = set(getattr(get_command(build()), "commands", ()))

    assert existing
    assert named == existing


def test_every_verb_of_make_in_the_readme_exists() -> None:
    """Every `make` verb in the README is a target of the Makefile."""
    named = set(re.findall(r"\bmake ([a-z]+)\b", "".join(_code_of_the_readme())))
    targets = set(re.findall(r"(?m)^([a-z]+):", (sources.ROOT / "Makefile").read_text(encoding="utf-8")))

    assert named <= targets


def test_every_room_has_its_page() -> None:
    """Every service has a README of its own that is not empty."""
    rooms = [path for path in (sources.ROOT / "services").iterdir() if (path / "__init__.py").exists()]
    silent = [room.name for room in rooms if not (room / "README.md").is_file()]

    assert rooms
    assert silent == []


def _code_of_the_readme() -> list[str]:
    return re.findall(r"```.*?```|`[^`\n]+`", README.read_text(encoding="utf-8"), re.DOTALL)
