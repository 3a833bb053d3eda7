"""The fetcher's settings."""

from pydantic import Field

from services.fetcher.admit import MAX_BYTES
from shared.settings import StoreSettings


class FetcherSettings(StoreSettings):
    """Where the buckets are, what is taken, and how often the fetcher looks."""

    max_bytes: int = Field(default=MAX_BYTES, gt=0, description="how many bytes a file may have and still be taken")
    sweep_seconds: float = Field(default=60.0, gt=0, description="how many seconds to wait between two sweeps")
