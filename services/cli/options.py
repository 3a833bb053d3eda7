"""The options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from services.parser.language_data import find_language_data
from shared.errors import SettingsError

DEFAULT_HOME = Path("referat")

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
        envvar="REFERAT_HOME",
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
