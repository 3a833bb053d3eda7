"""Files on their way into the drop over some time, several at once; senders try again until they are answered."""

import io
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random
from threading import Event
from types import TracebackType
from typing import Final, Self
from zlib import crc32

from minio import Minio
from minio.error import MinioException
from urllib3.exceptions import HTTPError

from tests.faults.dropping import CLOCK_SECONDS, File, Removal

_SENDERS: Final = 8
_AGAIN_SECONDS: Final = 0.5


def with_removals(files: Sequence[File], count: int, choice: Random) -> list[File | Removal]:
    """Have so many names taken away again, each some time after it was dropped for the last time."""
    last = {file.key: place for place, file in enumerate(files)}
    changes: list[tuple[float, File | Removal]] = [*enumerate(files)]
    gone = choice.sample(sorted(last), count)
    changes += [(choice.uniform(last[key], len(files)), Removal(key=key)) for key in gone]
    return [change for _, change in sorted(changes, key=lambda placed: placed[0])]


class Arriving:
    """Has ``changes`` of the drop happen in ``seconds``, evenly; those of one name in their order.

    A context: what has not happened at its end does not happen. ``history`` is what was tried: whoever is not answered
    does not know, and tries again.
    """

    def __init__(self, connect: Callable[[], Minio], changes: Sequence[File | Removal], seconds: float) -> None:
        self._connect = connect
        self._changes = changes
        self._every = seconds / len(changes)
        self._stop = Event()
        self._senders: list[Future[None]] = []
        self.history: list[File | Removal] = []

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        self._pool = ThreadPoolExecutor(_SENDERS)
        self._senders = [self._pool.submit(self._send, number) for number in range(_SENDERS)]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._pool.shutdown()

    @property
    def is_over(self) -> bool:
        """Tell whether everything has arrived. Raises what a sender has failed of."""
        return all(sender.done() and sender.result() is None for sender in self._senders)

    def _send(self, number: int) -> None:
        """Be one of the senders: those names are its own whose hash says so."""
        client = self._connect()
        last: dict[str, float] = {}
        for place, change in enumerate(self._changes):
            if crc32(change.key.encode()) % _SENDERS == number:
                due = max(self._began + place * self._every, last.get(change.key, 0.0) + CLOCK_SECONDS)
                self._stop.wait(max(0.0, due - time.monotonic()))
                while not self._stop.is_set() and not self._is_answered(client, change):
                    self._stop.wait(_AGAIN_SECONDS)
                last[change.key] = time.monotonic()

    def _is_answered(self, client: Minio, change: File | Removal) -> bool:
        self.history.append(change)
        try:
            if isinstance(change, Removal):
                client.remove_object(bucket_name="drop", object_name=change.key)
            else:
                client.put_object(
                    bucket_name="drop",
                    object_name=change.key,
                    data=io.BytesIO(change.body),
                    length=len(change.body),
                    content_type=change.media_type,
                )
        except (MinioException, HTTPError, OSError):
            return False
        return True
