"""Listings of several pages that repeat or leave out what stands at their borders: what is done is right all the same.

Scenario A15.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from prometheus_client import CollectorRegistry

from services.fetcher.metrics import WithdrawalMetrics
from services.fetcher.withdrawing import Looking, WithdrawStep
from services.indexer.repository import Repository
from shared.objectstore.memory import MemoryStore
from shared.objectstore.port import ObjectInfo
from tests.faults.dropping import chance, files, seed_of_run
from tests.faults.small_system import Clock, System

PAGE = 5
FILES = 60
ROUNDS = 20  # a key that is left out again and again has been listed by then


class Careless(MemoryStore):
    """At each border of two pages it repeats the last key, or leaves out the next, or does neither."""

    def __init__(self, bucket: str, choice: Random) -> None:
        super().__init__(bucket, Clock())
        self.choice: Random | None = choice
        self.slips = 0

    def list(self, prefix: str = "", *, deep: bool = True, deleted: bool = False) -> Iterator[ObjectInfo]:
        """Yield most of what is asked for, and some of it twice."""
        for number, info in enumerate(super().list(prefix, deep=deep, deleted=deleted), start=1):
            slip = self.choice.choice(("", "twice", "never")) if self.choice and number % PAGE == 0 else ""
            self.slips += bool(slip)
            yield from [info] * {"": 1, "twice": 2, "never": 0}[slip]


@pytest.fixture
def careless(tmp_path: Path) -> Iterator[System]:
    """Give a small system with nothing in it, whose stores are careless."""
    choice = chance(seed_of_run())
    drop, archive, items, receipts = (Careless(name, choice) for name in ("drop", "archive", "items", "receipts"))
    with Repository.opened(f"sqlite:///{tmp_path / 'referat.db'}") as repository:
        yield System(repository=repository, drop=drop, archive=archive, items=items, receipts=receipts)


def _stores(system: System) -> list[Careless]:
    stores = (system.drop, system.archive, system.items, system.receipts)
    return [store for store in stores if isinstance(store, Careless)]


def test_everything_is_done_once_in_the_end(careless: System) -> None:
    """A key that was left out is found by a later sweep, and one that was listed twice is done once."""
    for file in files(FILES, chance(1)):
        careless.history.append(file)
        careless.drop.put(file.key, file.body, media_type=file.media_type)
        if len(careless.history) % PAGE == 0:
            careless.work()
    for _ in range(ROUNDS):
        careless.work()
    assert all(store.slips for store in _stores(careless)[:3]), "too careful to be a test"

    for store in _stores(careless):
        store.choice = None
    assert [str(breach) for breach in careless.judged()] == []


def test_what_a_listing_leaves_out_is_not_withdrawn(careless: System) -> None:
    """However often it is looked for, the drop itself is asked before each tombstone."""
    for file in files(FILES, chance(2)):
        careless.history.append(file)
        careless.drop.put(file.key, file.body, media_type=file.media_type)
    for _ in range(ROUNDS):
        careless.work()
    looking = Looking(drop=careless.drop, archive=careless.archive)
    step = WithdrawStep(looking=looking, apart=timedelta(0), metrics=WithdrawalMetrics(CollectorRegistry()))

    told = [fact for _ in range(ROUNDS) for prefix in step.prefixes() for fact in step.keep(prefix)]

    assert told == []
    assert [info.key for info in careless.archive.list("withdrawn/")] == []
