"""The parser's settings."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from services.parser.sandbox.walls import Wall, named
from shared.settings import ServiceSettings


class ParserSettings(ServiceSettings):
    """Where everything is, and how much is parsed at a time."""

    http_port: int = Field(8102, ge=0, le=65535, description="the port to listen on, 0 for any")
    parser_slots: int = Field(1, ge=1, le=64, description="how many files are parsed at a time, at most one per core")
    parser_files_per_child: int = Field(
        25,
        ge=1,
        le=10_000,
        description="how many files of one municipality a child process reads before it is replaced",
    )
    sandbox_required: Annotated[frozenset[Wall], NoDecode, BeforeValidator(named)] = Field(
        frozenset(),
        validate_default=False,
        description="the walls around child processes without which nothing is parsed: none, full, or some of network, "
        "files, calls with commas between (`referat doctor` shows which can stand here)",
    )
