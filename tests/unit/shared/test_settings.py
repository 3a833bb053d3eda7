"""Settings: each fault names itself and the cure, and no secret is ever shown. Scenario O1."""

import pytest
from pydantic import ValidationError

from services.fetcher.settings import FetcherSettings
from shared.errors import SettingsError
from shared.settings import ServiceSettings, load

BROKER = {"REFERAT_BROKER_URL": "redis://broker:6379/0"}
FOLDER = {**BROKER, "REFERAT_STORE_URL": "file:///var/lib/referat"}
S3 = {
    **BROKER,
    "REFERAT_STORE_URL": "https://store.example:9000",
    "REFERAT_STORE_ACCESS_KEY": "fetcher",
    "REFERAT_STORE_SECRET_KEY": "very-secret",
}


def test_settings_are_read_from_what_is_passed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables given are believed, defaults stand for the others, and the process's own are not looked at."""
    monkeypatch.setenv("REFERAT_STORE_REGION", "elsewhere")
    monkeypatch.setenv("REFERAT_MAX_BYTES", "1")
    settings = load(FetcherSettings, {**S3, "REFERAT_FETCHER_THREADS": "7", "PATH": "/bin"})

    assert settings.store_url == "https://store.example:9000"
    assert settings.store_secret_key.get_secret_value() == "very-secret"
    assert (settings.store_region, settings.drop_bucket, settings.max_bytes) == ("us-east-1", "drop", 100 * 1024 * 1024)
    assert settings.fetcher_threads == 7
    assert (settings.queue_prefix, settings.http_port) == ("referat:", 8101)


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        (BROKER, "REFERAT_STORE_URL is not set; set it to the address of the object store"),
        ({**BROKER, "REFERAT_STORE_URL": ""}, "REFERAT_STORE_URL is not set"),
        ({**S3, "REFERAT_BROKER_URL": ""}, "REFERAT_BROKER_URL is not set; set it to the address of the broker"),
        *(
            ({**S3, "REFERAT_BROKER_URL": url}, "REFERAT_BROKER_URL is no address of a broker")
            for url in (
                "broker:6379",
                "redis://:secret@broker:6379/0",
                "redis://broker:6379/0?password=x",
                "redis://broker:6379",
                "redis://broker:6379/abc",
                "redis://broker:0/0",
                "redis://broker:port/0",
                "amqp://broker/0",
            )
        ),
        ({**S3, "REFERAT_STORE_SECRET_KEY": ""}, "REFERAT_STORE_SECRET_KEY is not set; set it to the secret key"),
        (
            {**FOLDER, "REFERAT_STORE_ACESS_KEY": "x"},
            "REFERAT_STORE_ACESS_KEY .* the nearest is REFERAT_STORE_ACCESS_KEY",
        ),
        ({**FOLDER, "REFERAT_STORE__URL": "x"}, "the nearest is REFERAT_STORE_URL"),
        ({**FOLDER, "REFERAT_MAX_BYTES": "many"}, "REFERAT_MAX_BYTES does not fit .*; set it to how many bytes"),
        ({**FOLDER, "REFERAT_FETCHER_THREADS": "0"}, "REFERAT_FETCHER_THREADS does not fit"),
        ({**FOLDER, "REFERAT_DROP_IS_VERSIONED": "perhaps"}, "REFERAT_DROP_IS_VERSIONED does not fit"),
        ({**FOLDER, "REFERAT_DROP_BUCKET": "x"}, "REFERAT_DROP_BUCKET does not fit"),
        ({**BROKER, "REFERAT_STORE_URL": "store:9000"}, "REFERAT_STORE_URL is no address of a store"),
        ({**BROKER, "REFERAT_STORE_URL": "file://relative"}, "REFERAT_STORE_URL is no address of a store"),
        ({**S3, "REFERAT_STORE_URL": "https://u:p@store"}, "REFERAT_STORE_URL is no address of a store"),
        ({**S3, "REFERAT_STORE_URL": "https://store/below"}, "REFERAT_STORE_URL is no address of a store"),
        ({**S3, "REFERAT_STORE_URL": "https://["}, "REFERAT_STORE_URL is no address of a store"),
        ({**S3, "REFERAT_STORE_URL": "https://store:port"}, "REFERAT_STORE_URL is no address of a store"),
    ],
)
def test_a_fault_is_one_sentence_with_its_cure(environ: dict[str, str], says: str) -> None:
    """A missing, misspelt or impossible variable refuses to start, by its own name and in one line."""
    with pytest.raises(SettingsError, match=says) as refused:
        load(FetcherSettings, environ)

    assert "\n" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert not isinstance(refused.value.__context__, ValidationError) or refused.value.__suppress_context__


def test_no_secret_is_shown() -> None:
    """Neither the settings themselves nor a fault among them show a secret."""
    settings = load(ServiceSettings, S3)
    with pytest.raises(SettingsError) as refused:
        load(ServiceSettings, {**S3, "REFERAT_STORE_REGION": "", "REFERAT_DROP_BUCKET": "x"})

    assert "very-secret" not in repr(settings) + str(settings) + settings.model_dump_json() + str(refused.value)
