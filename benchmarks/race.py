"""One heat of the race: drop files, give their hints, and wait for the last document in the database."""

import time
from io import BytesIO
from typing import Final

from benchmarks.minutes import LONG, minutes
from benchmarks.preparing import prepare
from benchmarks.programs import Servers
from benchmarks.sides import Side

_POLL_SECONDS: Final = 0.05
_STUCK_SECONDS: Final = 60


class Race:
    """Lets one side after the other work on new files. A side must be alone while it is timed."""

    def __init__(self, servers: Servers, paragraphs: int = LONG) -> None:
        self._store = servers.store.client()
        self._prepared = servers.prepared
        self._paragraphs = paragraphs
        self._dropped = 0

    def run(self, side: Side, documents: int) -> float:
        """Drop files, then take the time from the first hint to the last document; documents per second.

        Raises TimeoutError when documents stop coming.
        """
        keys = [self._drop() for _ in range(documents)]
        before = side.done()
        began = moved = time.monotonic()
        done = 0
        for key in keys:
            side.publish(key)
        while done < documents:
            time.sleep(_POLL_SECONDS)
            last, done = done, side.done() - before
            if done > last:
                moved = time.monotonic()
            elif time.monotonic() > moved + _STUCK_SECONDS:
                raise TimeoutError(f"{done} of {documents} documents, and then none for {_STUCK_SECONDS} seconds")
        return documents / (time.monotonic() - began)

    def _drop(self) -> str:
        body = minutes(self._dropped, self._paragraphs)
        key = f"165/{self._paragraphs}-{self._dropped:06}.txt"
        self._store.put_object(
            bucket_name="drop", object_name=key, data=BytesIO(body), length=len(body), content_type="text/plain"
        )
        prepare(self._prepared, key, body)
        self._dropped += 1
        return key
