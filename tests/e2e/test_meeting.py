"""A meeting as its municipality publishes it, file by file: whoever asks finds each item once."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.e2e.conftest import Run

HEAD = "Byrådet\n\nMødet den 14. juni 2023 kl. 16.00\n\n"
CASE = "## Punkt 1: Gangbro ved Mosebækken\n\n### Sagsfremstilling\n\nBroen er rådden og lukket for cykler.\n\n"
ADVICE = "### Indstilling\n\nForvaltningen indstiller, at broen fornyes.\n\n"
FILES = {
    "dagsorden.md": f"# Dagsorden\n\n{HEAD}{CASE}{ADVICE}",
    "referat.md": f"# Referat\n\n{HEAD}Til stede: Asta Birk, Bo Lind\n\n{CASE}{ADVICE}### Beslutning\n\nGodkendt.\n",
    "tillæg.md": f"# Tillægsreferat\n\n{HEAD}## Punkt 1: Hegn\n\nHegnet står skævt.\n\n### Beslutning\n\nUdsat.\n",
}


def _public(home: Path) -> list[tuple[str, str]]:
    """Tell of every public item of which kind of document it is, and its title."""
    query = "SELECT d.kind, i.title FROM public_items i JOIN documents d ON d.id = i.document_id ORDER BY d.kind"
    with closing(sqlite3.connect(f"file:{home / 'referat.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


def test_each_item_of_a_meeting_is_public_once(tmp_path: Path, referat: Run) -> None:
    """The agenda's until the minutes are there and once they are withdrawn, the minutes' between; a supplement adds."""
    folder, home = tmp_path / "in" / "306", tmp_path / "home"
    folder.mkdir(parents=True)
    seen = []
    for names in (["dagsorden.md"], ["referat.md", "tillæg.md"]):
        for name in names:
            (folder / name).write_text(FILES[name], encoding="utf-8")
        assert referat("ingest", "in", "--home", home).returncode == 0
        seen.append(_public(home))
    told = referat("search", "rådden", "--home", home).stdout
    withdrawn = referat("withdraw", "306/referat.md", "--because", "fejl i referatet", "--home", home)

    assert seen == [
        [("dagsorden", "Gangbro ved Mosebækken")],
        [("referat", "Gangbro ved Mosebækken"), ("supplement", "Hegn")],
    ]
    assert "306/referat.md" in told
    assert "306/dagsorden.md" not in told
    assert withdrawn.returncode == 0, withdrawn.stderr
    assert _public(home) == [("dagsorden", "Gangbro ved Mosebækken"), ("supplement", "Hegn")]
