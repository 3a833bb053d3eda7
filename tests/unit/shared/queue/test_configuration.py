"""Celery ignores what it does not know, in silence: so every key is held against the lists of the libraries."""

from importlib.metadata import version
from typing import Any

import pytest
from celery.app.defaults import NAMESPACES, flatten
from kombu.transport.redis import Channel
from packaging.version import Version

from shared.contract.facts import FileDropped
from shared.errors import SettingsError
from shared.queue.app import address, make_app
from shared.queue.configuration import configuration
from shared.queue.consuming import subscribe
from shared.queue.routes import QUEUES, ROUTES
from shared.settings import BrokerSettings, load

ENVIRON = {"REFERAT_BROKER_URL": "redis://broker.example:6379/0", "REFERAT_BROKER_PASSWORD": "p@ss/word:%"}
SETTINGS = load(BrokerSettings, ENVIRON)
OPTIONS = "broker_transport_options"

# What docs say must be set, and what no default may undo.
NEEDED = {
    "accept_content": ["json"],
    "task_serializer": "json",
    "result_backend": None,
    "task_acks_late": True,
    "task_acks_on_failure": True,
    "task_acks_on_timeout": True,
    "task_reject_on_worker_lost": False,
    "worker_prefetch_multiplier": 1,
    "worker_pool": "threads",
    "worker_soft_shutdown_timeout": 20,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_channel_error_retry": True,
    "broker_pool_acquire_timeout": 10,
    "task_create_missing_queues": False,
}
NEEDED_OPTIONS = {
    "global_keyprefix": "referat:",
    "queue_order_strategy": "sorted",
    "socket_timeout": 15,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "retry_on_timeout": False,
}
FLOORS = {"celery": "5.7", "kombu": "5.7", "billiard": "4.3.2", "redis": "6.4"}
LONGEST_TASK_SECONDS = 240
GRACE_SECONDS = 45


def _configuration() -> dict[str, Any]:
    return configuration(SETTINGS, address(SETTINGS))


def _unknown(keys: dict[str, Any]) -> set[str]:
    """Name what Celery or the transport would ignore."""
    celery: set[str] = {name for name, _ in flatten(NAMESPACES)}
    transport: set[str] = set(Channel.from_transport_options)
    return (set(keys) - celery) | (set(keys[OPTIONS]) - transport)


def test_the_libraries_know_every_key() -> None:
    """What is configured has an effect."""
    assert _unknown(_configuration()) == set()


@pytest.mark.parametrize(
    "planted",
    [{"task_ack_late": True}, {"CELERY_TASK_ACKS_LATE": True}, {"acks_late": True}, {OPTIONS: {"visibility_time": 1}}],
)
def test_a_misspelt_key_is_noticed(planted: dict[str, Any]) -> None:
    """The check above finds a key that nobody reads, beside the others and within the transport's."""
    assert len(_unknown(_configuration() | planted)) == 1


def test_every_key_that_is_needed_is_set() -> None:
    """What was learnt about Celery and Redis the hard way stands, also where a default says the same today."""
    keys = _configuration()

    assert {name: keys[name] for name in NEEDED} == NEEDED
    assert {name: keys[OPTIONS][name] for name in NEEDED_OPTIONS} == NEEDED_OPTIONS
    assert keys[OPTIONS]["visibility_timeout"] > LONGEST_TASK_SECONDS + GRACE_SECONDS


def test_the_application_believes_it() -> None:
    """Every key reaches the application, and its tasks acknowledge late."""
    app = make_app(SETTINGS)
    subscribe(app, ROUTES[FileDropped], FileDropped, run=print, refuse=print)
    task = app.tasks["fetcher.fetch"]

    assert {name: app.conf[name] for name in NEEDED} == NEEDED
    assert (task.acks_late, task.ignore_result, task.reject_on_worker_lost) == (True, True, False)
    assert set(app.amqp.queues) == set(QUEUES)


def test_the_password_is_spelled_into_the_address_as_a_whole() -> None:
    """A password may hold what means something in an address."""
    connection = make_app(SETTINGS).connection_for_write()

    assert (connection.hostname, connection.port, connection.virtual_host) == ("broker.example", 6379, "0")
    assert connection.password == ENVIRON["REFERAT_BROKER_PASSWORD"]
    assert "word" not in connection.as_uri()


@pytest.mark.parametrize("variable", ["CELERY_BROKER_URL", "CELERY_BROKER_READ_URL", "CELERY_BROKER_WRITE_URL"])
def test_a_variable_of_celerys_own_does_not_win(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """Celery believes its own variables more than any configuration: with one of them nothing starts."""
    monkeypatch.setenv(variable, "redis://elsewhere/0")

    with pytest.raises(SettingsError, match="CELERY_BROKER_"):
        make_app(SETTINGS)


@pytest.mark.parametrize("package", FLOORS)
def test_the_libraries_are_new_enough(package: str) -> None:
    """Older ones lose connections and messages where these do not."""
    assert Version(version(package)) >= Version(FLOORS[package])
    assert Version(version("redis")) < Version("9")
