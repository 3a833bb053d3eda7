"""The fetcher's settings."""

from pydantic import Field, SecretStr

from services.fetcher.admit import MAX_BYTES
from services.fetcher.quota import BYTES_PER_DAY, FILES_PER_HOUR
from shared.settings import PatienceSettings, ServiceSettings, Settings

_AHEAD = "up to half as many more where a store sends events, for each fetcher"


class QuotaSettings(Settings):
    """What each municipality may deliver; the same in every process that makes hints about the drop."""

    files_per_hour: int = Field(
        FILES_PER_HOUR, ge=1, description=f"how many files of one municipality are taken in an hour, {_AHEAD}"
    )
    bytes_per_day: int = Field(
        BYTES_PER_DAY, ge=1, description=f"how many bytes of one municipality are taken in a day, {_AHEAD}"
    )


class FetcherSettings(ServiceSettings, QuotaSettings, PatienceSettings):
    """Where everything is, what is taken, and how much at a time."""

    http_port: int = Field(8101, ge=0, le=65535, description="the port to listen on, 0 for any")
    fetcher_threads: int = Field(4, ge=1, le=64, description="how many files are fetched at a time")
    max_bytes: int = Field(default=MAX_BYTES, gt=0, description="how many bytes a file may have and still be taken")
    door_port: int = Field(8105, ge=0, le=65535, description="the port that stores call with events, 0 for any")
    door_token: SecretStr = Field(
        SecretStr(""), description="the token that stores show; without one the door stays shut and sweeps find all"
    )
