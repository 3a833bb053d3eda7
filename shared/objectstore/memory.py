"""A bucket in memory: the honest stand-in for tests, and the shortest answer to what a bucket is."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.clock import utc_now
from shared.errors import ObjectNotFoundError, StoreUnavailableError
from shared.objectstore.port import CHUNK_BYTES, ObjectInfo, check_key, pieces


@dataclass(frozen=True, slots=True)
class _Held:
    info: ObjectInfo
    body: bytes

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.body), CHUNK_BYTES):
            yield self.body[start : start + CHUNK_BYTES]


class MemoryStore:
    """A bucket that lives as long as this object. Set ``away`` to make it a store that can't be asked."""

    def __init__(self, bucket: str, clock: Callable[[], datetime] = utc_now) -> None:
        self.bucket = bucket
        self.away = False
        self._clock = clock
        self._objects: dict[str, _Held] = {}

    def head(self, key: str) -> ObjectInfo:
        """Describe one object."""
        return self._held(key).info

    @contextmanager
    def open(self, key: str) -> Iterator[_Held]:
        """Open one object."""
        yield self._held(key)

    def get(self, key: str) -> bytes:
        """Read one object whole."""
        return self._held(key).body

    def put(
        self,
        key: str,
        body: bytes | Iterable[bytes],
        *,
        media_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Store ``body`` whole."""
        check_key(key)
        content = b"".join(pieces(body))
        self._ask(key)
        info = ObjectInfo(
            key=key,
            size=len(content),
            etag=hashlib.sha256(content).hexdigest()[:32],
            last_modified=self._clock().astimezone(UTC).replace(microsecond=0),
            media_type=media_type,
            metadata=dict(metadata or {}),
        )
        self._objects[key] = _Held(info, content)

    def delete(self, key: str) -> None:
        """Remove one object."""
        check_key(key)
        self._ask(key)
        self._objects.pop(key, None)

    def purge(self, key: str, *, but_latest: bool = False) -> None:
        """Remove one object; nothing earlier is kept."""
        if not but_latest:
            self.delete(key)

    def list(
        self,
        prefix: str = "",
        *,
        deep: bool = True,
        deleted: bool = False,  # noqa: ARG002 - nothing earlier is kept
    ) -> Iterator[ObjectInfo]:
        """Yield every object whose key starts with ``prefix``."""
        self._ask(prefix)
        for key, held in tuple(self._objects.items()):
            if key.startswith(prefix) and (deep or "/" not in key.removeprefix(prefix)):
                yield held.info

    def top_level(self, prefix: str = "", *, deleted: bool = False) -> Iterator[str]:
        """Yield the names one level below ``prefix`` that hold objects."""
        below = (info.key.removeprefix(prefix).partition("/") for info in self.list(prefix, deleted=deleted))
        yield from {name for name, slash, _ in below if slash}

    def _held(self, key: str) -> _Held:
        check_key(key)
        self._ask(key)
        try:
            return self._objects[key]
        except KeyError as error:
            raise ObjectNotFoundError(self.bucket, key) from error

    def _ask(self, key: str) -> None:
        if self.away:
            raise StoreUnavailableError(self.bucket, key, "switched off")
