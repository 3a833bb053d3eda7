"""What has happened, in the past tense: hints that carry keys and never bodies.

A fact evolves by new fields with defaults. None is renamed, and no name is used again for something else.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDropped:
    """A file lies in the drop. ``key`` is its key there; which version it is, the store alone says."""

    trace_id: str
    key: str
    schema: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FileArchived:
    """The archive holds an entry for one version of one file: its bytes, or why they were not taken."""

    trace_id: str
    key: str
    schema: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultWritten:
    """The items bucket holds the result of one archive entry."""

    trace_id: str
    key: str
    schema: int = 1


Fact = FileDropped | FileArchived | ResultWritten
