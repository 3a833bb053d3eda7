"""What was begun and has not ended well, noted before the work: what kills its worker can say nothing afterwards.

Kept in the broker for all workers together. A broker that is away, full or wiped forgets, and work goes on uncounted:
nothing depends on it but how soon a hopeless file is given up.
"""

import hashlib
import json
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from datetime import timedelta
from threading import Lock
from typing import Protocol

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from shared.queue.app import address
from shared.queue.configuration import PUBLISHING_SECONDS
from shared.settings import BrokerSettings

_REMEMBERED = timedelta(days=7)  # longer than a backlog takes to come back to what it could not do
_MOST_DONE = 1000  # more wait for a question only where nobody has asked any

# A script is one command, and costs a worker half of what a transaction does.
_NOTE = """
if #KEYS > 1 then redis.call('DEL', unpack(KEYS, 2)) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return redis.call('HVALS', KEYS[1])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """One attempt that has not ended well: not yet, or never.

    ``began`` counts seconds since 1970. ``was_alone`` says that its worker did nothing else meanwhile, ``has_failed``
    that the worker has lived to tell it.
    """

    began: float
    was_alone: bool = False
    has_failed: bool = False


class Attempts(Protocol):
    """Remembers attempts by what they are at, as long as it can; no method raises."""

    def note(self, what: str, token: str, attempt: Begun) -> Collection[Begun]:
        """Note an attempt, in the place of what was noted under its token, and answer all that are at the same."""
        ...

    def take_back(self, what: str, token: str) -> None:
        """Forget one attempt."""
        ...

    def done(self, what: str) -> None:
        """Forget all attempts at something, with the next that is noted: it has ended well."""
        ...

    def forget(self, what: str) -> None:
        """Forget all attempts at something now: whoever comes to it next begins anew."""
        ...


class MemoryAttempts:
    """Remembers what this process has tried. For any number of threads."""

    def __init__(self) -> None:
        self._noted: dict[str, dict[str, Begun]] = {}
        self._lock = Lock()

    def note(self, what: str, token: str, attempt: Begun) -> Collection[Begun]:
        """Note one attempt."""
        with self._lock:
            noted = self._noted.setdefault(what, {})
            noted[token] = attempt
            return tuple(noted.values())

    def take_back(self, what: str, token: str) -> None:
        """Forget one attempt."""
        with self._lock:
            noted = self._noted.get(what, {})
            noted.pop(token, None)
            if not noted:
                self._noted.pop(what, None)

    def done(self, what: str) -> None:
        """Forget all attempts at something."""
        self.forget(what)

    def forget(self, what: str) -> None:
        """Forget all attempts at something."""
        with self._lock:
            self._noted.pop(what, None)


class BrokerAttempts:
    """Remembers what all workers have tried, in the broker: one question for each attempt.

    What has ended well goes along with the next question, since every file costs them. Until then, or for good if its
    process dies before it, it is an attempt that might count against a file that needs no other.
    """

    def __init__(self, settings: BrokerSettings) -> None:
        self._prefix = settings.queue_prefix
        # Not worth a long wait. One more try hides a connection that has died in the pool.
        self._redis = Redis.from_url(
            address(settings),
            socket_timeout=PUBLISHING_SECONDS,
            socket_connect_timeout=PUBLISHING_SECONDS,
            retry=Retry(NoBackoff(), retries=1),
        )
        self._note = self._redis.register_script(_NOTE)
        self._done: deque[str] = deque(maxlen=_MOST_DONE)

    def note(self, what: str, token: str, attempt: Begun) -> Collection[Begun]:
        """Note one attempt; if that is impossible, it is the only one."""
        with suppress(RedisError):
            keys = [self._key(what), *self._take_done()]
            noted = self._note(keys, [token, json.dumps(astuple(attempt)), int(_REMEMBERED.total_seconds())])
            return tuple(_read(noted))
        return (attempt,)

    def take_back(self, what: str, token: str) -> None:
        """Forget one attempt."""
        with suppress(RedisError):
            self._redis.hdel(self._key(what), token)

    def done(self, what: str) -> None:
        """Forget all attempts at something with the next that is noted."""
        self._done.append(self._key(what))

    def forget(self, what: str) -> None:
        """Forget all attempts at something now."""
        with suppress(RedisError):
            self._redis.delete(self._key(what))

    def close(self) -> None:
        """Forget what is done, and leave no connection behind."""
        with suppress(RedisError):
            if done := tuple(self._take_done()):
                self._redis.delete(*done)
        self._redis.close()

    def _take_done(self) -> Iterator[str]:
        with suppress(IndexError):  # another thread took the last
            while True:
                yield self._done.popleft()

    def _key(self, what: str) -> str:
        """Spell a key that says nothing of a file's name: it may stay after the file was erased."""
        return f"{self._prefix}attempts:{hashlib.sha256(what.encode()).hexdigest()}"


def _read(noted: Collection[bytes]) -> Iterator[Begun]:
    for line in noted:
        with suppress(ValueError, TypeError):  # what another release has noted
            began, was_alone, has_failed = json.loads(line)
            yield Begun(began=float(began), was_alone=bool(was_alone), has_failed=bool(has_failed))
