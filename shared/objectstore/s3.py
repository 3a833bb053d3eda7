"""A bucket of any S3 store, through the ``minio`` client: the one module that knows its traps.

The client resolves no doubt by itself: a HEAD that ends in 404 has no body and so can't tell a missing object
from a missing bucket, errors come as several classes decided by the answer's media type, and responses must be
closed *and* released.
"""

import base64
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import BinaryIO, cast
from xml.etree.ElementTree import ParseError

from minio import Minio
from minio.datatypes import Object
from minio.error import MinioException, S3Error
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from shared.contract.codes import RejectionReason
from shared.errors import DocumentError, ObjectNotFoundError, StoreUnavailableError
from shared.objectstore.port import CHUNK_BYTES, ObjectInfo, check_key
from shared.objectstore.telling import cause_of

PART_BYTES = 5 * 1024 * 1024  # the least that S3 takes as a part; what a put holds in memory is a few of these
_REFUSED_NAMES = {"KeyTooLongError", "XMinioInvalidObjectName"}
_METADATA = "x-amz-meta-"
_TRUSTED_SECONDS = (
    5.0  # how long a bucket that was seen to stand is believed to: most HEADs are about what is not there
)


class S3Store:
    """One bucket. ``client`` must know its region, else it asks for it, which a narrow key may not.

    ``versioned`` says whether the bucket keeps versions. It is declared, not asked: a plain listing of a
    versioned bucket leaves the version ids out, and a name made from it would not be the name made from a GET.
    """

    def __init__(self, client: Minio, bucket: str, *, versioned: bool = False) -> None:
        self.bucket = bucket
        self._client = client
        self._versioned = versioned
        self._stood_at = -_TRUSTED_SECONDS

    def head(self, key: str) -> ObjectInfo:
        """Describe one object."""
        check_key(key)
        try:
            with self._asking(key):
                found = self._client.stat_object(bucket_name=self.bucket, object_name=key)
                return self._info(key, found.metadata or {})
        except ObjectNotFoundError:
            # Is it the object that is missing, or the bucket? A HEAD has no body to say; a GET's 404 has.
            if time.monotonic() - self._stood_at < _TRUSTED_SECONDS:
                raise
        try:
            with self.open(key) as opened:
                return opened.info
        except ObjectNotFoundError:
            self._stood_at = time.monotonic()
            raise

    @contextmanager
    def open(self, key: str) -> Iterator["_Opened"]:
        """Open one object; its bytes come as they are stored, whatever Content-Encoding they claim."""
        check_key(key)
        with self._asking(key):
            response = self._client.get_object(bucket_name=self.bucket, object_name=key)
        try:
            with self._asking(key):
                info = self._info(key, response.headers)
            self._stood_at = time.monotonic()
            yield _Opened(info, self, response)
        finally:
            response.close()
            response.release_conn()

    def get(self, key: str) -> bytes:
        """Read one object whole."""
        with self.open(key) as opened:
            return b"".join(opened.chunks())

    def put(
        self,
        key: str,
        body: bytes | Iterable[bytes],
        *,
        media_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Store ``body``: bytes in one request, an iterable in parts of ``PART_BYTES``."""
        check_key(key)
        with self._asking(key, garbled=(UnicodeDecodeError,)):
            self._client.put_object(
                bucket_name=self.bucket,
                object_name=key,
                data=cast("BinaryIO", BytesIO(body) if isinstance(body, bytes) else _Stream(iter(body))),
                length=len(body) if isinstance(body, bytes) else -1,
                part_size=0 if isinstance(body, bytes) else PART_BYTES,
                num_parallel_uploads=1,
                content_type=media_type,
                metadata={_header(name): _spell(value) for name, value in (metadata or {}).items()},
            )
        self._stood_at = time.monotonic()

    def delete(self, key: str) -> None:
        """Remove one object."""
        check_key(key)
        with self._asking(key):
            self._client.remove_object(bucket_name=self.bucket, object_name=key)

    def purge(self, key: str, *, but_latest: bool = False) -> None:
        """Remove one object with every version of it, the latest last: no earlier one may come to light meanwhile."""
        check_key(key)
        versions = [
            found
            for found in self._listed(key, recursive=False, include_version=True)
            if found.object_name == key and not _is_folder(found)
        ]
        for found in sorted(versions, key=_is_latest):
            if not (but_latest and _is_latest(found)):
                with self._asking(key):
                    self._client.remove_object(bucket_name=self.bucket, object_name=key, version_id=found.version_id)

    def list(self, prefix: str = "", *, deep: bool = True, deleted: bool = False) -> Iterator[ObjectInfo]:
        """Yield every object whose key starts with ``prefix``; of a versioned bucket the latest version of each."""
        last = None
        for found in self._listed(prefix, recursive=deep, include_version=self._versioned or deleted):
            if _is_folder(found) or found.is_delete_marker:
                continue
            current = deleted or not self._versioned or _is_latest(found)
            # Keys come in order and of each the newest first, so that a page which repeats the border of the last one
            # is noticed, and what is kept of earlier versions.
            if current and found.object_name and found.object_name != last:
                last = found.object_name
                yield self._listed_info(found)

    def top_level(self, prefix: str = "", *, deleted: bool = False) -> Iterator[str]:
        """Yield the names one level below ``prefix`` that hold objects."""
        for found in self._listed(prefix, recursive=False, include_version=deleted):
            if found.object_name and _is_folder(found):
                yield found.object_name.removeprefix(prefix).removesuffix("/")

    def _listed(self, prefix: str, *, recursive: bool, include_version: bool = False) -> Iterator[Object]:
        with self._asking(prefix):
            pages = self._client.list_objects(
                bucket_name=self.bucket, prefix=prefix, recursive=recursive, include_version=include_version
            )
        while True:
            with self._asking(prefix):
                found = next(pages, None)
            if found is None:
                return
            yield found

    def _listed_info(self, found: Object) -> ObjectInfo:
        if found.object_name is None or found.last_modified is None:
            raise StoreUnavailableError(self.bucket, found.object_name or "", "a listing without keys or times")
        return ObjectInfo(
            key=found.object_name,
            size=found.size or 0,
            etag=found.etag or "",
            last_modified=found.last_modified.astimezone(UTC).replace(microsecond=0),
            version_id=self._version_id(found.version_id),
        )

    def _info(self, key: str, headers: Mapping[str, str]) -> ObjectInfo:
        lower = {name.lower(): value for name, value in headers.items()}
        return ObjectInfo(
            key=key,
            size=int(lower["content-length"]),
            etag=lower["etag"].strip('"'),
            last_modified=_moment(lower["last-modified"]),
            version_id=self._version_id(lower.get("x-amz-version-id")),
            media_type=lower.get("content-type"),
            metadata={
                name.removeprefix(_METADATA).replace("-", "_"): _read(value)
                for name, value in lower.items()
                if name.startswith(_METADATA)
            },
        )

    def _version_id(self, version_id: str | None) -> str | None:
        return version_id if self._versioned and version_id != "null" else None

    @contextmanager
    def _asking(self, key: str, garbled: tuple[type[Exception], ...] = (KeyError, ValueError)) -> Iterator[None]:
        """Translate what the client raises: "no such key" is an answer, all else is none.

        ``garbled`` is what an answer that is not S3's makes of the client; a put leaves most of it
        alone, since there it may come out of the body.
        """
        no_answer: tuple[type[Exception], ...] = (MinioException, HTTPError, ParseError, *garbled)
        try:
            yield
        except S3Error as error:
            if error.response.status == 404 and error.code == "NoSuchKey":
                raise ObjectNotFoundError(self.bucket, key) from error
            if error.code in _REFUSED_NAMES:
                raise DocumentError(RejectionReason.MALFORMED, "the store refuses the name") from error
            raise StoreUnavailableError(self.bucket, key, error.code or str(error.response.status)) from error
        except no_answer as error:
            raise StoreUnavailableError(self.bucket, key, cause_of(error)) from error


@dataclass(frozen=True, slots=True)
class _Opened:
    info: ObjectInfo
    store: S3Store
    response: BaseHTTPResponse

    def chunks(self) -> Iterator[bytes]:
        pieces = self.response.stream(CHUNK_BYTES, decode_content=False)
        while True:
            with self.store._asking(self.info.key):  # noqa: SLF001 - the other half of the same adapter
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece


class _Stream:
    """Lets the client read an iterable."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def read(self, size: int) -> bytes:
        """Read at most ``size`` bytes; none at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = memoryview(piece)
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)


def _is_folder(found: Object) -> bool:
    """Tell a common prefix from an object, whose name may end in a slash too."""
    return found.is_dir and found.last_modified is None


def _is_latest(found: Object) -> bool:
    return bool(found.is_latest == "true")


def _moment(header: str) -> datetime:
    return parsedate_to_datetime(header).astimezone(UTC)


def _header(name: str) -> str:
    return name.replace("_", "-")  # proxies drop headers with an underscore, and the signature then is wrong


def _spell(value: str) -> str:
    """Spell any text in ASCII, as an RFC 2047 word where it is not plain: S3's own way to answer such values.

    Percent-encoding would treble a Danish name, and a store takes 2 KB of metadata in all.
    """
    plain = value.isascii() and value.isprintable() and value.split() == value.split(" ") and "=?" not in value
    return value if plain else f"=?utf-8?b?{base64.b64encode(value.encode()).decode()}?="


def _read(value: str) -> str:
    """Read a value of ours or of anybody else's; what is no RFC 2047 word is what it says."""
    try:
        return str(make_header(decode_header(value))) if "=?" in value else value
    except (HeaderParseError, LookupError, ValueError):
        return value
