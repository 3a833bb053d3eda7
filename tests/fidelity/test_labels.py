"""Real minutes come out the same, whatever program has set them."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from shared.contract.codec import to_plain
from tests.building.programs import FLOWING, OFFICE, PDFS, Files
from tests.fidelity.conftest import LAYOUTS, REAL, SHARED

SCORE = SHARED / "tools" / "score.py"
NEEDED, NEAR = 0.97, 0.02

pytestmark = pytest.mark.skipif(
    not SCORE.is_file(), reason="the real minutes (../shared) do not lie beside the project"
)


def score(files: Mapping[str, bytes], labels: Path, results: Path) -> float:
    """Parse files, and compare the records with the labels of their stems."""
    with results.open("w", encoding="utf-8") as lines:
        for name, data in files.items():
            answer = parse_file(data, Request(sha256=hashlib.sha256(data).hexdigest(), parser_version="test"))
            said = {"record": to_plain(answer.record)} if isinstance(answer, Parsed) else {"rejected": {}}
            lines.write(json.dumps({"source": f"{name}.file", **said}) + "\n")
    told = subprocess.run([sys.executable, SCORE, labels, results], capture_output=True, text=True, check=True).stdout
    found = re.search(r"micro F1 ([\d.]+)", told)
    assert found, told
    return float(found[1])


@cache
def score_of_text(labels: Path) -> float:
    """Score the texts themselves."""
    with TemporaryDirectory() as folder:
        return score({path.stem: path.read_bytes() for path in labels.glob("*.txt")}, labels, Path(folder, "results"))


@pytest.mark.parametrize("kind", [*PDFS, *FLOWING, *OFFICE])
@pytest.mark.parametrize("labels", [REAL, LAYOUTS], ids=lambda folder: folder.name)
def test_labels_are_met_in_every_format(built: Callable[[str], Files], labels: Path, kind: str, tmp_path: Path) -> None:
    """No program costs more than two points in a hundred."""
    labelled = {name: data for name, data in built(kind).items() if (labels / f"{name}.json").is_file()}
    found = score(labelled, labels, tmp_path / "results.jsonl")

    assert found >= NEEDED
    assert found >= score_of_text(labels) - NEAR
