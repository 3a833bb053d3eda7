"""What has happened, in the past tense: hints that carry keys and never bodies.

A fact evolves by new fields with defaults. None is renamed, and no name is used again for something else.
Whoever does what a fact asks for passes its ``trace_id`` and its ``lane`` on to the next one.
"""

from dataclasses import dataclass
from enum import StrEnum


class Lane(StrEnum):
    """How urgent a hint is: what was just dropped goes before what a sweep found."""

    LIVE = "live"
    SWEEP = "sweep"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDropped:
    """A file lies in the drop. ``key`` is its key there; which version it is, the store alone says."""

    trace_id: str
    key: str
    lane: Lane = Lane.LIVE
    schema: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FileArchived:
    """The archive holds an entry for one version of one file: its bytes, or why they were not taken."""

    trace_id: str
    key: str
    lane: Lane = Lane.LIVE
    schema: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFound:
    """The items bucket holds a note that one archive entry has scanned pages, which nobody has read yet."""

    trace_id: str
    key: str
    lane: Lane = Lane.LIVE
    schema: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultWritten:
    """The items bucket holds the result of one archive entry."""

    trace_id: str
    key: str
    lane: Lane = Lane.LIVE
    schema: int = 1


Fact = FileDropped | FileArchived | ScanFound | ResultWritten
