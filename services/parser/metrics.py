"""What the parser measures."""

from collections.abc import Collection
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from services.parser.choosing import layout_names
from services.parser.sandbox.scans import ScanStep
from services.parser.sandbox.walls import Wall
from shared.contract.codes import Outcome
from shared.contract.result import Result

PAGE_BUCKETS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
ITEM_BUCKETS = (0, 1, 2, 5, 10, 20, 50, 100, 200)


class Skipped(StrEnum):
    """Why a hint led to no new result."""

    STANDING = "standing"
    GONE = "gone"
    OVERTAKEN = "overtaken"


class ParserMetrics:
    """Counts results and what is in them; values of labels are closed codes, media types we read, layouts we ship."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._results = Counter(
            "referat_results",
            "Results written, by outcome, reason of a rejection, and layout of minutes.",
            ["outcome", "reason", "layout"],
            registry=registry,
        )
        self._skipped = Counter(
            "referat_parse_skipped",
            "Hints that led to no new result: it stood already, its entry was gone, or a tombstone came first.",
            ["why"],
            registry=registry,
        )
        self._pages = Histogram(
            "referat_document_pages", "Pages of parsed documents.", buckets=PAGE_BUCKETS, registry=registry
        )
        self._items = Histogram(
            "referat_document_items", "Agenda items of parsed documents.", buckets=ITEM_BUCKETS, registry=registry
        )
        self._source = Counter(
            "referat_pages", "Pages of parsed documents, by where their text came from.", ["source"], registry=registry
        )
        self._scans = Counter(
            "referat_scans", "Files with scanned pages that were noted, for others to read.", registry=registry
        )
        self._ocr_seconds = Counter(
            "referat_ocr_seconds", "How long OCR took for all files together.", registry=registry
        )
        self._lost = Counter(
            "referat_children_lost", "Child processes that ended by something from outside.", registry=registry
        )
        self._walls = Gauge(
            "referat_sandbox_wall_up",
            "1 if this wall stands around the processes that read files, else 0.",
            ["wall"],
            registry=registry,
        )

    def walls(self, standing: Collection[Wall]) -> None:
        """Note which walls stand."""
        for wall in Wall:
            self._walls.labels(wall).set(wall in standing)

    def written(self, result: Result) -> None:
        """Count one result."""
        reason = result.rejected.reason if result.rejected else ""
        layout = _layout(result.record.layout.name) if result.record else ""
        self._results.labels(result.outcome, reason, layout).inc()
        if result.outcome is Outcome.PARSED and result.record:
            self._items.observe(len(result.record.items))
            if result.record.document.pages:
                self._pages.observe(result.record.document.pages)
                scanned = len(result.record.document.ocr_pages)
                self._source.labels("ocr").inc(scanned)
                self._source.labels("text").inc(max(0, result.record.document.pages - scanned))

    def skipped(self, why: Skipped) -> None:
        """Count a hint that led to no new result."""
        self._skipped.labels(why).inc()

    def noted_a_scan(self) -> None:
        """Count a file that is left to OCR."""
        self._scans.inc()

    def read_a_scan(self, step: ScanStep) -> None:
        """Count how long OCR took for one file."""
        self._ocr_seconds.inc(step.seconds)

    def lost_a_child(self) -> None:
        """Count a child that was lost."""
        self._lost.inc()


def _layout(name: str) -> str:
    """Keep the label closed: the name comes from a child that has read a hostile file."""
    return name if name in layout_names() else "other"
