"""The result: the one answer that every archive entry ends in, parsed or not."""

from dataclasses import dataclass

from shared.contract.codes import Outcome, Place, RejectionReason
from shared.contract.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One version of one name that a municipality dropped: all that the indexer needs, and what rebuild lives on.

    ``prefix`` and ``name`` are the drop's key in two parts, ``version`` orders the versions of a name, and
    ``dropped_at`` is the drop's own clock (UTC, ISO 8601, whole seconds, ``Z``). ``sha256`` is ``None``
    where the file was refused before its bytes were taken, ``media_type`` where none was claimed that is one
    (type and subtype, without parameters), and both where the file is erased.
    """

    prefix: str
    name: str
    version: str
    dropped_at: str
    bytes: int
    sha256: str | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Why there is no record: a closed code and one sentence for whoever operates the system.

    ``places`` and ``pages`` (from 1) say where in the file the cause stands, as far as that is known.
    """

    reason: RejectionReason
    detail: str
    places: tuple[Place, ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one archive entry. ``text`` is what every span of ``record`` points into."""

    delivery: Delivery
    outcome: Outcome
    parser_version: str
    record: Record | None = None
    rejected: Rejected | None = None
    text: str | None = None
    schema: str = "referat-result/1"
