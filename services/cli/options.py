"""The options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_HOME = Path("referat")

Home = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar="REFERAT_HOME",
        metavar="DIR",
        help="The folder that holds everything: four bucket folders and referat.db.",
        show_default="./referat",
    ),
]
