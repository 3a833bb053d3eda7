"""The fetcher between real stores: events in threes, sweeps beside them, and a process that is killed."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from deploy.stack.servers.s3 import S3Server
from services.fetcher.admit import Limits
from services.fetcher.metrics import FetcherMetrics
from services.fetcher.stage import FetchStage
from services.fetcher.tasks import Fetcher
from shared.contract.facts import FileDropped
from shared.objectstore.folder import FolderStore
from shared.objectstore.port import ObjectStore
from shared.stage import sweep_all
from tests.servers import new_store

Stores = tuple[ObjectStore, ObjectStore]

NAMES = [
    "165/referat æøå + %2B @.pdf",
    "165/2026/Økonomiudvalget/a.pdf",
    "165/" + "n" * 255,
    "165/" + "/".join(["d" * 150] * 6),
    "751/😀.txt",
    "0165/a.pdf",
    "root.pdf",
]


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.server)])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Stores:
    """Open an empty drop and an empty archive."""
    if request.param == "folder":
        return FolderStore(tmp_path / "drop"), FolderStore(tmp_path / "archive")
    s3 = request.getfixturevalue("s3")
    assert isinstance(s3, S3Server)
    return new_store(s3), new_store(s3)


def _fetcher(stores: Stores) -> tuple[FetchStage, Fetcher]:
    drop, archive = stores
    limits = Limits()
    fetcher = Fetcher(drop=drop, archive=archive, limits=limits, metrics=FetcherMetrics(CollectorRegistry()))
    return FetchStage(drop, archive, limits), fetcher


def _hints(stage: FetchStage) -> Iterator[FileDropped]:
    return (stage.hint(work) for gap in sweep_all(stage) for work in gap.work)


def _every_entry_is_true(archive: ObjectStore) -> bool:
    raw = [archive.head(info.key) for info in archive.list("raw/")]
    return all(hashlib.sha256(archive.get(info.key)).hexdigest() == info.metadata["sha256"] for info in raw)


def test_sweeps_alone_find_everything_in_a_real_store(stores: Stores) -> None:
    """Listing, GET and archive agree about every name and version, so that a second sweep is empty. Scenario A1."""
    stage, fetcher = _fetcher(stores)
    for name in NAMES:
        stores[0].put(name, name.encode())
    for hint in _hints(stage):
        fetcher.on_file_dropped(hint)

    assert len(list(stores[1].list())) == len(NAMES)
    assert list(_hints(stage)) == []
    assert _every_entry_is_true(stores[1])


def test_hints_in_threes_and_a_sweep_beside_them_do_it_once(stores: Stores) -> None:
    """Doubled hints at the same moment and a sweep among them leave one whole entry each. Scenarios A2 and A13."""
    stage, fetcher = _fetcher(stores)
    for number in range(12):
        stores[0].put(f"165/{number}", b"%d" % number * 100_000)
    hints = [FileDropped(trace_id="t", key=f"165/{number}") for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(fetcher.on_file_dropped, [*hints, *_hints(stage), *hints]))

    assert len(list(stores[1].list())) == 12
    assert list(_hints(stage)) == []
    assert _every_entry_is_true(stores[1])


def test_a_large_file_goes_through_in_parts(stores: Stores) -> None:
    """A file beyond the spool's memory and a part of S3 arrives as it is."""
    stage, fetcher = _fetcher(stores)
    stores[0].put("165/large", iter([os.urandom(1024 * 1024)] * 12))
    for hint in _hints(stage):
        fetcher.on_file_dropped(hint)

    assert [info.size for info in stores[1].list("raw/")] == [12 * 1024 * 1024]
    assert _every_entry_is_true(stores[1])
