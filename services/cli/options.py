"""The options that several commands share."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from services.parser.language_data import find_language_data
from shared.errors import SettingsError

DEFAULT_HOME = Path("referat")
_HOME = "REFERAT_HOME"

LanguageData = Annotated[
    str,
    typer.Option(
        "--language-data",
        envvar=["REFERAT_LANGUAGE_DATA", "TESSDATA_PREFIX"],
        metavar="DIR",
        help="The folder of dan.traineddata, which scans are read with.",
        show_default="where Debian puts it; without it scans are rejected",
    ),
]

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


def language_data(told: str) -> str:
    """Name the folder of the data for OCR, or nothing where there is none: what is rejected for it says the cure."""
    try:
        return find_language_data(told)
    except SettingsError:
        return ""


def without_home(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out what belongs to the embedded system's commands, and may be set for whoever uses both."""
    return {name: value for name, value in environ.items() if name != _HOME}
