"""The fetcher between real stores: events in threes, sweeps beside them, and a process that is killed."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.fetcher.admit import Limits
from services.fetcher.stage import FetchStage
from services.fetcher.tasks import Fetcher
from shared.contract import keys
from shared.contract.facts import FileDropped
from shared.objectstore.folder import FolderStore
from shared.objectstore.port import ObjectStore
from shared.queue.publisher import RecordingPublisher
from shared.stage import sweep_all
from tests.servers import S3Server

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
    return s3.new_store(), s3.new_store()


def _fetcher(stores: Stores) -> tuple[FetchStage, Fetcher]:
    drop, archive = stores
    limits = Limits()
    fetcher = Fetcher(drop=drop, archive=archive, publisher=RecordingPublisher(), limits=limits)
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


def _run(home: Path, *arguments: str, **environ: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "services.fetcher", *arguments],
        env={"REFERAT_STORE_URL": home.as_uri(), **environ},
        cwd=Path(__file__).parents[3],
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_sweep_killed_half_way_is_finished_by_the_next(tmp_path: Path) -> None:
    """After a kill every entry that stands is whole, and another run does the rest. Scenario A14."""
    drop, archive = FolderStore(tmp_path / "drop"), FolderStore(tmp_path / "archive")
    for number in range(150):
        drop.put(f"165/{number}", b"%d" % number * 50_000)
    running = _run(tmp_path)
    deadline = time.monotonic() + 30
    while not any(archive.top_level()) and time.monotonic() < deadline:
        time.sleep(0.01)
    running.kill()
    running.communicate()

    stood = len(list(archive.list()))
    assert 0 < stood < 150
    assert _every_entry_is_true(archive)
    again = _run(tmp_path, "--once")
    _, log = again.communicate(timeout=60)
    assert again.returncode == 0
    assert len(list(archive.list())) == 150
    assert sum(json.loads(line)["event"] == "task" for line in log.splitlines()) == 150 - stood
    assert {keys.split_archive(info.key)[0] for info in archive.list()} == {keys.Section.RAW}


def test_the_service_stops_softly(tmp_path: Path) -> None:
    """SIGTERM ends the loop between two files, with status 0 and nothing left behind. Scenario W1."""
    FolderStore(tmp_path / "drop").put("165/a", b"x")
    running = _run(tmp_path, REFERAT_SWEEP_SECONDS="600")
    assert running.stderr is not None
    first = json.loads(running.stderr.readline())
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=30)

    assert (first["event"], first["key"], first["outcome"]) == ("task", "165/a", "done")
    assert running.returncode == 0
    assert list((tmp_path / "archive" / ".referat" / "scratch").iterdir()) == []


def test_a_store_that_is_away_is_waited_for(tmp_path: Path) -> None:
    """A service whose store is missing at the start says so in one line and does not give up. Scenario W8."""
    environ = {"REFERAT_STORE_ACCESS_KEY": "a", "REFERAT_STORE_SECRET_KEY": "b", "REFERAT_SWEEP_SECONDS": "0.1"}
    running = _run(tmp_path, **environ, REFERAT_STORE_URL="http://127.0.0.1:9")
    assert running.stderr is not None
    lines = [running.stderr.readline()]
    time.sleep(1)
    assert running.poll() is None
    running.send_signal(signal.SIGTERM)
    lines += running.communicate(timeout=30)[1].splitlines()

    assert [json.loads(line)["event"] for line in lines] == ["waiting"]
    assert running.returncode == 0


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    """A misspelt setting ends the service at once with status 2 and the nearest name. Scenario O1."""
    running = _run(tmp_path, REFERAT_STORE_REGON="x")
    _, told = running.communicate(timeout=30)

    assert running.returncode == 2
    assert told == "REFERAT_STORE_REGON is no setting of this service; the nearest is REFERAT_STORE_REGION\n"
