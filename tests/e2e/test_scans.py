"""Scans on one machine, and in the production shape: read by another process, and never in the way of text."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from minio import Minio

from deploy.stack.stack import Stack
from tests.e2e.conftest import Run
from tests.scanning import language_data, scan_of

SAMPLES = Path(__file__).parents[2] / "demo" / "samples"
SCANS, PAGES = 3, 4
PATIENCE_SECONDS = 120  # a busy machine is no failure


@pytest.fixture
def stack() -> Iterator[Stack]:
    """Run the system where scans can be read."""
    language_data()
    with Stack() as system:
        yield system


def test_the_command_line_reads_scans(tmp_path: Path, referat: Run) -> None:
    """A scan among text is parsed where it stands, and taken in with its pages counted as they are read."""
    language_data()
    scan, text = tmp_path / "scan.pdf", SAMPLES / "306/social-og-sundhed-2023-05-08.txt"
    scan.write_bytes(scan_of((SAMPLES / "329/kultur-og-fritid-2023-03-14.pdf").read_bytes(), most=2))
    parsed, ingested = referat("parse", scan, text), referat("ingest", scan)
    first, second = (json.loads(line)["record"] for line in parsed.stdout.splitlines())

    assert (parsed.returncode, parsed.stderr) == (0, "")
    assert [page["page"] for page in first["document"]["ocr_pages"]] == [1, 2]
    assert first["meeting"]["date"] == "2023-03-14"
    assert second["document"]["ocr_pages"] == []
    assert ingested.returncode == 0
    assert "Reading scanned pages 2 of 2" in ingested.stderr


@pytest.mark.server
def test_scans_are_read_and_text_overtakes_them(stack: Stack) -> None:
    """Scans that were dropped first are noted at once and read one by one; text that was dropped last does not wait.

    A broker that is wiped meanwhile loses none of them: the sweep of scans goes by the notes.
    """
    printed = (SAMPLES / "329/kultur-og-fritid-2023-03-14.pdf").read_bytes()
    scan = scan_of(printed, most=PAGES)
    for number in range(SCANS):
        stack.drop("329", f"scan {number}.pdf", scan + b"%" * number)
    _until(lambda: len(_items(stack, ".scan")) == SCANS)
    with stack.broker.client() as broker:
        broker.flushall()
    stack.drop("329", "tekst.pdf", printed)
    _until(lambda: _items(stack, ".json", "tekst.pdf"))
    done_with_text = len(_items(stack, ".json", "scan"))
    _until(lambda: len(_items(stack, ".json", "scan")) == SCANS)
    records = [json.loads(body)["record"] for body in _items(stack, ".json", "scan").values()]
    (text,) = (json.loads(body)["record"] for body in _items(stack, ".json", "tekst.pdf").values())

    assert done_with_text < SCANS
    assert [len(record["document"]["ocr_pages"]) for record in records] == [PAGES] * SCANS
    assert {record["meeting"]["date"] for record in records} == {text["meeting"]["date"]}
    assert text["document"]["ocr_pages"] == []
    assert _measured(stack, 'referat_pages_total{source="ocr"}') == SCANS * PAGES
    assert _measured(stack, "referat_ocr_seconds_total") > 0
    _until(lambda: len(_objects(stack, "receipts", ".txt", "scan")) == SCANS)


def _items(stack: Stack, ending: str, part: str = "") -> dict[str, bytes]:
    return _objects(stack, "items", ending, part)


def _objects(stack: Stack, bucket: str, ending: str, part: str) -> dict[str, bytes]:
    """Read the objects of a bucket whose keys end so and hold a part."""
    client = stack.client("root")
    keys = [str(found.object_name) for found in client.list_objects(bucket_name=bucket, recursive=True)]
    return {key: _body(client, bucket, key) for key in keys if key.endswith(ending) and part in key}


def _body(client: Minio, bucket: str, key: str) -> bytes:
    with client.get_object(bucket_name=bucket, object_name=key) as answer:
        return bytes(answer.read())


def _measured(stack: Stack, series: str) -> float:
    with urlopen(f"{stack.http('ocr')}/metrics") as answer:  # noqa: S310 - our own
        lines = answer.read().decode().splitlines()
    return next(float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{series} "))


def _until(holds: Callable[[], object]) -> None:
    """Wait for what sweeps and workers bring about."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.1)
