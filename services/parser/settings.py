"""The parser's settings."""

from pydantic import Field

from shared.settings import ServiceSettings


class ParserSettings(ServiceSettings):
    """Where everything is, how much is parsed at a time, and what happens to scans."""

    http_port: int = Field(8102, ge=0, le=65535, description="the port to listen on, 0 for any")
    parser_slots: int = Field(1, ge=1, le=64, description="how many files are parsed at a time, at most one per core")
    ocr: bool = Field(
        default=True,
        description="true if a process with --ocr runs, which scans are left to, or false, and they are rejected",
    )


class OcrSettings(ServiceSettings):
    """Where everything is, how many scans are read at a time, and with what."""

    http_port: int = Field(8105, ge=0, le=65535, description="the port to listen on, 0 for any")
    ocr_slots: int = Field(1, ge=1, le=64, description="how many scans are read at a time, at most one per core")
    language_data: str = Field(
        "", description="the folder of dan.traineddata, or nothing for TESSDATA_PREFIX and the usual folders"
    )
