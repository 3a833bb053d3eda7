"""Names of files are names, whatever a shell or an option parser would make of them."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT

NAMES = (
    "$(touch caught)",
    "`touch caught`",
    "; touch caught",
    "-rf",
    "--help",
    "a\nb",
    "%s%n",
    "\x1b[2J",
    "møde æ\u0301.txt",
)
MINUTES = "Referat af møde i Kulturudvalget\n\nPunkt 1: Møllen\n\nBeslutning\n\nGodkendt.\n"


def test_hostile_names_are_read_like_any_other(tmp_path: Path) -> None:
    """Scenario H23."""
    for name in NAMES:
        (tmp_path / name).write_text(MINUTES, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "services.cli", "parse", "--", *NAMES],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    answers = [json.loads(line) for line in told.stdout.split("\n") if line]

    assert [answer["source"] for answer in answers] == list(NAMES)
    assert all("record" in answer for answer in answers)
    assert "\x1b" not in told.stdout + told.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)
