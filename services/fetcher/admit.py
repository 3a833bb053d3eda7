"""Whether a file is taken, refused or passed over: decided from its key and size, before a byte is read.

What kind of file it is, is not decided here: only the parser looks inside.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from shared.contract.codes import RejectionReason
from shared.contract.keys import UNKNOWN_PREFIX
from shared.contract.result import Rejected
from shared.municipalities import all_listed

MAX_BYTES = 100 * 1024 * 1024  # the largest minutes known have 60 MB, scanned; a bomb must not fill the archive

# What file managers, upload programs, browsers and word processors leave beside a file, in lower case; beside what
# is hidden anyway, by a dot in front.
_PASSED_OVER_NAMES = ("*.part", "*.partial", "*.filepart", "*.crdownload", "*.tmp", "~$*", "thumbs.db", "desktop.ini")
_NO_NAMES = {".", ".."}
_PASSED_OVER_FOLDERS = {"__macosx"}


def listed_prefixes() -> frozenset[str]:
    """Name the prefixes of all who can deliver: 98 municipalities and five regions, by code."""
    return frozenset(listed.municipality.code for listed in all_listed())


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Who may deliver, and how much at a time. The embedded system adds ``UNKNOWN_PREFIX`` to ``prefixes``."""

    prefixes: AbstractSet[str] = field(default_factory=listed_prefixes)
    max_bytes: int = MAX_BYTES


def is_passed_over(key: str) -> bool:
    """Tell whether a key is no file that anybody means to deliver: it gets no entry at all."""
    *folders, name = key.lower().split("/")
    return (
        not name
        or any(fnmatchcase(name, pattern) for pattern in _PASSED_OVER_NAMES)
        or any(folder in _PASSED_OVER_FOLDERS for folder in folders)
        or any(part.startswith(".") and part not in _NO_NAMES for part in (*folders, name))
    )


def refuse(prefix: str, name: str, size: int, limits: Limits) -> Rejected | None:
    """Say why a delivery is refused; ``None`` if it is taken.

    ``prefix`` and ``name`` are those of :func:`shared.contract.keys.deliver`.
    """
    if prefix not in limits.prefixes or (prefix == UNKNOWN_PREFIX and name.startswith("/")):
        return Rejected(
            reason=RejectionReason.UNKNOWN_MUNICIPALITY,
            detail="the file lies under no kommunekode: three digits without a leading zero",
        )
    if not size:
        return Rejected(reason=RejectionReason.EMPTY, detail="the file has no content")
    if size > limits.max_bytes:
        return too_large(limits)
    return None


def too_large(limits: Limits) -> Rejected:
    """Refuse a file for its size."""
    return Rejected(reason=RejectionReason.TOO_LARGE, detail=f"the file has more than {limits.max_bytes:,} bytes")
