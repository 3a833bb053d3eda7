"""The Celery application of one process, and the publisher that sends through it."""

from urllib.parse import quote, urlsplit, urlunsplit

from celery import Celery
from kombu import pools
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from shared.contract.codec import encode_fact
from shared.contract.facts import Fact
from shared.errors import BrokerUnavailableError, SettingsError
from shared.queue.configuration import PUBLISHING_SECONDS, SOCKET_SECONDS, configuration
from shared.queue.routes import queue_of, route
from shared.settings import BrokerSettings

# What Celery would add for the screens of people: the arguments once more, as text.
_UNSPELLED = {"argsrepr": "", "kwargsrepr": ""}


def make_app(settings: BrokerSettings, *, socket_seconds: int = SOCKET_SECONDS) -> Celery:
    """Make the application; nothing is connected yet, and it becomes nobody's current one.

    Raises SettingsError where Celery's own variables of the environment would win over our settings.
    """
    app = Celery("referat", set_as_current=False, fixups=[])
    app.conf.update(configuration(settings, address(settings), socket_seconds))
    asked = {app.conf.broker_url, app.conf.broker_read_url, app.conf.broker_write_url} - {None}
    if asked != {address(settings)}:
        raise SettingsError("a variable CELERY_BROKER_... is set and would win over REFERAT_BROKER_URL; unset it")
    return app


def address(settings: BrokerSettings) -> str:
    """Spell the broker's address with its password; a secret as a whole."""
    url = urlsplit(settings.broker_url)
    password = quote(settings.broker_password.get_secret_value(), safe="")
    netloc = f":{password}@{url.netloc}" if password else url.netloc
    return urlunsplit(url._replace(netloc=netloc))


class CeleryPublisher:
    """Publishes facts as messages: a task's name, a fact's fields, and nothing else. For any number of threads."""

    def __init__(self, settings: BrokerSettings) -> None:
        # An application of its own: a broker that hangs must not hold a task for as long as it may hold a consumer.
        self._app = make_app(settings, socket_seconds=PUBLISHING_SECONDS)

    def close(self) -> None:
        """Leave no connection behind. It can publish again; a publisher that is not closed leaves some to the end."""
        # The application's own close leaves the pools open, which are the library's and found by address.
        address = self._app.connection_for_write()
        for pool in (pools.producers, pools.connections):
            pool[address].force_close_all()
            del pool[address]
        self._app.close()

    def publish(self, fact: Fact) -> None:
        """Send one message. Raises BrokerUnavailableError, after some seconds at most: nobody waits long for a hint."""
        try:
            self._app.send_task(route(fact).task, kwargs=encode_fact(fact), queue=queue_of(fact), **_UNSPELLED)
        except (KombuError, RedisError, OSError, AttributeError) as error:
            # AttributeError: kombu 5.7 asks a channel for the connection that it was closed with. The next is new.
            # Without the library's own words, which may hold the address.
            raise BrokerUnavailableError(type(error).__name__) from error
