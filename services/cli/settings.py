"""The settings of the scheduler, of the keeper, and of what an operator asks for."""

from pydantic import Field

from services.fetcher.settings import QuotaSettings
from services.indexer.settings import DatabaseSettings
from shared.settings import PatienceSettings, ServiceSettings, StoreSettings


class SchedulerSettings(ServiceSettings, DatabaseSettings, QuotaSettings, PatienceSettings):
    """Where everything is, how often it is swept, and how much of what is missing is on the way at a time."""

    http_port: int = Field(8104, ge=0, le=65535, description="the port to listen on, 0 for any")
    sweep_seconds: float = Field(60.0, gt=0, description="how many seconds pass between two sweeps of a municipality")
    sweep_window: int = Field(200, ge=1, description="how many hints of one municipality and stage may be on the way")


class OperatorSettings(StoreSettings, DatabaseSettings):
    """Where everything is that an operator looks at, and has done again."""


class WithdrawalSettings(StoreSettings):
    """Where the buckets are, and what is no withdrawal although it is gone from the drop."""

    drop_expires_after_days: int = Field(
        0, ge=0, description="after how many days the bucket's own lifecycle removes what was dropped, 0 for never"
    )


class KeeperSettings(ServiceSettings, WithdrawalSettings):
    """Where everything is, how often the keeper looks, what it must not take for a withdrawal, and when it erases."""

    http_port: int = Field(8107, ge=0, le=65535, description="the port to listen on, 0 for any")
    keep_seconds: float = Field(60.0, gt=0, description="how many seconds pass between two rounds of the keeper")
    withdrawn_kept_days: int = Field(
        0, ge=0, description="for how many days what was withdrawn is kept before it is erased, 0 for ever"
    )
