"""The fetcher's settings."""

from pydantic import Field

from services.fetcher.admit import MAX_BYTES
from shared.settings import ServiceSettings


class FetcherSettings(ServiceSettings):
    """Where everything is, what is taken, and how much at a time."""

    http_port: int = Field(8101, ge=0, le=65535, description="the port to listen on, 0 for any")
    fetcher_threads: int = Field(4, ge=1, le=64, description="how many files are fetched at a time")
    max_bytes: int = Field(default=MAX_BYTES, gt=0, description="how many bytes a file may have and still be taken")
