"""``referat doctor``: what this machine allows."""

from services.parser.sandbox.walls import CURES, Wall
from tests.e2e.conftest import Run


def test_it_names_walls_and_formats_with_cures(referat: Run) -> None:
    """Every wall stands or has its cure, every format is read, and the exit code says whether anything is missing."""
    answer = referat("doctor")
    said = " ".join(answer.stdout.split())

    missing = [wall for wall in Wall if f"{wall} stands" not in said]
    assert all(f"{wall} {CURES[wall]}" in said for wall in missing)
    scans_missing = "scan scans can't be read here" in said
    assert said.count("is read") == 6 + (not scans_missing)
    assert answer.returncode == (1 if missing or scans_missing else 0)
