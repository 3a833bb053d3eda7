"""Rebuild: what stands is a function of the items alone, in whatever order and database."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from services.indexer.repository import Repository
from shared.contract.codes import RejectionReason
from shared.contract.result import Result
from shared.objectstore.memory import MemoryStore
from tests.integration.indexer.dumping import Dump, dump
from tests.integration.indexer.indexing import index, sweep_index, write
from tests.unit.indexer.building import delivery, parsed, rejected


def _clock() -> datetime:
    return datetime(2026, 11, 25, tzinfo=UTC)


def _results() -> Iterator[tuple[Result, str]]:
    """Yield results with everything that makes order matter: shared bytes, names, meetings, spellings."""
    spellings = ("Byrådet", "BYRÅDET", "Byrådet (2022-2025)", "Kulturudvalget", None)
    for number in range(30):
        given = delivery(
            f"møde-{number % 11}.pdf",
            prefix=("306", "316", "_ukendt")[number % 3],
            sha256=f"{number % 7:064x}",
            version=f"20261125T1405{number:02}Z-{number}",
        )
        body = spellings[number % 7 % 5]
        if number % 5 == 4:
            yield rejected(given, RejectionReason.NO_TEXT), "9"
            continue
        yield parsed(given, body=body, titles=(f"Punkt {number % 7}", "Eventuelt")), "9"
        if number % 4 == 0:
            yield parsed(given, body=body, titles=(f"Nyt {number % 7}",)), "10"
        if number % 6 == 5:
            yield rejected(given, RejectionReason.CRASHED), "10"


@pytest.mark.parametrize("step", [1, 97, 100])  # in order, mixed, and backwards
def test_any_order_of_arrival_ends_in_the_same_rows(repository: Repository, step: int) -> None:
    """The rows after indexing in any order, each result twice, equal those of a rebuild."""
    items, receipts = MemoryStore("items", _clock), MemoryStore("receipts", _clock)
    results = list(_results())
    for result, version in results:
        write(items, result, version)
    sweep_index(items, receipts, repository)
    rebuilt = dump(repository.engine)
    repository.reset()
    again = results * 2
    order = sorted(range(len(again)), key=lambda place: place * step % 101)
    for result, version in (again[place] for place in order):
        index(repository, result, version, etag="early")
    sweep_index(items, receipts, repository)

    assert rebuilt["documents"]
    assert dump(repository.engine) == rebuilt


@pytest.mark.server
def test_both_databases_hold_the_same_rows(sqlite_url: str, fresh_postgres_url: str) -> None:
    """SQLite and PostgreSQL are equal row by row."""
    dumps: list[Dump] = []
    for url in (sqlite_url, fresh_postgres_url):
        items, receipts = MemoryStore("items", _clock), MemoryStore("receipts", _clock)
        for result, version in _results():
            write(items, result, version)
        with Repository.opened(url) as repository:
            sweep_index(items, receipts, repository)
            dumps.append(dump(repository.engine))

    assert dumps[0]["votes"]
    assert dumps[0] == dumps[1]


def test_what_a_newer_parser_has_made_can_be_taken_back(repository: Repository) -> None:
    """Without its results those of the older parser stand again, as after a rebuild, and then nothing is missing."""
    items, receipts = MemoryStore("items", _clock), MemoryStore("receipts", _clock)
    for result, version in _results():
        write(items, result, version)
    sweep_index(items, receipts, repository)
    for info in list(items.list("10/")):
        items.delete(info.key)
    assert sweep_index(items, receipts, repository) > 0
    taken_back = dump(repository.engine)

    assert sweep_index(items, receipts, repository) == 0
    repository.reset()
    sweep_index(items, receipts, repository)
    assert taken_back == dump(repository.engine)
