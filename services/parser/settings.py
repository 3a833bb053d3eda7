"""The parser's settings."""

from pydantic import Field

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
