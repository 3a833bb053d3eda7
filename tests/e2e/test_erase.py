"""Erasing in a home, with the installed command: the whole folder is searched for what the file held."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.conftest import SAMPLES, Run, objects, rows, run_in

SAMPLE = SAMPLES / "482" / "kommunalbestyrelsen-2023-06-19.txt"
KEY = "482/pelikaner.txt"
WHY = "the municipality asked for it on the phone"
WORDS = ("Pelikanvænget", "pelikanv\N{LATIN SMALL LETTER AE}nget")


def _text() -> str:
    text = SAMPLE.read_text(encoding="utf-8")
    assert "Færgerådet" in text
    return text.replace("Færgerådet", WORDS[0])


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ingest a sample, and minutes under two names that speak of what no others speak of."""
    folder = tmp_path_factory.mktemp("ingested")
    for name in ("pelikaner.txt", "kopi af pelikaner.txt"):
        file = folder / "in" / "482" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_text(), encoding="utf-8")
    answer = run_in(folder, "ingest", "in", SAMPLES / "846", "--home", "home")
    assert answer.returncode == 0, answer.stderr
    return folder


@pytest.fixture
def home(ingested: Path, tmp_path: Path) -> Path:
    """Copy the home, with the folder that it was filled from."""
    shutil.copytree(ingested, tmp_path, dirs_exist_ok=True)
    return tmp_path / "home"


def _hash() -> str:
    return hashlib.sha256(_text().encode()).hexdigest()


def _places(home: Path, *words: str) -> set[str]:
    """Name every file of a home, whatever it is, that holds one of these words in any case."""
    wanted = [spelled.encode() for word in words for spelled in (word, word.lower(), word.upper())]
    return {
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in wanted)
    }


def test_nothing_of_the_bytes_is_left_in_the_folder(home: Path, referat: Run) -> None:
    """Neither the words nor the hash nor what the receipt said stand anywhere, nor in free pages of the database."""
    told = json.loads(objects(home)[f"receipts/{KEY}.json"])["document"]
    assert told["items"]
    assert len(_places(home, *WORDS)) == 2 * 3 + 1  # drop, archive, a result each; the database
    assert (
        len(_places(home, _hash())) == 2 * 4 + 1
    )  # a result, its card and the archive's, a receipt each; the database
    for file in (home / "drop").rglob("*pelikaner*"):
        file.unlink()
    answer = referat("erase", "--sha256", _hash(), "--because", WHY, "--yes", "--home", home)

    assert answer.returncode == 0, answer.stderr
    assert "2 versions" in answer.stderr
    assert _places(home, *WORDS, _hash()) == set()
    receipt = json.loads(objects(home)[f"receipts/{KEY}.json"])
    assert (receipt["outcome"], receipt["document"], receipt["warnings"]) == ("erased", None, [])
    assert referat("search", WORDS[0], "--home", home).returncode == 1
    assert referat("search", "dagsorden", "--home", home).returncode == 0
    stands = rows(home)
    assert referat("rebuild", "--home", home).returncode == 0
    assert rows(home) == stands


def test_one_file_goes_and_its_copy_stays(home: Path, referat: Run) -> None:
    """The operator sees first what would go, and hears that the file lies in the drop still; later runs leave it."""
    before = objects(home)
    answer = referat("erase", KEY, "--dry-run", "--home", home)
    assert answer.returncode == 0
    assert objects(home) == before
    going = set(answer.stdout.split("\n")) - {""}
    assert f"{KEY} still lies in the drop" in answer.stderr
    refused = referat("erase", KEY, "--because", WHY, "--home", home)
    assert refused.returncode == 1
    assert objects(home) == before
    answer = referat("erase", KEY, "--because", WHY, "--yes", "--home", home)
    assert answer.returncode == 0, answer.stderr

    after = objects(home)
    rewritten = {key for key in going if key in after}
    assert {key.partition("@")[0] for key in going - rewritten} == {f"archive/raw/{KEY}"}
    assert all("er slettet" in after[key].decode() or b'"erased"' in after[key] for key in rewritten)
    assert {key.partition("/")[0] for key in going} == {"archive", "items", "receipts"}
    assert referat("ingest", home.parent / "in", "--home", home).returncode == 0
    assert objects(home) == after
    assert referat("search", WORDS[0], "--home", home).returncode == 0
    assert "erased" in str(rows(home)["deliveries"])


def test_an_erasure_that_was_cut_off_is_finished_by_saying_it_again(home: Path, referat: Run) -> None:
    """Also by its hash, when the bytes are gone already and only the database has not followed."""
    for file in [*(home / "archive" / "raw").rglob("*pelikaner*"), *(home / "drop").rglob("*pelikaner*")]:
        if file.is_relative_to(home / "archive"):
            tail = file.relative_to(home / "archive" / "raw")
            prefix, _, version = tail.as_posix().rpartition("@")
            tombstone = home / "archive" / "erased" / tail
            tombstone.parent.mkdir(parents=True, exist_ok=True)
            delivery = {"prefix": "482", "name": prefix.partition("/")[2], "version": version, "bytes": 1}
            result = {"delivery": {**delivery, "dropped_at": "2026-01-01T00:00:00Z"}, "outcome": "erased"}
            tombstone.write_text(json.dumps({**result, "parser_version": ""}), encoding="utf-8")
        file.unlink()
    answer = referat("erase", "--sha256", _hash(), "--because", WHY, "--yes", "--home", home)

    assert answer.returncode == 2
    assert "no file with these bytes" in answer.stderr
    assert _places(home / "items", *WORDS, _hash()) | _places(home / "receipts", *WORDS, _hash()) == set()
    assert not [name for name in _places(home, *WORDS, _hash()) if name.startswith("referat.db")]
