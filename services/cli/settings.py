"""The scheduler's settings."""

from pydantic import Field

from services.fetcher.settings import QuotaSettings
from services.indexer.settings import DatabaseSettings
from shared.settings import PatienceSettings, ServiceSettings


class SchedulerSettings(ServiceSettings, DatabaseSettings, QuotaSettings, PatienceSettings):
    """Where everything is, how often it is swept, and how much of what is missing is on the way at a time."""

    http_port: int = Field(8104, ge=0, le=65535, description="the port to listen on, 0 for any")
    sweep_seconds: float = Field(60.0, gt=0, description="how many seconds pass between two sweeps of a municipality")
    sweep_window: int = Field(200, ge=1, description="how many hints of one municipality and stage may be on the way")
