"""The indexer's settings."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from shared.errors import SettingsError
from shared.settings import HttpSettings, PatienceSettings, ServiceSettings, Settings


class DatabaseSettings(Settings):
    """Where the database is; all that a migration needs."""

    database_url: str = Field(
        description="the address of the database, postgresql://role@host/name without a password, or sqlite:///file"
    )
    database_password: SecretStr = Field(SecretStr(""), description="the password of the database's role")

    @model_validator(mode="after")
    def _keeps_its_secret_apart(self) -> "DatabaseSettings":
        if ":" in urlsplit(self.database_url).netloc.rpartition("@")[0]:
            cure = "write the password into REFERAT_DATABASE_PASSWORD alone, where nothing ever logs it"
            raise SettingsError(f"REFERAT_DATABASE_URL holds a password; {cure}")
        return self


class MigrateSettings(DatabaseSettings, HttpSettings):
    """Where the database is, for a role that may change tables, and where whoever stays by it answers."""

    http_port: int = Field(8108, ge=0, le=65535, description="the port to listen on, 0 for any")


class IndexerSettings(ServiceSettings, DatabaseSettings, PatienceSettings):
    """Where everything is, and how much is indexed at a time."""

    http_port: int = Field(8103, ge=0, le=65535, description="the port to listen on, 0 for any")
    indexer_threads: int = Field(2, ge=1, le=64, description="how many results are indexed at a time")
