"""Real minutes come out the same, whatever program has set them."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from shared.contract.codec import to_plain
from tests.building.programs import FLOWING, OFFICE, PDFS, Files
from tests.fidelity.conftest import REAL

SCORE = REAL.parent / "tools" / "score.py"
NEEDED, NEAR = 0.97, 0.02

pytestmark = pytest.mark.skipif(
    not SCORE.is_file(), reason="the real minutes (../shared) do not lie beside the project"
)


def score(files: Mapping[str, bytes], results: Path) -> float:
    """Parse files, and compare the records with the labels of their stems."""
    with results.open("w", encoding="utf-8") as lines:
        for name, data in files.items():
            answer = parse_file(data, Request(sha256=hashlib.sha256(data).hexdigest(), parser_version="test"))
            assert isinstance(answer, Parsed), f"{name} was rejected"
            lines.write(json.dumps({"source": f"{name}.file", "record": to_plain(answer.record)}) + "\n")
    told = subprocess.run([sys.executable, SCORE, REAL, results], capture_output=True, text=True, check=True).stdout
    found = re.search(r"micro F1 ([\d.]+)", told)
    assert found, told
    return float(found[1])


@pytest.fixture(scope="module")
def score_of_text(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Score the texts themselves."""
    texts = {path.stem: path.read_bytes() for path in REAL.glob("*.txt")}
    return score(texts, tmp_path_factory.mktemp("text") / "results.jsonl")


@pytest.mark.parametrize("kind", [*PDFS, *FLOWING, *OFFICE])
def test_labels_are_met_in_every_format(
    built: Callable[[str], Files], kind: str, score_of_text: float, tmp_path: Path
) -> None:
    """No program costs more than two points in a hundred."""
    real = {name: data for name, data in built(kind).items() if (REAL / f"{name}.json").is_file()}
    found = score(real, tmp_path / "results.jsonl")

    assert found >= NEEDED
    assert found >= score_of_text - NEAR
