"""The indexer's settings."""

from pydantic import Field, SecretStr

from shared.settings import StoreSettings


class IndexerSettings(StoreSettings):
    """Where the items, the receipts and the database are, and how often the indexer looks."""

    database_url: SecretStr = Field(
        description="the address of the database, postgresql://user:password@host/name, or sqlite:///file"
    )
    sweep_seconds: float = Field(default=60.0, gt=0, description="how many seconds to wait between two sweeps")
