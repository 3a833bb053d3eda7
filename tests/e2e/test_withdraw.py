"""A file is taken back by hand in a home, with the installed command."""

import shutil
from pathlib import Path

import pytest

from tests.e2e.conftest import SAMPLES, Run, objects, rows

SAMPLE = SAMPLES / "329" / "kultur-og-fritid-2023-03-14.pdf"
WHY = "lagt op ved en fejl"


@pytest.fixture
def taken_in(tmp_path: Path, referat: Run) -> Path:
    """Ingest the same minutes under two names."""
    for name in ("a.pdf", "b.pdf"):
        file = tmp_path / "in" / "329" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SAMPLE, file)
    assert referat("ingest", "in", "--home", "home").returncode == 0
    return tmp_path / "home"


def test_what_is_taken_back_is_public_no_more(taken_in: Path, referat: Run) -> None:
    """As long as one of two names lives the minutes do; then no row and no search has them, and the bytes are kept."""
    assert referat("search", "mudderkøkken", "--home", taken_in).returncode == 0
    answer = referat("withdraw", "329/a.pdf", "--because", WHY, "--home", taken_in)
    assert answer.returncode == 0, answer.stderr
    assert referat("search", "mudderkøkken", "--home", taken_in).returncode == 0
    receipts = {key: body.decode() for key, body in objects(taken_in).items() if key.startswith("receipts/")}
    assert "Filen er trukket tilbage og vises ikke længere." in receipts["receipts/329/a.pdf.txt"]
    assert "trukket tilbage" not in receipts["receipts/329/b.pdf.txt"]

    assert referat("withdraw", "329/b.pdf", "--because", WHY, "--home", taken_in).returncode == 0
    left = rows(taken_in)
    assert referat("search", "mudderkøkken", "--home", taken_in).returncode == 1
    assert [len(left[table]) for table in ("deliveries", "documents", "agenda_items", "decisions")] == [2, 0, 0, 0]
    assert sum(key.startswith("archive/raw/329/") for key in objects(taken_in)) == 2
    status = referat("status", "--home", taken_in).stdout
    assert ["withdrawn", "files", "2"] in [line.split() for line in status.splitlines()]


def test_it_stays_withdrawn_until_it_comes_with_other_bytes(taken_in: Path, referat: Run) -> None:
    """The same file lies in the drop still, and another ingest takes nothing in; a corrected one lives."""
    referat("withdraw", "329/a.pdf", "--because", WHY, "--home", taken_in)
    before = objects(taken_in)
    assert referat("ingest", "in", "--home", taken_in).returncode == 0
    assert objects(taken_in) == before

    other = SAMPLES / "482" / "kommunalbestyrelsen-2023-06-19.txt"
    shutil.copy(other, taken_in.parent / "in" / "329" / "a.pdf")
    assert referat("ingest", "in", "--home", taken_in).returncode == 0
    receipt = objects(taken_in)["receipts/329/a.pdf.txt"].decode()
    assert "Filen er læst" in receipt
    assert sum(key.startswith("archive/withdrawn/329/") for key in objects(taken_in)) == 1
