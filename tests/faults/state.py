"""What stands in the system at one moment, read from its real buckets, database and broker, as plain values."""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from redis import Redis
from sqlalchemy import Engine

from services.parser.version import PARSER_VERSION
from shared.contract.codec import decode_result
from shared.contract.keys import Section, split_archive, split_failure, split_past, split_scan
from shared.contract.result import Delivery, Rejected, Result
from shared.errors import ContractError
from shared.objectstore.port import ObjectInfo, ObjectStore
from tests.faults.dropping import File, Removal
from tests.integration.indexer.dumping import dump

Row = dict[str, Any]
_READERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """What lies in the drop under one key, by the store's own words, and the hash of its bytes."""

    last_modified: datetime
    etag: str
    version_id: str | None
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one archive entry says it holds, and the hash of the bytes that it does hold."""

    delivery: Delivery
    rejected: Rejected | None
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One result with its ETag."""

    result: Result
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The whole system: all objects by key, all rows by table, the broker's messages by where they lie.

    ``history`` is what was ever put into the drop, by key and in order, and ``removals`` what was taken out of it. An
    object of the archive or the items that can't be read is ``None``.
    """

    history: Mapping[str, Sequence[File]]
    removals: Sequence[Removal]
    drop: Mapping[str, Dropped]
    archive: Mapping[str, Entry | None]
    items: Mapping[str, Written | None]
    receipts: Mapping[str, bytes]
    rows: Mapping[str, Sequence[Row]]
    messages: Mapping[str, int]
    parser_version: str = PARSER_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """The four buckets, opened by somebody who may read all of them."""

    drop: ObjectStore
    archive: ObjectStore
    items: ObjectStore
    receipts: ObjectStore


def read(
    buckets: Buckets,
    engine: Engine,
    messages: Mapping[str, int],
    history: Sequence[File | Removal],
    parser_version: str = PARSER_VERSION,
) -> State:
    """Read everything. For a system that is quiet: what changes meanwhile is seen before or after its change."""
    put: dict[str, list[File]] = {}
    for change in history:
        if isinstance(change, File):
            put.setdefault(change.key, []).append(change)
    return State(
        history=put,
        removals=[change for change in history if isinstance(change, Removal)],
        drop={key: _dropped(each) for key, each in _all(buckets.drop).items()},
        archive={key: _entry(key, each) for key, each in _all(buckets.archive).items() if not _is_an_operators(key)},
        items={key: _written(each) for key, each in _all(buckets.items).items() if not _is_a_note(key)},
        receipts={key: each.body for key, each in _all(buckets.receipts).items()},
        rows=dump(engine),
        messages=messages,
        parser_version=parser_version,
    )


def messages(client: Redis, prefix: str) -> dict[str, int]:
    """Count what lies in the broker: in every list there is, whoever named it, and in what workers have taken."""
    found: dict[str, int] = {}
    for key in map(bytes.decode, client.scan_iter(count=1000)):
        match client.type(key):
            case b"list":
                found[key] = client.llen(key)
            case b"hash" if key == f"{prefix}unacked":
                found[key] = client.hlen(key)
            case b"zset" if key == f"{prefix}unacked_index":
                found[key] = client.zcard(key)
    return found


def _is_an_operators(key: str) -> bool:
    """Tell what an operator has decided from the entries of files."""
    return key.startswith(("released/", "operator/", "audit/"))


def _is_a_note(key: str) -> bool:
    """Tell a note, of a scan, a failure, or a result that was taken back, from results."""
    for split in (split_scan, split_past, split_failure):
        with suppress(ValueError):
            split(key)
            return True
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Object:
    info: ObjectInfo
    body: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def _all(store: ObjectStore) -> dict[str, _Object]:
    """Read every object of a bucket, several at a time."""

    def opened(key: str) -> _Object:
        with store.open(key) as reader:
            return _Object(info=reader.info, body=b"".join(reader.chunks()))

    found = [info.key for info in store.list()]
    with ThreadPoolExecutor(_READERS) as pool:
        return dict(zip(found, pool.map(opened, found), strict=True))


def _dropped(lies: _Object) -> Dropped:
    info = lies.info
    return Dropped(last_modified=info.last_modified, etag=info.etag, version_id=info.version_id, sha256=lies.sha256)


def _entry(key: str, stands: _Object) -> Entry | None:
    info = stands.info
    try:
        if split_archive(key)[0] is not Section.RAW:
            result = decode_result(stands.body)
            return Entry(delivery=result.delivery, rejected=result.rejected, sha256=stands.sha256)
        said = {name: info.metadata[name] for name in ("prefix", "name", "version", "dropped_at", "sha256")}
    except (ContractError, KeyError, ValueError):
        return None
    delivery = Delivery(**said, bytes=info.size, media_type=info.media_type)
    return Entry(delivery=delivery, rejected=None, sha256=stands.sha256)


def _written(stands: _Object) -> Written | None:
    try:
        return Written(result=decode_result(stands.body), etag=stands.info.etag)
    except ContractError:
        return None
