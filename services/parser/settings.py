"""The parser's settings."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from services.parser.sandbox.walls import Wall, named
from shared.settings import PatienceSettings, ServiceSettings


class _SandboxSettings(ServiceSettings):
    """What both parsers are told of the processes that read files."""

    sandbox_required: Annotated[frozenset[Wall], NoDecode, BeforeValidator(named)] = Field(
        frozenset(),
        validate_default=False,
        description="the walls around child processes without which nothing is parsed: none, full, or some of network, "
        "files, calls with commas between (`referat doctor` shows which can stand here)",
    )


class ParserSettings(_SandboxSettings, PatienceSettings):
    """Where everything is, how much is parsed at a time, and what happens to scans."""

    http_port: int = Field(8102, ge=0, le=65535, description="the port to listen on, 0 for any")
    parser_slots: int = Field(1, ge=1, le=64, description="how many files are parsed at a time, at most one per core")
    parser_files_per_child: int = Field(
        25,
        ge=1,
        le=10_000,
        description="how many files of one municipality a child process reads before it is replaced",
    )
    ocr: bool = Field(
        default=True,
        description="true if a process with --ocr runs, which scans are left to, or false, and they are rejected",
    )


class OcrSettings(_SandboxSettings):
    """Where everything is, how many scans are read at a time, and with what."""

    http_port: int = Field(8106, ge=0, le=65535, description="the port to listen on, 0 for any")
    ocr_slots: int = Field(1, ge=1, le=64, description="how many scans are read at a time, at most one per core")
    language_data: str = Field(
        "", description="the folder of dan.traineddata, or nothing for TESSDATA_PREFIX and the usual folders"
    )
