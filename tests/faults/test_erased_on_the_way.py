"""Files of a running system are erased while others still work on them."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import pytest

from deploy.stack.stack import Stack
from services.cli.erasing import Eraser
from services.fetcher.erasing import find
from shared.objectstore.opening import open_store
from shared.settings import StoreSettings, load
from tests.faults.dropping import File, Removal, chance, minutes, seed_of_run
from tests.faults.searching import KEPT, told, wait_until_untold
from tests.faults.seeing import look, wait_until_quiet
from tests.faults.traces import lives
from tests.faults.verdict import must_be_well
from tests.servers import running

FILES = 60
SECONDS = 300.0  # for each wait: a busy machine is no failure
PER_SECOND = 4  # how soon an operator is there, once a file is in the archive: after a quarter of a second, or later


@pytest.fixture
def stack() -> Iterator[Stack]:
    """Run the whole system."""
    with running(Stack()) as made:
        yield made


@pytest.mark.server
@pytest.mark.faults
def test_what_is_erased_on_its_way_leaves_nothing(stack: Stack) -> None:
    """Each is erased by an operator of its own, as soon as it is in the archive or some moments later."""
    choice, before = chance(seed_of_run()), lives(stack)
    coming = [File(key=f"329/{number}.md", body=minutes(number, choice)) for number in range(FILES)]
    waits = [choice.expovariate(PER_SECOND) for _ in coming]
    hashes = [file.sha256 for file in coming]
    with ThreadPoolExecutor(FILES) as operators:
        for file in coming:
            stack.drop("329", file.key.partition("/")[2], file.body)
        list(operators.map(partial(_erase_once_archived, stack), coming, waits))
    wait_until_untold(stack, hashes, time.monotonic() + SECONDS)
    wait_until_quiet(stack, time.monotonic() + SECONDS)

    assert told(stack, hashes) == {}
    state = look(stack, [*coming, *(Removal(key=file.key, is_by_operator=True) for file in coming)])
    must_be_well(stack, state, before)
    assert [row["outcome"] for row in state.rows["deliveries"]] == ["erased"] * FILES
    assert all("slettet" in body.decode() for key, body in state.receipts.items() if key.endswith(".txt"))


def _erase_once_archived(stack: Stack, file: File, wait: float) -> None:
    """Lay the tombstone only: the rest is the keeper's."""
    settings = load(StoreSettings, stack.store.environ("keeper"))
    archive, items, receipts = (open_store(settings, bucket) for bucket in KEPT)
    deadline = time.monotonic() + SECONDS
    while not (tails := find(archive, file.key)):
        assert time.monotonic() < deadline, f"{file.key} was not fetched"
        time.sleep(0.05)
    time.sleep(wait)
    Eraser(archive=archive, items=items, receipts=receipts).bury(tails, "a test", datetime.now(UTC))
