"""The port: what every object store can do for us, and what nobody may rely on.

One :class:`ObjectStore` is one bucket. "Not there" (:class:`~shared.errors.ObjectNotFoundError`) and "could
not ask" (:class:`~shared.errors.StoreUnavailableError`) are different answers, always.

Keys are data, but not every text can be asked for over HTTP: each adapter refuses the same ones
(:func:`check_key`), so that what works on a folder works on S3. A store that others write to may still *list*
such a key; that file's only fault is its name, so it is a DocumentError like any other.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.contract.codes import RejectionReason
from shared.contract.keys import MAX_KEY_BYTES
from shared.errors import DocumentError, ObjectNotFoundError

CHUNK_BYTES = 1024 * 1024  # what streaming holds in memory at a time


def check_key(key: str) -> None:
    """Raise DocumentError for a key that no client can ask for.

    ``.`` and ``..`` are resolved away by HTTP clients and proxies before a server sees them (the S3 client
    refuses them for that reason); the rest has no spelling in UTF-8 or is longer than S3 allows.
    """
    if not key.strip() or "\0" in key:
        raise DocumentError(RejectionReason.MALFORMED, "a name of blanks, or with a NUL, can't be asked for")
    if any(segment in {".", ".."} for segment in key.split("/")):
        raise DocumentError(RejectionReason.MALFORMED, "a name with a '.' or '..' segment can't be asked for")
    try:
        size = len(key.encode())
    except UnicodeEncodeError as error:
        raise DocumentError(RejectionReason.MALFORMED, "the name is not Unicode text") from error
    if size > MAX_KEY_BYTES:
        raise DocumentError(RejectionReason.MALFORMED, f"the name has {size} bytes, {MAX_KEY_BYTES} are allowed")


def pieces(body: bytes | Iterable[bytes]) -> Iterable[bytes]:
    """See any body as an iterable of bytes."""
    return (body,) if isinstance(body, bytes) else body


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectInfo:
    """What the store says of one object.

    ``last_modified`` is the store's own clock (aware UTC, whole seconds). ``version_id`` is ``None`` in a
    bucket without versions. ``media_type`` and ``metadata`` (keys in lower case) are filled by ``head`` and
    ``open``; a listing may leave them empty.
    """

    key: str
    size: int
    etag: str
    last_modified: datetime
    version_id: str | None = None
    media_type: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


class ObjectReader(Protocol):
    """One opened object: what the answer itself says of it, and its bytes."""

    @property
    def info(self) -> ObjectInfo:
        """Describe exactly the version whose bytes ``chunks`` yields."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes once, in pieces of at most ``CHUNK_BYTES``. Raises StoreUnavailableError."""
        ...


class ObjectStore(Protocol):
    """One bucket of objects under spelled-out keys.

    Writing the same key twice is harmless and the last write wins; an object is there whole or not at all.
    Nothing is promised about how soon a listing shows a new object, and no write is conditional. Every method
    raises StoreUnavailableError if the store can't be asked, and DocumentError for a key that can't be asked for.
    """

    @property
    def bucket(self) -> str:
        """The bucket's name, for messages."""
        ...

    def head(self, key: str) -> ObjectInfo:
        """Describe one object. Raises ObjectNotFoundError."""
        ...

    def open(self, key: str) -> AbstractContextManager[ObjectReader]:
        """Open one object for streaming and close it for certain. Raises ObjectNotFoundError."""
        ...

    def get(self, key: str) -> bytes:
        """Read one small object whole. Raises ObjectNotFoundError."""
        ...

    def put(
        self,
        key: str,
        body: bytes | Iterable[bytes],
        *,
        media_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Store ``body`` whole or not at all, streaming an iterable; memory does not grow with its length.

        ``metadata`` keys are lower-case ASCII words (``dropped_at``); values may hold any text. An exception out of
        ``body`` passes through, and nothing has changed.
        """
        ...

    def delete(self, key: str) -> None:
        """Remove one object; one that is not there is no error."""
        ...

    def purge(self, key: str, *, but_latest: bool = False) -> None:
        """Remove one object and whatever the store keeps of its earlier versions; it need not be there.

        With ``but_latest`` what stands under the key stays, and only earlier versions go.
        """
        ...

    def list(self, prefix: str = "", *, deep: bool = True, deleted: bool = False) -> Iterator[ObjectInfo]:
        """Yield every object whose key starts with ``prefix``, each once, in no promised order.

        Not ``deep``: only those with no further slash, without listing what lies below. With ``deleted`` also what was
        deleted, where the store keeps a version of it all the same: that can be purged, and is "not there" to all else.
        """
        ...

    def top_level(self, prefix: str = "", *, deleted: bool = False) -> Iterator[str]:
        """Yield the names one level below ``prefix`` that hold objects, without the slash.

        ``prefix`` is "" or ends in "/"; with "" these are the municipalities of the drop, without listing their
        files. Some stores go on naming what held objects once. With ``deleted`` all do that keep versions of them.
        """
        ...


def exists(store: ObjectStore, key: str) -> bool:
    """Tell whether an object stands. Raises StoreUnavailableError if that can't be known."""
    try:
        store.head(key)
    except ObjectNotFoundError:
        return False
    return True
