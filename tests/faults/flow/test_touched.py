"""Files that kill whoever fetches or indexes them, before real workers, a real broker and a real database."""

import hashlib
import json
import time
from pathlib import Path

import pytest

from deploy.stack.servers.postgres import PostgresServer
from deploy.stack.servers.valkey import ValkeyServer
from services.fetcher.admit import Limits
from services.fetcher.stage import FetchStage
from services.indexer.repository import Repository
from services.indexer.stage import IndexStage
from shared.contract.codec import decode_result, encode
from shared.contract.facts import FileDropped, ResultWritten
from shared.contract.keys import Section
from shared.entries import metadata_of_result
from shared.objectstore.folder import FolderStore
from shared.trying import MOST_ATTEMPTS, given_up
from tests.faults.dropping import chance, minutes
from tests.faults.flow.line import Stretch
from tests.faults.injections import Injected
from tests.integration.indexer.dumping import dump
from tests.integration.queue.waiting import until
from tests.unit.indexer.building import delivery, key_of, parsed

pytestmark = pytest.mark.server
MODULE = "tests.faults.flow.touching"
NAMES = {"aaa die.md", "aab fail.md", *(f"{number}.md" for number in range(10))}
GUILTY = {"aaa die.md", "aab fail.md"}
SECONDS = 150  # a quiet machine needs a tenth


def _run(stretch: Stretch, injected: Injected, who: str) -> None:
    """Work until nothing is missing, and see that whoever was killed was killed no more often than it takes."""
    with stretch:
        began = time.monotonic()
        until(stretch.is_done, SECONDS)
        injected(f"a file that kills each {who}, and one that fails in each", time.monotonic() - began)
    assert 2 + MOST_ATTEMPTS <= stretch.deaths <= 2 * (2 + MOST_ATTEMPTS)


def test_a_file_that_kills_its_fetchers_is_refused_in_the_end(
    valkey: ValkeyServer, tmp_path: Path, injected: Injected
) -> None:
    """It is told as any other refusal, its bytes stay in the drop, and all others are archived. Scenarios W4 and I8."""
    drop, archive = FolderStore(tmp_path / "drop"), FolderStore(tmp_path / "archive")
    for number, name in enumerate(sorted(NAMES)):
        drop.put(f"306/{name}", minutes(number, chance(number)))
    stretch = Stretch(
        valkey,
        tmp_path,
        stage=FetchStage(drop, archive, Limits()),
        hears=FileDropped,
        command=(MODULE, "fetcher"),
        workers=2,
        environ={},
    )
    _run(stretch, injected, "fetcher")

    refused = [decode_result(archive.get(info.key)) for info in archive.list(f"{Section.REFUSED}/")]
    assert {result.delivery.name: result.rejected for result in refused} == dict.fromkeys(GUILTY, given_up())
    taken = {info.metadata["name"] for info in map(archive.head, _keys(archive, Section.RAW))}
    assert taken == NAMES - GUILTY


def test_a_result_that_kills_its_indexers_is_rejected_in_the_end(
    valkey: ValkeyServer, postgres: PostgresServer, tmp_path: Path, injected: Injected
) -> None:
    """It has a row and a receipt that say so, and all others are indexed. Scenarios W4 and I8."""
    items, receipts = FolderStore(tmp_path / "items"), FolderStore(tmp_path / "receipts")
    for name in sorted(NAMES):
        result = parsed(delivery(name, sha256=hashlib.sha256(name.encode()).hexdigest()))
        items.put(key_of(result, "1"), encode(result), metadata=metadata_of_result(result))
    database = postgres.new_database()
    with Repository.opened(postgres.url(database=database)) as repository:
        stretch = Stretch(
            valkey,
            tmp_path,
            stage=IndexStage(items, repository),
            hears=ResultWritten,
            command=(MODULE, "indexer"),
            workers=2,
            environ=postgres.environ("referat", database),
        )
        _run(stretch, injected, "indexer")
        rows = dump(repository.engine)["deliveries"]

    assert {row["name"]: row["reason"] for row in rows} == {
        name: "crashed" if name in GUILTY else None for name in NAMES
    }
    told = {name: json.loads(receipts.get(f"306/{name}.json")) for name in NAMES}
    assert {name for name in NAMES if told[name]["outcome"] == "rejected"} == GUILTY


def _keys(store: FolderStore, section: Section) -> list[str]:
    return [info.key for info in store.list(f"{section}/")]
