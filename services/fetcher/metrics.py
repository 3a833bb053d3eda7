"""What the fetcher measures."""

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from services.fetcher.events import Source
from shared.contract.codes import RejectionReason
from shared.metrics import municipality_label

# From a store that calls at once to one that was kept waiting for a day.
LAG_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 600.0, 3600.0, 86400.0)
SIZE_BUCKETS = (1e3, 1e4, 1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 1e8)


class Fetched(StrEnum):
    """What became of one hint about a file."""

    ARCHIVED = "archived"
    REFUSED = "refused"
    STANDING = "standing"
    GONE = "gone"
    PASSED_OVER = "passed_over"


class Heard(StrEnum):
    """What became of one event of a store."""

    PUBLISHED = "published"
    LOST = "lost"
    POSTPONED = "postponed"
    REMOVED = "removed"
    EXPIRED = "expired"
    PASSED_OVER = "passed_over"
    FOREIGN = "foreign"
    OTHER_BUCKET = "other_bucket"
    OTHER_EVENT = "other_event"
    TEST = "test"
    CONFIRMATION = "confirmation"
    MALFORMED = "malformed"
    FAILED = "failed"
    UNAUTHORISED = "unauthorised"


class FetcherMetrics:
    """Counts files and bytes; values of labels are the closed codes above and of the contract."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._files = Counter(
            "referat_files_fetched",
            "Files of the drop by what became of them; reason only where they were refused.",
            ["outcome", "reason"],
            registry=registry,
        )
        self._bytes = Histogram(
            "referat_archived_file_bytes",
            "Sizes of the files that were archived; the sum is what the archive has grown by.",
            buckets=SIZE_BUCKETS,
            registry=registry,
        )

    def fetched(self, outcome: Fetched, reason: RejectionReason | None = None) -> None:
        """Count one hint about a file."""
        self._files.labels(outcome, reason or "").inc()

    def archived(self, size_bytes: int) -> None:
        """Count a file that was archived, with its size."""
        self.fetched(Fetched.ARCHIVED)
        self._bytes.observe(size_bytes)


class EventMetrics:
    """Counts what comes through the door."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._events = Counter(
            "referat_events_received",
            "Events of stores that came through the door, by the kind of store and what became of them.",
            ["source", "outcome"],
            registry=registry,
        )
        self._lag = Histogram(
            "referat_event_lag_seconds",
            "How long after it happened an event came, by the store's own clock.",
            buckets=LAG_BUCKETS,
            registry=registry,
        )

    def heard(self, source: Source, outcome: Heard) -> None:
        """Count one event."""
        self._events.labels(source, outcome).inc()

    def lagged(self, seconds: float) -> None:
        """Note how late an event came."""
        self._lag.observe(max(0.0, seconds))


class WithdrawalMetrics:
    """Counts what is withdrawn, and what the brake holds back."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._withdrawn = Counter(
            "referat_withdrawals",
            "Versions of files that were withdrawn: gone from the drop, or overwritten within their second.",
            ["municipality"],
            registry=registry,
        )
        self._held = Gauge(
            "referat_held_withdrawals",
            "Names that are gone from the drop and not withdrawn, because they are so many that somebody must look.",
            ["municipality"],
            registry=registry,
        )

    def withdrawn(self, prefix: str) -> None:
        """Count a version that was withdrawn."""
        self._withdrawn.labels(municipality_label(prefix)).inc()

    def hold(self, prefix: str, names: int) -> None:
        """Note how many names of a municipality are held back."""
        self._held.labels(municipality_label(prefix)).set(names)
