"""How every key of every bucket is spelled, and read back.

========  ==========================================================  =========================
bucket    key                                                         written by
========  ==========================================================  =========================
drop      ``<prefix>/<name>``                                         the municipality
archive   ``<section>/<prefix>/<name>@<version>``                     fetcher
items     ``<parser version>/<prefix>/<name>@<version>.json``         parser
receipts  ``<prefix>/<name>.json`` and ``.txt``                       indexer
========  ==========================================================  =========================

Names are data: any character and any depth is legal in them. ``<prefix>/<name>@<version>`` is the *tail*
that an entry keeps from bucket to bucket, so that what is missing is the difference of two listings. Where a
name can't stand in a derived key (too long, an empty, ``.`` or ``..`` segment) the tail carries ``~`` and
the name's SHA-256 instead; the envelope inside the object always has the full name.
"""

import hashlib
import re
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote

MAX_KEY_BYTES = 1024  # S3's limit for a key, in UTF-8
UNKNOWN_PREFIX = "_ukendt"
"""Where receipts of files without a municipality go; in the embedded system a prefix like others."""

_LONGEST_ADDITION = len("withdrawn/") + 64 + len(".json")  # section or parser version before, suffix after
_HASHED = re.compile(r"~[0-9a-f]{64}")


class Section(StrEnum):
    """The four kinds of archive entry. A later one wins: a tombstone over everything."""

    RAW = "raw"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


def version(last_modified: datetime, version_id: str | None, etag: str) -> str:
    """Name one version of one key so that text order is the order of the store's own clock.

    ``last_modified`` is the store's (aware; any zone), ``version_id`` its real version id if it keeps
    versions, else the ETag tells two writes of the same second apart.
    """
    moment = last_modified.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{moment}-{quote(version_id or etag.strip(chr(34)), safe='')}"


def dropped_at(last_modified: datetime) -> str:
    """Spell the store's clock as the contract does: UTC, whole seconds, ``2026-11-25T14:05:00Z``."""
    return last_modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def split_drop(key: str) -> tuple[str, str]:
    """Split a drop key into prefix and name; a key in the root has the empty prefix."""
    prefix, slash, name = key.partition("/")
    return (prefix, name) if slash else ("", key)


def tail(prefix: str, name: str, version: str) -> str:
    """Spell ``<prefix>/<name>@<version>``, the part that an entry keeps from bucket to bucket."""
    prefix = prefix or UNKNOWN_PREFIX
    plain = f"{prefix}/{name}@{version}"
    return plain if _fits(name, plain) else f"{prefix}/{_hashed(name)}@{version}"


def archive(section: Section, tail: str) -> str:
    """Spell an archive key."""
    return f"{section}/{tail}"


def split_archive(key: str) -> tuple[Section, str]:
    """Split an archive key into its section and tail. Raises ValueError for a key of another shape."""
    section, slash, rest = key.partition("/")
    if not slash or "/" not in rest or "@" not in rest:
        raise ValueError(f"not an archive key: {key!r}")
    return Section(section), rest


def item(parser_version: str, tail: str) -> str:
    """Spell the key of a result."""
    return f"{parser_version}/{tail}.json"


def split_item(key: str) -> tuple[str, str]:
    """Split a result's key into parser version and tail. Raises ValueError for a key of another shape."""
    parser_version, slash, rest = key.partition("/")
    if not slash or not rest.endswith(".json") or "@" not in rest:
        raise ValueError(f"not a key of a result: {key!r}")
    return parser_version, rest.removesuffix(".json")


def split_tail(tail: str) -> tuple[str, str, str]:
    """Split a tail into prefix, name (or its hash) and version. Raises ValueError for another shape."""
    prefix, slash, rest = tail.partition("/")
    name, at, version = rest.rpartition("@")
    if not slash or not at or not prefix:
        raise ValueError(f"not a tail: {tail!r}")
    return prefix, name, version


def receipt(prefix: str, name: str, suffix: str = ".json") -> str:
    """Spell the key of the receipt for one name; ``suffix`` is ``.json`` or ``.txt``."""
    prefix = prefix or UNKNOWN_PREFIX
    plain = f"{prefix}/{name}{suffix}"
    return plain if _fits(name, plain) else f"{prefix}/{_hashed(name)}{suffix}"


def _fits(name: str, plain: str) -> bool:
    if len(plain.encode()) + _LONGEST_ADDITION > MAX_KEY_BYTES or _HASHED.fullmatch(name):
        return False
    return not any(segment in {"", ".", ".."} for segment in name.split("/"))


def _hashed(name: str) -> str:
    return "~" + hashlib.sha256(name.encode()).hexdigest()
