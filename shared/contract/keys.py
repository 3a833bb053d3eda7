"""How every key of every bucket is spelled, and read back.

========  ==========================================================  =========================
bucket    key                                                         written by
========  ==========================================================  =========================
drop      ``<prefix>/<name>``                                         the municipality
archive   ``<section>/<prefix>/<name>@<version>``                     fetcher
          ``released/<prefix>/<name>@<version>``                      an operator
          ``operator/…`` and ``audit/…`` (``shared/operating.py``)    an operator
items     ``<parser version>/<prefix>/<name>@<version>.json``         parser
          and ``.scan`` beside it, if OCR must make it
          and ``.past`` beside it, if one was taken back            an operator
          and ``.fail`` beside it, if no indexer could index it     indexer
receipts  ``<prefix>/<name>.json`` and ``.txt``                       indexer
========  ==========================================================  =========================

Names are data: any character and any depth is legal in them. ``<prefix>/<name>@<version>`` is the *tail*
that an entry keeps from bucket to bucket, so that what is missing is the difference of two listings. Where a
name can't stand in a derived key (too long, a segment that some store refuses, merges or can't list) the tail
carries ``~`` and the name's SHA-256 instead; the envelope inside the object always has the full name.

A drop key in the root or under a prefix that nobody knows is delivered under ``_ukendt``, and its name is the
whole key with a slash before it. Such a name is spelled with ``~`` in front: ``_ukendt/~/0165/referat.pdf@...``.
So no two drop keys ever share a tail, and prefixes downstream are a closed set.

What may be a personal number leaves a name when it is delivered: ``referat xxxxxx-xxxx~5d0c7e1a.pdf``. The mark tells
two such names apart and follows from the version, never from the number, which could be guessed from it. So each
version of such a name is a name of its own, and the number stands in no key, envelope or row of ours.
"""

import hashlib
import re
from collections.abc import Container
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote

from shared.personal_numbers import MASK, mask

MAX_KEY_BYTES = 1024  # S3's limit for a key, in UTF-8
UNKNOWN_PREFIX = "_ukendt"
"""Where receipts of files without a municipality go; in the embedded system a prefix like others."""

_SUFFIX = ".json"
_SCAN_SUFFIX = ".scan"
_PAST_SUFFIX = ".past"
_FAIL_SUFFIX = ".fail"  # none is longer than that of a result, which is what names are measured by
_LONGEST_ADDITION = len("withdrawn/") + 64 + len(_SUFFIX)  # section or parser version before, suffix after
_SEGMENT_BYTES = 255  # S3 stores that keep objects as files refuse longer segments, whatever S3 says
_MARK_CHARACTERS = 64  # version ids may have a thousand; no store that we know goes beyond 40
_HASHED = re.compile(r"~[0-9a-f]{64}")
_MASKED = re.compile(re.escape(MASK) + "~[0-9a-f]{8}")
_NUMERIC_VERSION = re.compile(r"v?\d{1,9}(?:\.\d{1,9})*", re.ASCII)
_MERGED = re.compile(r"[\\\x00-\x1f\x7f]")  # read as a slash by some stores; can't be listed as XML


class Section(StrEnum):
    """The four kinds of archive entry. A later one wins: a tombstone over everything."""

    RAW = "raw"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


TOMBSTONES = (Section.WITHDRAWN, Section.ERASED)
"""The sections whose entries say that what stands beside them, or stood there, is no longer public."""


def version(last_modified: datetime, version_id: str | None, etag: str) -> str:
    """Name one version of one key so that text order is the order of the store's own clock.

    ``last_modified`` is the store's (aware; any zone), ``version_id`` its real version id if it keeps
    versions, else the ETag tells two writes of the same second apart.
    """
    moment = last_modified.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    mark = quote(version_id or etag.strip('"'), safe="")
    return f"{moment}-{mark if len(mark) <= _MARK_CHARACTERS else _hash(mark)}"


def second_of(version: str) -> str:
    """Take from a version the second of the store's clock: those of one name with the same one have no known order."""
    return version.partition("-")[0]


