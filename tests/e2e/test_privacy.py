"""Personal numbers stop at the door, and false alarms are let through, with the installed command."""

import json
import re
from pathlib import Path

import pytest

from tests.e2e.conftest import SAMPLES, Run, objects, rows

NUMBER = "120385-1236"
BARE = NUMBER.replace("-", "")
SAMPLE = SAMPLES / "482" / "kommunalbestyrelsen-2023-06-19.txt"
KEY = "482/referat.txt"
WHY = "varenumre i prislisten"


def _drop(folder: Path, name: str, number: str = NUMBER) -> Path:
    """Lay minutes into a folder that name a number where the text can bear it."""
    file = folder / "in" / "482" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    text = SAMPLE.read_text(encoding="utf-8").replace("Færgerådet", f"Færgerådet ({number})", 1)
    assert number in text
    file.write_text(text, encoding="utf-8")
    return folder / "in"


def test_a_personal_number_is_in_no_key_row_receipt_or_remark(tmp_path: Path, referat: Run) -> None:
    """It stays in the drop and in the archived bytes, which nobody else reads; its name loses it on the way."""
    answer = referat("ingest", _drop(tmp_path, f"ansøgning {BARE}.txt"), "--home", "home")
    home = tmp_path / "home"
    after = {key: body for key, body in objects(home).items() if not key.startswith("drop/")}
    told = [key for key in after if re.search(f"{NUMBER}|{BARE}", key)]
    told += [key for key, body in after.items() if "archive/raw/" not in key and NUMBER in body.decode()]
    told += [key for key, body in after.items() if "archive/raw/" not in key and BARE in body.decode()]

    assert told == []
    assert not re.search(
        f"{NUMBER}|{BARE}", f"{rows(home)}{answer.stdout}{answer.stderr}{referat('status', '--home', home)}"
    )
    assert "personal_number" in answer.stdout
    (receipt,) = (json.loads(body) for key, body in after.items() if re.search(r"receipts/.*json$", key))
    assert receipt["rejected"]["places"] == ["name", "text"]
    assert len(rows(home)["documents"]) == 0


@pytest.fixture
def held_back(tmp_path: Path, referat: Run) -> Path:
    """Ingest minutes that are held back for what is no personal number."""
    answer = referat("ingest", _drop(tmp_path, "referat.txt"), "--home", "home")
    assert "personal_number" in answer.stdout
    return tmp_path / "home"


def test_a_false_alarm_is_released(held_back: Path, referat: Run) -> None:
    """The file is read as any other, for good, and the archive says when and why."""
    answer = referat("release", KEY, "--because", WHY, "--home", held_back)
    assert answer.returncode == 0, answer.stderr
    released = [json.loads(body) for key, body in objects(held_back).items() if key.startswith("archive/released/482/")]
    before = rows(held_back)

    assert [note["because"] for note in released] == [WHY]
    assert len(before["documents"]) == len(before["deliveries"]) == 1
    assert b"er l\xc3\xa6st" in objects(held_back)["receipts/482/referat.txt.txt"]
    assert referat("search", "Færgerådet", "--home", held_back).returncode == 0
    assert referat("rebuild", "--home", held_back).returncode == 0
    assert rows(held_back) == before


def test_a_release_is_of_one_version(held_back: Path, tmp_path: Path, referat: Run) -> None:
    """A file that comes anew is looked at anew."""
    referat("release", KEY, "--because", WHY, "--home", held_back)
    referat("ingest", _drop(tmp_path, "referat.txt", "310776-2222"), "--home", held_back)

    deliveries = rows(held_back)["deliveries"]
    assert len(deliveries) == 2
    assert [sum(outcome in row for row in deliveries) for outcome in ("parsed", "rejected")] == [1, 1]


@pytest.mark.parametrize(
    ("key", "why", "says"),
    [
        ("482/other.txt", WHY, "is not held back"),
        (KEY, f"{NUMBER} er et varenummer", "without the number"),
        (KEY, " ", "a few words"),
    ],
)
def test_an_impossible_release_changes_nothing(held_back: Path, referat: Run, key: str, why: str, says: str) -> None:
    """Only what is held back is released, and the note for good holds no number."""
    before = objects(held_back)
    answer = referat("release", key, "--because", why, "--home", held_back)

    assert answer.returncode == 2
    assert says in answer.stderr
    assert objects(held_back) == before
