"""Settings from the environment: all of them checked before anything runs, each fault one sentence.

Every variable begins with ``REFERAT_``. A setting's description completes the sentence "set it to ...".
Only a service's ``__main__`` passes the environment in.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from shared.errors import SettingsError

PREFIX = "REFERAT_"


class Settings(BaseSettings):
    """What all settings have in common: frozen, strict about names, and blind to the process's environment."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True)

    @classmethod
    def settings_customise_sources(  # the library's own signature
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from nowhere but :func:`load`."""
        return (init_settings,)


class StoreSettings(Settings):
    """Where the buckets are, and how they are called."""

    store_url: str = Field(
        description="the address of the object store, https://host:port, or file:///folder on one machine"
    )
    store_access_key: SecretStr = Field(SecretStr(""), description="the access key of this service's own user")
    store_secret_key: SecretStr = Field(SecretStr(""), description="the secret key of this service's own user")
    store_region: str = Field("us-east-1", min_length=1, description="the region of the store")
    drop_bucket: str = Field("drop", min_length=3, description="the name of the bucket of drops")
    archive_bucket: str = Field("archive", min_length=3, description="the name of the bucket of the archive")
    items_bucket: str = Field("items", min_length=3, description="the name of the bucket of results")
    receipts_bucket: str = Field("receipts", min_length=3, description="the name of the bucket of receipts")
    drop_is_versioned: bool = Field(default=False, description="true if the bucket of drops keeps versions, else false")

    @model_validator(mode="after")
    def _has_what_its_store_needs(self) -> "StoreSettings":
        if not _is_address_of_a_store(self.store_url):
            raise SettingsError(_cure(type(self), "store_url", "is no address of a store"))
        for name in ("store_access_key", "store_secret_key"):
            if not self.store_url.startswith("file:") and not getattr(self, name).get_secret_value():
                raise SettingsError(_cure(type(self), name, "is not set"))
        return self


class BrokerSettings(Settings):
    """Where the broker is, and which part of it is ours."""

    broker_url: str = Field(description="the address of the broker, redis://host:port/0, without a password")
    broker_password: SecretStr = Field(SecretStr(""), description="the password of the broker")
    queue_prefix: str = Field(
        "referat:", min_length=1, description="what every key in the broker begins with, one for each environment"
    )
    visibility_seconds: int = Field(
        900,
        ge=1,
        description="after how many seconds a hint that a worker took and has not finished goes to another: more than "
        "the longest task takes, and the same in every process",
    )

    @model_validator(mode="after")
    def _is_an_address_without_a_secret(self) -> "BrokerSettings":
        if not _is_address_of_a_broker(self.broker_url):
            raise SettingsError(_cure(type(self), "broker_url", "is no address of a broker"))
        return self


class HttpSettings(Settings):
    """Where a process answers about itself."""

    http_host: str = Field("127.0.0.1", min_length=1, description="the address to listen on; 0.0.0.0 in a container")
    http_port: int = Field(0, ge=0, le=65535, description="the port to listen on, 0 for any")


class PatienceSettings(Settings):
    """When whoever works on something is no longer believed to."""

    patience_seconds: float = Field(
        300.0,
        gt=0,
        description="after how many seconds whoever took a hint counts as dead: more than a file takes, and the same "
        "for scheduler and workers",
    )


class ServiceSettings(StoreSettings, BrokerSettings, HttpSettings):
    """What every process of the distributed system is told."""


S = TypeVar("S", bound=Settings)


def load(kind: type[S], environ: Mapping[str, str]) -> S:
    """Read one service's settings. Raises SettingsError naming the variable and the cure.

    An empty variable counts as not set, as in ``${NAME:-}``. One that begins with ``REFERAT_`` and is nothing
    here refuses to start: it is a misspelling, and its default would be believed to be what was written.
    """
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX) and value}
    known = {_variable(name) for name in kind.model_fields}
    for name in sorted(given.keys() - known):
        nearest = get_close_matches(name, known, n=1, cutoff=0)[0]
        raise SettingsError(f"{name} is no setting of this service; the nearest is {nearest}")
    source = EnvSettingsSource(kind)
    source.env_vars = {name.lower(): value for name, value in given.items()}
    try:
        return kind(**source())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name, fault = str(first["loc"][0]), first["type"]
        says = "is not set" if fault == "missing" else f"does not fit ({first['msg']})"
        # Without its cause: that one's text can hold a value, and a value can be a secret.
        raise SettingsError(_cure(kind, name, says)) from None


def _is_address_of_a_store(url: str) -> bool:
    try:
        address = urlsplit(url)
        bare = address.port != 0 and not address.path.strip("/") and not address.query and not address.username
    except ValueError:  # what is no port, or half an IPv6 address
        return False
    if address.scheme == "file":
        return bool(address.path) and not address.netloc
    return address.scheme in {"http", "https"} and bool(address.hostname) and bare


def _is_address_of_a_broker(url: str) -> bool:
    try:
        address = urlsplit(url)
        bare = not address.query and not address.fragment and "@" not in address.netloc and address.port != 0
        number = address.path.removeprefix("/")
        return address.scheme in {"redis", "rediss"} and bool(address.hostname) and bare and number.isdecimal()
    except ValueError:
        return False


def _variable(field: str) -> str:
    return PREFIX + field.upper()


def _cure(kind: type[Settings], field: str, says: str) -> str:
    return f"{_variable(field)} {says}; set it to {kind.model_fields[field].description}"
