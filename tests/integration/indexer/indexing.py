"""Short ways to index results in a test, and to run a stage until nothing is missing."""

from prometheus_client import CollectorRegistry

from services.indexer.metrics import IndexerMetrics
from services.indexer.repository import Repository
from services.indexer.rows import rows
from services.indexer.stage import IndexStage
from services.indexer.tasks import Indexer
from shared.contract.codec import encode
from shared.contract.result import Result
from shared.objectstore.memory import MemoryStore
from shared.stage import sweep_all
from tests.unit.indexer.building import key_of


def index(repository: Repository, result: Result, version: str = "1", etag: str = "e1") -> bool:
    """Index one result as if it had been read from the items bucket."""
    return bool(repository.index(rows(result, key_of(result, version), etag)).change)


def write(items: MemoryStore, result: Result, version: str = "1") -> str:
    """Write one result as the parser would, and give its key."""
    key = key_of(result, version)
    items.put(key, encode(result), media_type="application/json")
    return key


def no_metrics() -> IndexerMetrics:
    """Make metrics that nobody reads."""
    return IndexerMetrics(CollectorRegistry())


def sweep_index(items: MemoryStore, receipts: MemoryStore, repository: Repository, rounds: int = 5) -> int:
    """Run the stage until nothing is missing and say how much was done; at most so many rounds."""
    stage = IndexStage(items, repository)
    indexer = Indexer(items=items, receipts=receipts, repository=repository, metrics=no_metrics())
    done = 0
    for _ in range(rounds):
        work = [found for gap in sweep_all(stage) for found in gap.work]
        if not work:
            break
        for found in work:
            indexer.on_result_written(stage.hint(found))
        done += len(work)
    return done
