"""Files that real programs have set: our invented minutes, and the real ones where they lie beside the project."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from deploy.stack.servers.process import NotInstalledError
from tests.building.invented import FOOTER, HEADER, invented_minutes
from tests.building.marked import script_of
from tests.building.programs import Files, build
from tests.building.script import Script
from tests.servers import miss

SHARED = Path(__file__).parents[3] / "shared"
REAL, LAYOUTS = SHARED / "real", SHARED / "layouts"


def scripts() -> tuple[Script, ...]:
    """Give the minutes whose reading is looked at closely."""
    return invented_minutes(), *_in_folder(REAL, HEADER)


def _in_folder(folder: Path, header: str) -> list[Script]:
    return [script_of(path.stem, path.read_text("utf-8"), header, FOOTER) for path in sorted(folder.glob("*.txt"))]


@pytest.fixture(scope="session")
def built() -> Callable[[str], Files]:
    """Give a maker of files of one kind, which makes them once."""

    @cache
    def made(kind: str) -> Files:
        try:
            return build(kind, [*scripts(), *_in_folder(LAYOUTS, "")])
        except NotInstalledError as error:
            miss(str(error))

    return made
