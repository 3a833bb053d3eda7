"""Erasing in the distributed system: the stores are what the environment says, and a mistake changes nothing."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli.app import build
from services.cli.console import CommandError
from services.cli.showing import NAMES_SHOWN
from services.fetcher.admit import Limits
from services.fetcher.stage import FetchStage
from shared.contract.result import Delivery
from shared.entries import metadata_of
from shared.objectstore.folder import FolderStore
from shared.objectstore.port import ObjectStore
from shared.operating import Operator
from shared.stage import sweep

NOW = datetime(2026, 11, 25, tzinfo=UTC)
VERSION = "20261125T140500Z-a1"
HASH = "5e" * 32
KEY, COPY = "306/referat.pdf", "306/møder/referat.pdf"
WHY = "a letter, and no minutes"
NUMBER = "120385-1236"

Run = Callable[..., str]


@pytest.fixture
def stores(tmp_path: Path) -> dict[str, ObjectStore]:
    """Fill the buckets with one file under two names, and a result of one of them."""
    stores: dict[str, ObjectStore] = {name: FolderStore(tmp_path / name) for name in ("drop", "archive", "items")}
    for key in (KEY, COPY):
        prefix, _, name = key.partition("/")
        delivery = Delivery(
            prefix=prefix, name=name, version=VERSION, dropped_at="2026-11-25T14:05:00Z", bytes=1, sha256=HASH
        )
        stores["archive"].put(f"raw/{key}@{VERSION}", b"x", metadata=metadata_of(delivery, HASH))
    stores["items"].put(f"3/{KEY}@{VERSION}.json", b"x", metadata={"outcome": "parsed"})
    return stores


@pytest.fixture
def run(stores: dict[str, ObjectStore], tmp_path: Path) -> Run:
    """Run the command; variables of other services, and a home, are set as well."""
    assert stores
    environ = {
        "REFERAT_STORE_URL": tmp_path.as_uri(),
        "REFERAT_HOME": "/nowhere",
        "REFERAT_BROKER_URL": "redis://a:1/0",
    }

    def run(*arguments: str, typed: str = "", code: int | None = None) -> str:
        answer = CliRunner().invoke(build(), ["erase", *arguments], obj=environ, input=typed)
        if isinstance(answer.exception, CommandError):
            raise answer.exception
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        assert code in {None, answer.exit_code}
        return answer.output

    return run


def _standing(stores: dict[str, ObjectStore]) -> set[str]:
    """Name all that stands, without lines of audit."""
    keys = {f"{name}/{info.key}" for name, store in stores.items() for info in store.list()}
    return {key for key in keys if not key.startswith("archive/audit/")}


def test_one_file_is_erased_from_the_stores_of_the_environment(run: Run, stores: dict[str, ObjectStore]) -> None:
    """Nothing of it stands but its tombstone, and what stood is told."""
    said = run(KEY, "--because", WHY, "--yes")

    assert f"archive/raw/{KEY}@{VERSION}" in said
    assert _standing(stores) == {f"archive/erased/{KEY}@{VERSION}", f"archive/raw/{COPY}@{VERSION}"}
    (line,) = (json.loads(stores["archive"].get(info.key)) for info in stores["archive"].list("audit/"))
    assert (line["because"], line["objects"], line["tails"]) == (WHY, 2, [f"{KEY}@{VERSION}"])


def test_what_waits_in_the_drop_is_erased_by_its_name(run: Run, stores: dict[str, ObjectStore]) -> None:
    """No bytes are needed for a tombstone; a file that begins alike is not meant, and one version alone can be."""
    for key in (KEY, f"{KEY}.txt", "306/ny.pdf"):
        stores["drop"].put(key, b"new")
    assert f"{KEY} still lies in the drop" not in run(f"{KEY}@{VERSION}", "--dry-run")
    said = run(KEY, "--because", WHY, "--yes")
    run("306/ny.pdf", "--because", WHY, "--yes")
    buried = [info.key.rpartition("@")[0] for info in stores["archive"].list("erased/")]

    assert f"{KEY} still lies in the drop. It is not taken in any more" in said
    assert "the rows of 2 versions" in said
    assert sorted(buried) == ["erased/306/ny.pdf", f"erased/{KEY}", f"erased/{KEY}"]
    fetching = FetchStage(stores["drop"], stores["archive"], Limits())
    assert [work.input for work in sweep(fetching, "306").work] == [f"{KEY}.txt"]


def test_bytes_that_nobody_has_read_yet_are_told(run: Run, stores: dict[str, ObjectStore]) -> None:
    """What waits in the drop may have them or not, and is taken in; where nothing waits nothing is said of it."""
    assert "wait in the drop" not in run("--sha256", HASH, "--dry-run")
    for number in range(NAMES_SHOWN + 1):
        stores["drop"].put(f"306/{number:02}.pdf", b"new")
    said = run("--sha256", HASH, "--because", WHY, "--yes")

    assert "21 files wait in the drop" in said
    assert "306/00.pdf" in said
    assert "and 1 more" in said
    assert len(list(stores["archive"].list("erased/"))) == 2


def test_every_file_with_the_bytes_is_erased(run: Run, stores: dict[str, ObjectStore]) -> None:
    """However many names they came under."""
    run("--sha256", HASH.upper(), "--because", WHY, "--yes")

    assert _standing(stores) == {f"archive/erased/{key}@{VERSION}" for key in (KEY, COPY)}


def test_what_rests_is_told(run: Run, stores: dict[str, ObjectStore]) -> None:
    """Rows and receipts wait for it; what else rests is of no concern."""
    for stage in ("fetch", "parse", "ocr", "index"):
        Operator(stores["archive"]).pause(stage, "the database moves", NOW)
    told = [line.partition(" rests")[0] for line in run(KEY, "--dry-run").splitlines() if "rests since 2026" in line]

    assert told == ["index", "parse"]


def test_what_can_not_be_erased_is_told_and_stops_nothing_else(run: Run, stores: dict[str, ObjectStore]) -> None:
    """Something that no fetcher has written lies beside the versions of a file; bytes have lost whose they are."""
    stores["archive"].put(f"raw/{KEY}@{VERSION}", b"restored without metadata")
    stores["archive"].put(f"raw/{KEY}@0", b"x")
    said = run(KEY, "--because", WHY, "--yes", code=1)

    assert f"Not erased: '{KEY}@0' is no entry of ours" in said
    assert "Erased." not in said
    assert _standing(stores) == {
        f"archive/erased/{KEY}@{VERSION}",
        f"archive/raw/{KEY}@0",
        f"archive/raw/{COPY}@{VERSION}",
    }


@pytest.mark.parametrize(("typed", "is_erased"), [("y\n", True), ("n\n", False), ("", False)])
def test_nothing_is_erased_that_is_not_meant(
    run: Run, stores: dict[str, ObjectStore], typed: str, *, is_erased: bool
) -> None:
    """Whoever says no, or nothing, has changed nothing; nor has who only looks."""
    before = _standing(stores)
    said = run(KEY, "--dry-run")
    assert f"items/3/{KEY}@{VERSION}.json" in said
    assert _standing(stores) == before
    run(KEY, "--because", WHY, typed=typed)

    assert (_standing(stores) != before) == is_erased


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("306/refrat.pdf", "--because", WHY), f"names like it: {KEY}"),
        (("306/x", "--because", WHY), "there is no file 306/x"),
        (("x", "--because", WHY), "there is no file x"),
        ((f"{KEY}@20261125", "--because", WHY), "there is no file"),
        (("--sha256", "0" * 64, "--because", WHY), "no file with these bytes"),
        (("--sha256", "abc", "--because", WHY), "64 digits"),
        (("--because", WHY), "name one file"),
        ((KEY, "--sha256", HASH, "--because", WHY), "name one file"),
        ((KEY,), "a few words"),
        ((KEY, "--because", f"skriv til {NUMBER}"), "without any personal number"),
    ],
)
def test_a_mistake_is_told_with_its_cure(
    run: Run, stores: dict[str, ObjectStore], arguments: tuple[str, ...], says: str
) -> None:
    """Nothing is erased that was not found, or that nobody gave a reason for."""
    before = _standing(stores)
    with pytest.raises(CommandError, match=says):
        run(*arguments, "--yes")

    assert _standing(stores) == before
    assert list(stores["archive"].list("audit/")) == []
