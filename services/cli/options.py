"""The options that several commands share."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

DEFAULT_HOME = Path("referat")
_HOME = "REFERAT_HOME"

Home = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar=_HOME,
        metavar="DIR",
        help="The folder that holds everything: four bucket folders and referat.db.",
        show_default="./referat",
    ),
]


def without_home(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out what belongs to the embedded system's commands, and may be set for whoever uses both."""
    return {name: value for name, value in environ.items() if name != _HOME}
