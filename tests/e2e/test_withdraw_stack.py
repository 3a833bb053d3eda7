"""The whole system when files are taken out of the drop: what is public is what lies there. The drop keeps versions."""

import subprocess
import time
from collections.abc import Callable, Iterator
from urllib.request import urlopen

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from deploy.stack.forwarder.mischief import Mischief
from deploy.stack.secrets import user_of
from deploy.stack.stack import Stack
from services.indexer.database import open_engine
from services.indexer.search import search
from tests.e2e.conftest import REFERAT, TIMEOUT_SECONDS, environment
from tests.e2e.receipts import receipt_of
from tests.faults.dropping import File, Removal, chance, minutes
from tests.faults.faults import kill, stop
from tests.faults.oracle import judge
from tests.faults.seeing import last_words, look, wait_until_quiet
from tests.servers import running

pytestmark = pytest.mark.server

NAME, COPY, OTHER, SHORT = "165/æ referat.md", "165/kopi + 1.md", "165/andet.md", "165/kort.md"
FIRST, SECOND, THIRD, FOURTH = (minutes(number, chance(number)) for number in range(7001, 7005))
CLOCK_SECONDS = 1.1  # the store's clock counts whole seconds
PATIENCE_SECONDS = 180.0  # a busy machine is no failure


class Drop:
    """The drop as municipalities use it: what was done to it is remembered for the oracle."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.history: list[File | Removal] = []

    def put(self, key: str, body: bytes, **expected: str) -> None:
        """Drop a file."""
        self.history.append(File(key=key, body=body, **expected))  # type: ignore[arg-type]
        municipality, _, name = key.partition("/")
        self.stack.drop(municipality, name, body)

    def take(self, key: str) -> None:
        """Take a file out."""
        self.history.append(Removal(key=key))
        client = self.stack.store.client(user_of(key.partition("/")[0]), address=self.stack.forwarder.address)
        client.remove_object(bucket_name="drop", object_name=key)


@pytest.fixture(scope="module")
def drop() -> Iterator[Drop]:
    """Run the system behind a store that tells of two events in the wrong order wherever it can."""
    with running(Stack(values={"REFERAT_DROP_IS_VERSIONED": "true"}, mischief=Mischief(reordered=1.0))) as stack:
        yield Drop(stack)


def test_what_is_public_is_what_lies_in_the_drop(drop: Drop) -> None:
    """Corrected, copied, taken out, dropped again, and gone before anybody heard of it. Scenario A4.

    A keeper that is killed has to look twice again, and one that is told to stop ends in good order.
    """
    drop.put(NAME, FIRST)
    _until(drop, lambda: _finds(drop, 7001))
    time.sleep(CLOCK_SECONDS)
    for key, body in ((NAME, SECOND), (COPY, SECOND), (OTHER, THIRD)):
        drop.put(key, body)
    _until(drop, lambda: "er læst" in _receipt(drop, COPY) + _receipt(drop, OTHER))
    _until(drop, lambda: _finds(drop, 7002) and not _finds(drop, 7001))

    drop.take(NAME)
    _until(drop, lambda: "trukket tilbage" in _receipt(drop, NAME))
    assert _finds(drop, 7002), "the same bytes lie there under another name"
    drop.take(COPY)
    kill(drop.stack, "keeper")
    _until(drop, lambda: "trukket tilbage" in _receipt(drop, COPY))
    assert not _finds(drop, 7002)
    assert _live(drop) == {(OTHER.partition("/")[2],)}
    drop.put(NAME, SECOND)
    _until(drop, lambda: "er læst" in _receipt(drop, NAME))
    assert _finds(drop, 7002)

    drop.put(SHORT, FOURTH)
    drop.take(SHORT)
    wait_until_quiet(drop.stack, time.monotonic() + PATIENCE_SECONDS)
    _until(drop, lambda: not _finds(drop, 7004))
    _must_be_well(drop)
    stop(drop.stack, "keeper")


def test_what_is_written_twice_within_a_second_is_what_was_written_last(drop: Drop) -> None:
    """A client that makes its files empty and fills them at once: whichever of the two was fetched, or both."""
    names = [f"165/hurtigt/{number}.md" for number in range(7010, 7016)]
    for number, name in enumerate(names, 7010):
        drop.put(name, b"", reason="empty")
        drop.put(name, minutes(number, chance(number)))
    _until(drop, lambda: all("er læst" in _receipt(drop, name) for name in names))
    wait_until_quiet(drop.stack, time.monotonic() + PATIENCE_SECONDS)

    assert {(name.partition("/")[2],) for name in names} <= _live(drop)
    _must_be_well(drop)


def test_a_third_gone_at_once_waits_for_an_operator(drop: Drop) -> None:
    """The brake holds them, the keeper measures it, and a command with its rights opens it. Scenario A17."""
    names = [f"306/{number}.md" for number in range(30)]
    for name in names:
        drop.put(name, b"", reason="empty")
    _until(drop, lambda: _outcomes(drop).get("rejected") == 30)
    for name in names[:12]:
        drop.take(name)
    _until(drop, lambda: _held(drop) == 12)
    assert "12 names are gone from the drop, 18 are there" in _command(drop)
    time.sleep(5)  # two rounds of the keeper
    assert _outcomes(drop) == {"rejected": 30}

    assert "Confirmed" in _command(drop, "--because", "de har ryddet op")
    _until(drop, lambda: _outcomes(drop) == {"rejected": 18, "withdrawn": 12})
    _until(drop, lambda: _held(drop) == 0)
    _must_be_well(drop)


def _command(drop: Drop, *arguments: str) -> str:
    answer = subprocess.run(
        [REFERAT, "confirm", "withdrawals", "306", *arguments],
        env=environment() | drop.stack.store.environ("keeper") | {"REFERAT_DROP_IS_VERSIONED": "true"},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def _must_be_well(drop: Drop) -> None:
    wait_until_quiet(drop.stack, time.monotonic() + PATIENCE_SECONDS)
    breaches = list(map(str, judge(look(drop.stack, drop.history))))

    assert breaches == [], last_words(drop.stack)


def _finds(drop: Drop, number: int) -> bool:
    """Search as the public does for what only one file says."""
    engine = open_engine(drop.stack.database_url())
    try:
        return bool(search(engine, f"sag nummer {number}", limit=1))
    finally:
        engine.dispose()


def _live(drop: Drop) -> set[tuple[str, ...]]:
    with psycopg.connect(drop.stack.database_url()) as connection:
        return set(connection.execute("SELECT name FROM live_deliveries WHERE prefix = '165'").fetchall())


def _outcomes(drop: Drop) -> dict[str, int]:
    counting = "SELECT outcome, count(*) FROM newest_deliveries WHERE prefix = '306' GROUP BY outcome"
    with psycopg.connect(drop.stack.database_url()) as connection:
        return dict(connection.execute(counting).fetchall())


def _held(drop: Drop) -> float:
    with urlopen(f"{drop.stack.http('keeper')}/metrics", timeout=10) as answer:  # noqa: S310 - our own
        families = text_string_to_metric_families(answer.read().decode())
    samples = (sample for family in families for sample in family.samples if sample.name == "referat_held_withdrawals")
    return sum(sample.value for sample in samples if sample.labels["municipality"] == "306")


def _receipt(drop: Drop, key: str) -> str:
    """Read a receipt as the municipality does; nothing while there is none."""
    return receipt_of(drop.stack.client(user_of(key.partition("/")[0])), key) or ""


def _until(drop: Drop, ask: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ask():
        assert time.monotonic() < deadline, f"not so after {PATIENCE_SECONDS} seconds\n\n{last_words(drop.stack)}"
        time.sleep(0.2)
