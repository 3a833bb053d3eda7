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

REAL = Path(__file__).parents[3] / "shared" / "real"


def scripts() -> tuple[Script, ...]:
    """Give all minutes that are there to be set."""
    texts = {path.stem: path.read_text("utf-8") for path in sorted(REAL.glob("*.txt"))}
    real = (script_of(name, text, HEADER, FOOTER) for name, text in texts.items())
    return invented_minutes(), *real


@pytest.fixture(scope="session")
def built() -> Callable[[str], Files]:
    """Give a maker of files of one kind, which makes them once."""

    @cache
    def made(kind: str) -> Files:
        try:
            return build(kind, scripts())
        except NotInstalledError as error:
            miss(str(error))

    return made
