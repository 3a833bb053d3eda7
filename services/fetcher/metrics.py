"""What the fetcher measures."""

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Histogram

from shared.contract.codes import RejectionReason

SIZE_BUCKETS = (1e3, 1e4, 1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 1e8)


class Fetched(StrEnum):
    """What became of one hint about a file."""

    ARCHIVED = "archived"
    REFUSED = "refused"
    STANDING = "standing"
    GONE = "gone"
    PASSED_OVER = "passed_over"


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
