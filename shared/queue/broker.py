"""The broker itself: does it answer, and how much lies in its queues."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from redis import Redis
from redis.exceptions import RedisError

from shared.errors import BrokerUnavailableError
from shared.queue.app import address
from shared.queue.configuration import CONNECT_SECONDS
from shared.queue.routes import QUEUES
from shared.settings import BrokerSettings

UNACKED = "unacked"  # kombu's own name: message by delivery tag, taken by a worker and not yet done


@dataclass(frozen=True, slots=True, kw_only=True)
class Depths:
    """How many messages wait, and how many are in work, by queue."""

    ready: Mapping[str, int] = field(default_factory=dict)
    unacked: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_quiet(self) -> bool:
        """Tell whether the broker holds nothing at all."""
        return not any(self.ready.values()) and not any(self.unacked.values())


class Broker:
    """The broker as an operator sees it. Every method raises BrokerUnavailableError."""

    def __init__(self, settings: BrokerSettings) -> None:
        self._prefix = settings.queue_prefix
        self._redis = Redis.from_url(
            address(settings), socket_timeout=CONNECT_SECONDS, socket_connect_timeout=CONNECT_SECONDS
        )

    def ping(self) -> None:
        """Ask for a sign of life."""
        try:
            self._redis.ping()
        except RedisError as error:
            raise BrokerUnavailableError(type(error).__name__) from error

    def depths(self) -> Depths:
        """Count the messages of every queue."""
        try:
            pipe = self._redis.pipeline(transaction=False)
            for queue in QUEUES:
                pipe.llen(self._prefix + queue)
            pipe.hvals(self._prefix + UNACKED)
            *lengths, taken = pipe.execute()
        except RedisError as error:
            raise BrokerUnavailableError(type(error).__name__) from error
        return Depths(ready=dict(zip(QUEUES, lengths, strict=True)), unacked=Counter(map(_queue, taken)))

    def close(self) -> None:
        """Leave no connection behind."""
        self._redis.close()


def _queue(taken: bytes) -> str:
    """Read where a message came from: kombu keeps it with its exchange and routing key, which here is the queue."""
    return str(json.loads(taken)[2])
