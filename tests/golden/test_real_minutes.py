"""Real minutes, where they lie beside the project: against labels made by hand, and every fact in its place."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from shared.contract.codec import to_plain
from tests.golden.comparing import places

SHARED = Path(__file__).parents[3] / "shared"
REAL, LAYOUTS, SCORE = SHARED / "real", SHARED / "layouts", SHARED / "tools" / "score.py"
NEEDED = 0.97

pytestmark = pytest.mark.skipif(
    not SCORE.is_file(), reason="the real minutes (../shared) do not lie beside the project"
)


def _parsed(path: Path) -> Parsed | None:
    data = path.read_bytes()
    answer = parse_file(data, Request(sha256=hashlib.sha256(data).hexdigest(), parser_version="test"))
    return answer if isinstance(answer, Parsed) else None


def test_real_minutes_come_out_as_a_careful_reader_reads_them(tmp_path: Path) -> None:
    """The score over all fields of the hand-made labels is at least what we promise."""
    results = tmp_path / "results.jsonl"
    with results.open("w", encoding="utf-8") as lines:
        for path in sorted(REAL.glob("*.txt")):
            parsed = _parsed(path)
            assert parsed is not None, f"{path.name} was rejected"
            lines.write(json.dumps({"source": str(path), "record": to_plain(parsed.record)}) + "\n")
    told = subprocess.run([sys.executable, SCORE, REAL, results], capture_output=True, text=True, check=True).stdout
    score = re.search(r"micro F1 ([\d.]+)", told)

    assert score is not None
    assert float(score[1]) >= NEEDED, told


@pytest.mark.parametrize("folder", [REAL, LAYOUTS], ids=lambda folder: folder.name)
def test_every_fact_of_every_file_stands_where_its_span_says(folder: Path) -> None:
    """Whatever was read from a file can be shown in it."""
    complaints = [
        f"{path.name}: {complaint}"
        for path in sorted(folder.glob("*.txt"))
        if (parsed := _parsed(path)) is not None
        for complaint in places(to_plain(parsed.record), parsed.text)
    ]

    assert complaints == []


def test_no_label_file_is_taken_for_minutes() -> None:
    """The labels themselves are JSON about minutes, and no minutes."""
    assert [path.name for path in sorted(REAL.glob("*.json")) if _parsed(path)] == []
