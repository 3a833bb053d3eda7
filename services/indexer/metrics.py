"""What the indexer measures."""

from collections.abc import Mapping, Sized
from datetime import UTC, datetime
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Histogram

from shared.contract.facts import Lane
from shared.contract.result import Result

# From a drop that is seen at once to one that waited behind a backlog or a night without servers.
LATENCY_BUCKETS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0, 21600.0, 86400.0)


class Indexing(StrEnum):
    """What became of one hint about a result."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    STANDING = "standing"
    GONE = "gone"


class IndexerMetrics:
    """Counts results, rows and receipts, and how long a drop took to be searchable."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._results = Counter(
            "referat_results_indexed",
            "Hints about results by what became of them, and the outcome that the result names.",
            ["outcome", "result"],
            registry=registry,
        )
        self._rows = Counter("referat_rows_written", "Rows written, by table.", ["table"], registry=registry)
        self._receipts = Counter(
            "referat_receipts_written", "Receipts written, by outcome of the file.", ["result"], registry=registry
        )
        self._latency = Histogram(
            "referat_drop_to_searchable_seconds",
            "From the store's clock at the drop to the rows being committed, by lane.",
            ["lane"],
            buckets=LATENCY_BUCKETS,
            registry=registry,
        )

    def indexed(self, result: Result, rows: Mapping[str, Sized], *, new_in: Lane | None) -> None:
        """Count a result whose rows were written; ``new_in`` is the lane of a delivery that was not there before."""
        self._results.labels(Indexing.INDEXED, result.outcome).inc()
        for table, written in rows.items():
            self._rows.labels(table).inc(len(written))
        if new_in is not None:
            dropped = datetime.fromisoformat(result.delivery.dropped_at)
            self._latency.labels(new_in).observe(max(0.0, (datetime.now(UTC) - dropped).total_seconds()))

    def passed(self, what: Indexing, result: Result | None = None) -> None:
        """Count a hint that changed no row."""
        self._results.labels(what, result.outcome if result else "").inc()

    def receipt(self, result: Result) -> None:
        """Count a receipt."""
        self._receipts.labels(result.outcome).inc()
