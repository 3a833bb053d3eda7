"""Erasing in the distributed system: everything that the real servers and processes hold is searched for the bytes."""

import io
import subprocess
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest
from minio.commonconfig import ENABLED
from minio.versioningconfig import VersioningConfig

from deploy.stack.stack import Stack
from services.fetcher import erasing as entries
from services.parser.again import parse_again
from shared.contract import keys
from shared.entries import metadata_of
from shared.objectstore.opening import open_store
from shared.objectstore.port import ObjectStore
from shared.operating import Operator
from shared.pausing import LOOK_SECONDS
from shared.settings import StoreSettings, load
from tests.e2e.conftest import REFERAT, TIMEOUT_SECONDS, environment
from tests.faults.dropping import File, Removal
from tests.faults.oracle import judge
from tests.faults.searching import KEPT, told, wait_until_untold
from tests.faults.seeing import last_words, look, wait_until_quiet
from tests.integration.erasing.scene import BODY, HASH, KEY, RARE
from tests.servers import running

pytestmark = pytest.mark.server

COPY = File(key="306/kopi af mødet.md", body=BODY)
FIRST = File(key=KEY, body=BODY.replace(b"gule", "røde".encode()))
SECOND = File(key=KEY, body=BODY)
THIRD = File(key=KEY, body=BODY.replace(b"gule", "blå".encode()))
OTHER = File(
    key="165/andet.md",
    body=BODY.replace(RARE.encode(), "Intet at bemærke.".encode()).replace(b"Pelikaner", b"Orientering"),
)
WORDS = (RARE, RARE.replace("gule", "røde"), "elikaner", HASH, FIRST.sha256, THIRD.sha256)
PATIENCE_SECONDS = 180.0  # a busy machine is no failure


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Run the system on buckets that keep versions, as whoever fears for his data may have it."""
    with running(Stack()) as made:
        for bucket in KEPT:
            made.client("root").set_bucket_versioning(bucket_name=bucket, config=VersioningConfig(ENABLED))
        yield made


def test_the_bytes_are_nowhere(stack: Stack) -> None:
    """Two versions and a copy in another municipality go, and another file stays; the oracle finds nothing amiss.

    Before that they were parsed again, so that the bucket keeps results that nobody sees any more; and a third version
    waits in the drop, which nobody takes in while the fetcher rests.
    """
    for file in (FIRST, COPY, OTHER, SECOND):
        _drop(stack, file)
    wait_until_quiet(stack, time.monotonic() + PATIENCE_SECONDS)
    assert {"archive", "items", "receipts", "documents", "sections", "deliveries", "passages"} <= set(
        told(stack, WORDS)
    )
    archive, items = (open_store(load(StoreSettings, stack.store.environ()), name) for name in ("archive", "items"))
    versions = entries.find(archive, KEY)
    assert len(versions) == 2
    _write_as_another_parser(items, versions)
    parse_again(items, versions)
    wait_until_quiet(stack, time.monotonic() + PATIENCE_SECONDS)
    operator = Operator(archive)
    operator.pause("fetch", "a test", datetime.now(UTC))
    time.sleep(LOOK_SECONDS + 1)
    _drop(stack, THIRD)
    assert "3 versions" in _erase(stack, KEY)
    operator.resume("fetch")
    assert COPY.key in _erase(stack, "--sha256", HASH)
    _come_late(archive, max(versions))
    wait_until_untold(stack, WORDS, time.monotonic() + PATIENCE_SECONDS)
    wait_until_quiet(stack, time.monotonic() + PATIENCE_SECONDS)

    assert told(stack, WORDS) == {}
    removals = [Removal(key=key, is_by_operator=True) for key in (KEY, COPY.key)]
    breaches = judge(look(stack, [FIRST, COPY, OTHER, SECOND, THIRD, *removals]))
    assert list(map(str, breaches)) == [], last_words(stack)
    assert _receipt(stack, KEY) == _receipt(stack, COPY.key) != _receipt(stack, OTHER.key)
    assert "slettet" in _receipt(stack, KEY)


def _drop(stack: Stack, file: File) -> None:
    stack.client("root").put_object(
        bucket_name="drop", object_name=file.key, data=io.BytesIO(file.body), length=len(file.body)
    )
    time.sleep(1.1)  # the store's clock counts whole seconds


def _write_as_another_parser(items: ObjectStore, tails: Iterable[str]) -> None:
    """Be an old release, of whose version nothing but what is deleted will be left."""
    for tail in tails:
        items.put(keys.item("0", tail), BODY, metadata={"outcome": "parsed"})


def _come_late(archive: ObjectStore, tail: str) -> None:
    """Be a fetcher that had read the file before, and writes it only now."""
    delivery = entries.delivery(archive, tail)
    assert delivery is not None
    archive.put(f"raw/{tail}", BODY, metadata=metadata_of(delivery, HASH))


def _erase(stack: Stack, *arguments: str) -> str:
    """Say it as an operator does, with the rights of the keeper, and give all that was answered."""
    answer = subprocess.run(
        [REFERAT, "erase", *arguments, "--because", "the municipality asked for it", "--yes"],
        env=environment() | stack.store.environ("keeper"),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "still lies in the drop" in answer.stderr
    return answer.stdout + answer.stderr


def _receipt(stack: Stack, key: str) -> str:
    """Read what a clerk reads, without name and time."""
    with stack.client("root").get_object(bucket_name="receipts", object_name=f"{key}.txt") as answer:
        return str(answer.read().decode().rpartition("\n\n")[2])
