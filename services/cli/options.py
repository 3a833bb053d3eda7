"""The options that several commands share."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from services.cli.console import CommandError
from services.cli.dropping import checked_code
from services.parser.language_data import find_language_data
from shared import personal_numbers
from shared.contract.keys import UNKNOWN_PREFIX
from shared.errors import SettingsError
from shared.settings import PREFIX, Settings

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


Because = Annotated[str, typer.Option(metavar="WHY", help="In a few words; it is kept for good.")]

Municipality = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Only what this municipality has delivered (kommunekode, or _ukendt)."),
]


class StageName(StrEnum):
    """The stages, as an operator spells them."""

    FETCH = "fetch"
    PARSE = "parse"
    OCR = "ocr"
    INDEX = "index"


def is_distributed(environ: Mapping[str, str]) -> bool:
    """Tell whether the environment speaks of the distributed system; a command then works there, and in no home."""
    return bool(environ.get(f"{PREFIX}STORE_URL"))


def own(environ: Mapping[str, str], kind: type[Settings]) -> dict[str, str]:
    """Take what some settings ask for; variables of whatever else runs here may be set as well."""
    return {name: environ[name] for field in kind.model_fields if (name := PREFIX + field.upper()) in environ}


def words(because: str, what: str) -> str:
    """Take the few words that an operator gives for what is kept for good. Raises CommandError, saying what to tell."""
    because = because.strip()
    if not because or not because.isprintable() or personal_numbers.is_in(because):
        raise CommandError(f"--because takes a few words that say {what}; say it anew")
    return because


def delivered_by(municipality: str | None) -> str | None:
    """Take the prefix that files were delivered under. Raises CommandError for what can be none."""
    return municipality if municipality in {None, UNKNOWN_PREFIX} else checked_code(municipality)


def language_data(told: str) -> str:
    """Name the folder of the data for OCR, or nothing where there is none: what is rejected for it says the cure."""
    try:
        return find_language_data(told)
    except SettingsError:
        return ""


def without_home(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out what belongs to the embedded system's commands, and may be set for whoever uses both."""
    return {name: value for name, value in environ.items() if name != _HOME}
