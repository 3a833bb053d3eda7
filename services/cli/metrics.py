"""What the keeper measures of what it erases."""

from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter


class Erased(StrEnum):
    """Why the keeper removed something: kept long enough after a withdrawal, or left under a tombstone."""

    DUE = "due"
    LEFT = "left"


class ErasureMetrics:
    """Counts erasures, by what they were for."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._erasures = Counter(
            "referat_erasures",
            "Versions of files of which the keeper removed something: after the retention time, or left over.",
            ["why"],
            registry=registry,
        )

    def erased(self, why: Erased, count: int) -> None:
        """Count versions of files."""
        self._erasures.labels(why).inc(count)
