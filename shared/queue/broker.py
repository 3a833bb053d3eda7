"""The broker itself: does it answer, and what lies in its queues."""

import json
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from shared.errors import BrokerUnavailableError
from shared.queue.app import address
from shared.queue.configuration import CONNECT_SECONDS
from shared.queue.routes import QUEUES, Route
from shared.settings import BrokerSettings

# Kombu's own names: messages that a worker has taken and not yet done by delivery tag, and when they were taken.
UNACKED = "unacked"
UNACKED_INDEX = "unacked_index"


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
        with _asking():
            self._redis.ping()

    def depths(self) -> Depths:
        """Count the messages of every queue."""
        with _asking():
            pipe = self._redis.pipeline(transaction=False)
            for queue in QUEUES:
                pipe.llen(self._prefix + queue)
            pipe.hvals(self._prefix + UNACKED)
            *lengths, taken = pipe.execute()
        origins = Counter(queue for queue, _ in _taken(taken))
        return Depths(ready=dict(zip(QUEUES, lengths, strict=True)), unacked=origins)

    def on_the_way(self, route: Route, *, most: int, patience_seconds: float) -> frozenset[str] | None:
        """Name the keys that hints for one stage are about: those that wait, and those that are being worked on.

        A hint that was taken more than ``patience_seconds`` ago does not count: whoever took it has died. ``None`` if
        more than ``most`` hints wait, which are too many to look at.
        """
        with _asking():
            queues = [self._prefix + queue for queue in route.queues()]
            if sum(self._redis.llen(queue) for queue in queues) > most:
                return None
            pipe = self._redis.pipeline(transaction=True)  # one moment: what moves meanwhile would be in neither
            for queue in queues:
                pipe.lrange(queue, 0, -1)
            pipe.zrangebyscore(self._prefix + UNACKED_INDEX, time.time() - patience_seconds, "+inf")
            pipe.hgetall(self._prefix + UNACKED)
            *waiting, fresh, taken = pipe.execute()
        recent = set(fresh)
        in_work = _taken(message for tag, message in taken.items() if tag in recent)
        keys = {_key(message) for queue in waiting for message in queue}
        keys |= {_key_in(message) for queue, message in in_work if queue in route.queues()}
        return frozenset(filter(None, keys))

    def close(self) -> None:
        """Leave no connection behind."""
        self._redis.close()


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise BrokerUnavailableError(type(error).__name__) from error


def _taken(messages: Iterable[bytes]) -> Iterator[tuple[str, Any]]:
    """Read messages that were taken: kombu keeps them with exchange and routing key, which here is the queue."""
    for message in messages:
        with suppress(ValueError, LookupError, TypeError, RecursionError):
            content, _, queue = json.loads(message)
            yield str(queue), content


@lru_cache(maxsize=20_000)  # a message lies there from one sweep to the next, and reading it is what a sweep costs
def _key(message: bytes) -> str | None:
    """Read which key a message is about; ``None`` for what is no hint of ours."""
    with suppress(ValueError, RecursionError):
        return _key_in(json.loads(message))
    return None


def _key_in(message: Any) -> str | None:
    with suppress(ValueError, LookupError, TypeError, RecursionError):
        _, fields, _ = json.loads(b64decode(message["body"]))
        return str(fields["key"])
    return None
