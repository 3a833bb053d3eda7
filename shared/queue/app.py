"""The Celery application of one process, and the publisher that sends through it."""

from urllib.parse import quote, urlsplit, urlunsplit

from celery import Celery
from kombu.exceptions import OperationalError

from shared.contract.codec import encode_fact
from shared.contract.facts import Fact
from shared.errors import BrokerUnavailableError
from shared.queue.configuration import configuration
from shared.queue.routes import queue_of, route
from shared.settings import BrokerSettings


def make_app(settings: BrokerSettings) -> Celery:
    """Make the application; nothing is connected yet, and it becomes nobody's current one."""
    app = Celery("referat", set_as_current=False, fixups=[])
    app.conf.update(configuration(address(settings), settings.queue_prefix, settings.visibility_seconds))
    return app


def address(settings: BrokerSettings) -> str:
    """Spell the broker's address with its password; a secret as a whole."""
    url = urlsplit(settings.broker_url)
    password = quote(settings.broker_password.get_secret_value(), safe="")
    netloc = f":{password}@{url.netloc}" if password else url.netloc
    return urlunsplit(url._replace(netloc=netloc))


class CeleryPublisher:
    """Publishes facts as messages: a task's name, a fact's fields, and nothing else. For any number of threads."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def publish(self, fact: Fact) -> None:
        """Send one message. Raises BrokerUnavailableError, soon: nobody waits long for a hint."""
        try:
            self._app.send_task(route(fact).task, kwargs=encode_fact(fact), queue=queue_of(fact))
        except (OperationalError, OSError) as error:
            # Without the library's own words, which may hold the address.
            raise BrokerUnavailableError(type(error).__name__) from error