def dropped_when(version: str) -> datetime:
    """Read from a version when the store's clock says that it was dropped. Raises ValueError for another shape."""
    return datetime.strptime(second_of(version), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def dropped_at(last_modified: datetime) -> str:
    """Spell the store's clock as the contract does: UTC, whole seconds, ``2026-11-25T14:05:00Z``."""
    return last_modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def split_drop(key: str) -> tuple[str, str]:
    """Split a drop key into prefix and name; a key in the root, or with a slash in front, has the empty prefix."""
    prefix, slash, name = key.partition("/")
    return (prefix, name) if slash and prefix else ("", key)


def deliver(key: str, known: Container[str], version: str) -> tuple[str, str]:
    """Say under which prefix and name a drop key is delivered, where ``known`` prefixes are those that may deliver.

    All others come under ``UNKNOWN_PREFIX`` with a name that begins with a slash, even where that prefix is
    itself a known one (in the embedded system): two keys never make the same pair. A personal number is masked,
    with a mark that follows from ``version``.
    """
    prefix, name = split_drop(key) if _may_deliver(key, known) else (UNKNOWN_PREFIX, f"/{key}")
    masked = mask(name)
    return prefix, name if masked == name else masked.replace(MASK, f"{MASK}~{_hash(version)[:8]}", 1)


def dropped_as(prefix: str, name: str) -> str:
    """Spell the drop key that a delivery came from, unless a number was taken out of its name."""
    return name[1:] if prefix == UNKNOWN_PREFIX and name.startswith("/") else f"{prefix}/{name}"


def delivering_prefix(key: str, known: Container[str]) -> str:
    """Say under which prefix a drop key is delivered, whatever its version."""
    return split_drop(key)[0] if _may_deliver(key, known) else UNKNOWN_PREFIX


def holds_masked_number(name: str) -> bool:
    """Tell whether a personal number was taken out of the name of a delivery."""
    return bool(_MASKED.search(name))


def tail(prefix: str, name: str, version: str) -> str:
    """Spell ``<prefix>/<name>@<version>``, the part that an entry keeps from bucket to bucket."""
    return _spell(prefix, name, f"@{version}")


def beginnings(prefix: str, name: str) -> tuple[str, str]:
    """Spell what a tail of a name begins with, up to the version: the name as it is, or its hash."""
    return _spell(prefix, name, "@"), f"{prefix}/~{_hash(name)}@"


def beginning(tail: str) -> str:
    """Take the version off a tail, which leaves what it has in common with the other tails of its name."""
    return f"{tail.rpartition('@')[0]}@"


def is_of(tail: str, prefix: str, name: str) -> bool:
    """Tell whether a tail is one of a name's versions."""
    return beginning(tail) in beginnings(prefix, name)


def archive(section: Section, tail: str) -> str:
    """Spell an archive key."""
    return f"{section}/{tail}"


def split_archive(key: str) -> tuple[Section, str]:
    """Split an archive key into its section and tail. Raises ValueError for a key of another shape."""
    section, slash, rest = key.partition("/")
    if not slash or "/" not in rest or "@" not in rest:
        raise ValueError(f"not an archive key: {key!r}")
    return Section(section), rest


def release(tail: str) -> str:
    """Spell the key, in the archive, of the note that what an entry holds is no personal number."""
    return f"released/{tail}"


def item(parser_version: str, tail: str) -> str:
    """Spell the key of a result."""
    return f"{parser_version}/{tail}{_SUFFIX}"


def split_item(key: str) -> tuple[str, str]:
    """Split a result's key into parser version and tail. Raises ValueError for a key of another shape."""
    return _split_item(key, _SUFFIX)


def scan(parser_version: str, tail: str) -> str:
    """Spell the key of the note that an entry is a scan: beside its result, which OCR is to make."""
    return f"{parser_version}/{tail}{_SCAN_SUFFIX}"


def split_scan(key: str) -> tuple[str, str]:
    """Split a note's key into parser version and tail. Raises ValueError for a key of another shape."""
    return _split_item(key, _SCAN_SUFFIX)


def past(parser_version: str, tail: str) -> str:
    """Spell the key of the note of what a result said that was taken back: beside where it stood."""
    return f"{parser_version}/{tail}{_PAST_SUFFIX}"


def split_past(key: str) -> tuple[str, str]:
    """Split the key of such a note into parser version and tail. Raises ValueError for a key of another shape."""
    return _split_item(key, _PAST_SUFFIX)


def failure(parser_version: str, tail: str) -> str:
    """Spell the key of what stands in the place of a result that no indexer could index: beside it."""
    return f"{parser_version}/{tail}{_FAIL_SUFFIX}"


def split_failure(key: str) -> tuple[str, str]:
    """Split the key of a failure into parser version and tail. Raises ValueError for a key of another shape."""
    return _split_item(key, _FAIL_SUFFIX)


def split_tail(tail: str) -> tuple[str, str, str]:
    """Split a tail into prefix, name (or its hash) and version. Raises ValueError for another shape."""
    prefix, slash, rest = tail.partition("/")
    name, at, version = rest.rpartition("@")
    if not slash or not at or not prefix:
        raise ValueError(f"not a tail: {tail!r}")
    return prefix, name, version


def receipt(prefix: str, name: str, suffix: str = _SUFFIX) -> str:
    """Spell the key of the receipt for one name; ``suffix`` is ``.json`` or ``.txt``."""
    return _spell(prefix, name, suffix)


def version_order(parser_version: str) -> tuple[int, tuple[int, ...], str]:
    """Order parser versions: numbers as numbers ("2" before "10"), any other spelling as text before them."""
    if _NUMERIC_VERSION.fullmatch(parser_version):
        return 1, tuple(int(number) for number in parser_version.lstrip("v").split(".")), parser_version
    return 0, (), parser_version


def _may_deliver(key: str, known: Container[str]) -> bool:
    """Tell whether a key is delivered under its own prefix."""
    prefix, name = split_drop(key)
    return prefix in known and not (prefix == UNKNOWN_PREFIX and name.startswith("/"))


def _split_item(key: str, suffix: str) -> tuple[str, str]:
    parser_version, slash, rest = key.partition("/")
    if not slash or not rest.endswith(suffix) or "@" not in rest:
        raise ValueError(f"not the key of a result or of a note: {key!r}")
    return parser_version, rest.removesuffix(suffix)


def _spell(prefix: str, name: str, ending: str) -> str:
    prefix = prefix or UNKNOWN_PREFIX
    shown = f"~{name}" if name.startswith("/") else name
    plain = f"{prefix}/{shown}{ending}"
    if name.startswith("~/") or _HASHED.fullmatch(name) or not _stands(shown, plain, ending):
        return f"{prefix}/~{_hash(name)}{ending}"
    return plain


def _stands(shown: str, plain: str, ending: str) -> bool:
    """Tell whether every store keeps a name apart from every other, and lists it as it was written."""
    *folders, last = shown.split("/")
    return (
        len(plain.encode()) + _LONGEST_ADDITION <= MAX_KEY_BYTES
        and len(f"{last}{ending}{_SUFFIX}".encode()) <= _SEGMENT_BYTES
        and all(len(folder.encode()) <= _SEGMENT_BYTES for folder in folders)
        and not any(segment in {"", ".", ".."} for segment in (*folders, last))
        and not _MERGED.search(shown)
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
