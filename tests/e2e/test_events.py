"""The stack with events: what is dropped can be searched at once, and bad events do no harm. Scenarios A2 and A10."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from deploy.stack.forwarder.mischief import Mischief
from deploy.stack.stack import Stack
from tests.faults.seeing import last_words
from tests.servers import running

pytestmark = pytest.mark.server

SAMPLE = Path(__file__).parents[2] / "demo/samples/306/social-og-sundhed-2023-05-08.txt"
SELDOM = {"REFERAT_SWEEP_SECONDS": "30"}
PATIENCE_SECONDS = 120
TARGET_SECONDS = 1.0


@contextmanager
def _standing(values: dict[str, str], mischief: Mischief) -> Iterator[Stack]:
    with running(Stack(values=values, mischief=mischief)) as stack:
        try:
            yield stack
        except AssertionError as error:
            pytest.fail(f"{error}\n\n{last_words(stack)}")


def _until(ask: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ask():
        assert time.monotonic() < deadline, f"not so after {PATIENCE_SECONDS} seconds"
        time.sleep(0.01)


def _samples(stack: Stack, service: str, metric: str, label: str) -> Counter[str]:
    """Read what a service has counted, by one label of a metric."""
    with urlopen(f"{stack.http(service)}/metrics", timeout=10) as answer:  # noqa: S310 - our own
        families = text_string_to_metric_families(answer.read().decode())
    found = (sample for family in families for sample in family.samples if sample.name == metric)
    return sum((Counter({sample.labels[label]: sample.value}) for sample in found), Counter())


def _counted(stack: Stack) -> Counter[str]:
    """Tell how many events came to the fetcher, by what became of them."""
    return _samples(stack, "fetcher", "referat_events_received_total", "outcome")


def test_what_is_dropped_can_be_searched_within_a_second() -> None:
    """Long before a sweep: from put to row in under a second, by the median."""
    with _standing(SELDOM, Mischief()) as stack, psycopg.connect(stack.database_url(), autocommit=True) as rows:
        took = []
        for number in range(15):
            began = time.monotonic()
            stack.drop("165", f"{number}.txt", SAMPLE.read_bytes() + b"\n" * number)
            _until(partial(_stands, rows, f"{number}.txt"))
            took.append(time.monotonic() - began)
        print(f"drop to searchable: median {statistics.median(took):.3f} s, slowest {max(took):.3f} s")  # noqa: T201

        assert statistics.median(took) < TARGET_SECONDS
        assert _counted(stack) == {"published": len(took)}


def test_bad_events_cost_time_and_nothing_else() -> None:
    """Lost, doubled, reordered and between hostile bodies: every file is delivered once, and the door stays open."""
    mischief = Mischief(lost=0.4, doubled=0.5, reordered=0.5, hostile=0.7, seed=6)
    with _standing({}, mischief) as stack, psycopg.connect(stack.database_url(), autocommit=True) as rows:
        names = [f"{number} å+.txt" for number in range(40)]
        for number, name in enumerate(names):
            stack.drop("165", name, SAMPLE.read_bytes() + b"\n" * number)
        _until(lambda: all(_stands(rows, name) for name in names))
        counted = _counted(stack)

        assert sorted(name for (name,) in rows.execute("SELECT name FROM deliveries")) == sorted(names)
        assert counted["malformed"] > 0
        assert counted["published"] > 0
        assert all(service.is_running for service in stack.services.values())


def test_who_delivers_too_much_waits_and_holds_up_nobody() -> None:
    """Beyond the quota files are missing and held back, neither lost nor refused; the next municipality goes ahead."""
    with (
        _standing({"REFERAT_FILES_PER_HOUR": "5"}, Mischief()) as stack,
        psycopg.connect(stack.database_url(), autocommit=True) as rows,
    ):
        for number in range(12):
            stack.drop("165", f"{number}.txt", SAMPLE.read_bytes() + b"\n" * number)
        for number in range(3):
            stack.drop("306", f"{number}.txt", SAMPLE.read_bytes() + b"\n" * number)
        _until(lambda: _delivered(rows) == {"165": 5, "306": 3} and _held_back(stack) == 7)

        assert _counted(stack) == {"published": 2, "postponed": 13}


def _delivered(rows: psycopg.Connection) -> dict[str, int]:
    return dict(rows.execute("SELECT prefix, count(*) FROM deliveries GROUP BY prefix").fetchall())


def _held_back(stack: Stack) -> float:
    return sum(_samples(stack, "scheduler", "referat_held_back_keys", "municipality").values())


def _stands(rows: psycopg.Connection, name: str) -> bool:
    found = rows.execute(
        "SELECT 1 FROM deliveries JOIN live_documents d ON d.id = document_id WHERE name = %s", (name,)
    )
    return found.fetchone() is not None
