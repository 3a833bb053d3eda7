"""What a test can see of a running system from outside: how far it is, whether it is quiet, what it has said."""

import json
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import LiteralString
from urllib.request import urlopen

import psycopg
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from deploy.stack.servers.process import CannotStartError
from deploy.stack.stack import Stack
from services.indexer.database import open_engine
from shared.objectstore.opening import open_store
from shared.settings import StoreSettings, load
from tests.faults.dropping import File, Removal
from tests.faults.state import Buckets, State, messages, read

PREFIX = "referat:"
_LOG_LINES = 12
_LOG_CHARACTERS = 400
_STAGES = ("fetch", "parse", "index")
_LOOK_SECONDS = 0.25
_FRESH_SECONDS = 5.0
_HELD_UP_SECONDS = 2.5  # less than any fault lasts, and many times what a task takes
# Three sweeps of the test: work that moves on from stage to stage is seen by one of them.
_QUIET_SECONDS = 5.0


def done(stack: Stack) -> int | None:
    """Count the names of which a version is indexed and has its receipt; ``None`` while database or tables are away."""
    return _counted(stack, "SELECT count(DISTINCT (prefix, name)) FROM deliveries WHERE has_receipt")


def indexed(stack: Stack) -> int | None:
    """Count the versions that are indexed and have their receipt; ``None`` while database or tables are away."""
    return _counted(stack, "SELECT count(*) FROM deliveries WHERE has_receipt")


def _counted(stack: Stack, counting: LiteralString) -> int | None:
    try:
        with stack.database.connect() as connection:
            row = connection.execute(counting).fetchone()
    except (psycopg.OperationalError, psycopg.ProgrammingError):
        return None
    return int(row[0]) if row else None


def waiting(stack: Stack) -> dict[str, int]:
    """Count the messages in the broker, by where they lie."""
    with stack.broker.client() as client:
        return messages(client, PREFIX)


def holds(stack: Stack, stage: str) -> bool:
    """Tell whether a worker of a stage has taken a message and not done it."""
    with stack.broker.client() as client:
        return any(f'"{stage}.'.encode() in taken for taken in client.hvals(f"{PREFIX}unacked"))


def look(stack: Stack, history: Sequence[File | Removal]) -> State:
    """Read the whole system, by those who may read all of it; ``history`` is what was done to the drop."""
    is_versioned = str(stack.is_versioned).lower()
    settings = load(StoreSettings, stack.store.environ() | {"REFERAT_DROP_IS_VERSIONED": is_versioned})
    drop, archive, items, receipts = (
        open_store(settings, bucket) for bucket in ("drop", "archive", "items", "receipts")
    )
    buckets = Buckets(drop=drop, archive=archive, items=items, receipts=receipts)
    engine = open_engine(stack.database_url("reader"))
    try:
        return read(buckets, engine, waiting(stack), history)
    finally:
        engine.dispose()


def must_run(stack: Stack) -> None:
    """Raise CannotStartError if a process has ended that nobody has ended."""
    for name, service in stack.services.items():
        if not service.is_running:
            raise CannotStartError(f"the {name} has ended by itself")


def unrest(stack: Stack, fresh_seconds: float = _FRESH_SECONDS) -> list[str]:
    """Say what keeps the system from being quiet: by the scheduler's gauges, and by the broker itself.

    What a gauge said before so many seconds is not believed.
    """
    found: list[str] = []
    swept: dict[str, float] = {}
    try:
        told = samples(metrics(stack.http("scheduler")))
    except OSError as error:
        return [f"the scheduler does not answer: {error}"]
    for sample in told:
        if sample.name == "referat_missing_keys" and sample.value:
            found.append(f"{sample.labels}: {sample.value:.0f} missing")
        elif sample.name == "referat_sweep_last_success_timestamp_seconds":
            swept[sample.labels["stage"]] = sample.value
    found += [f"{stage} was not swept" for stage in _STAGES if time.time() - swept.get(stage, 0) > fresh_seconds]
    return found + [f"{count} messages in {place}" for place, count in waiting(stack).items() if count]


def wait_until_quiet(stack: Stack, deadline: float, quiet_seconds: float = _QUIET_SECONDS) -> None:
    """Wait until every stage has found nothing missing, one after the other, and the broker holds nothing.

    So it must stay for ``quiet_seconds``, in which every stage must be swept, and the keeper look twice.
    Raises TimeoutError with what keeps it from being quiet at the deadline (of the monotonic clock), and
    CannotStartError if a process has ended.
    """
    quiet_since = time.monotonic()
    while time.monotonic() - quiet_since < quiet_seconds:
        must_run(stack)
        if found := unrest(stack, quiet_seconds):
            quiet_since = time.monotonic()
            if quiet_since > deadline:
                raise TimeoutError(f"not quiet: {'; '.join(found)}")
        time.sleep(_LOOK_SECONDS)


def troubles(stack: Stack, *services: str) -> int:
    """Count what some services have told of: what they postponed, failed of, could not tell, or were held up by."""
    return sum(_is_trouble(line) for name in services for line in _lines(stack.services[name].log))


def _is_trouble(line: str) -> bool:
    try:
        told = json.loads(line)
    except ValueError:  # what a kill cut off, or no log line
        return False
    is_held_up = told.get("event") == "task" and told.get("seconds", 0.0) >= _HELD_UP_SECONDS
    return is_held_up or told.get("event") == "hint lost" or told.get("outcome") in {"postponed", "failed"}


def metrics(http: str) -> str:
    """Scrape one process. Raises OSError."""
    with closing(urlopen(f"{http}/metrics", timeout=5)) as answer:  # noqa: S310 - our own process
        return str(answer.read().decode())


def samples(text: str) -> list[Sample]:
    """Read what was scraped."""
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]


def last_words(stack: Stack) -> str:
    """Give the end of every log, of the services and of their servers."""
    logs = [*sorted(stack.logs.glob("*.log")), stack.store.log, stack.broker.log, stack.database.log]
    return "\n\n".join(f"{log}:\n{_tail(log)}" for log in logs)


def _tail(log: Path) -> str:
    return "\n".join(line[:_LOG_CHARACTERS] for line in _lines(log)[-_LOG_LINES:])


def _lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8", errors="replace").splitlines()
