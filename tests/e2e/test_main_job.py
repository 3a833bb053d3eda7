"""The main job: from files in a folder to rows that anyone can query, through the installed command."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.building.marked import script_of
from tests.building.word import word_document
from tests.e2e.conftest import SAMPLES, Run, objects, rows


@pytest.fixture
def home(tmp_path: Path, referat: Run) -> Path:
    """Ingest the samples of the demo."""
    answer = referat("ingest", SAMPLES, "--home", "home")
    assert answer.returncode == 0, answer.stderr
    return tmp_path / "home"


def test_the_samples_become_rows(home: Path) -> None:
    """Every sample ends as a delivery, and every agenda item as a row with its place."""
    found = rows(home)

    assert len(found["deliveries"]) == 7
    assert len(found["documents"]) == len(found["meetings"]) == 5
    assert len(found["agenda_items"]) == 7 + 5 + 9 + 7 + 7
    assert found["decisions"]


def test_the_summary_counts_what_was_done_and_names_what_was_rejected(tmp_path: Path, referat: Run) -> None:
    """A user reads at the end how much became what, and which file did not and why."""
    answer = referat("ingest", SAMPLES, "--home", tmp_path / "home")

    assert answer.returncode == 0
    for words in ("7", "5", "35", "not_minutes", "unsupported_type", "bilag-takstblad-sejlerhuset.txt"):
        assert words in answer.stdout


def test_the_second_run_does_nothing_and_says_so(home: Path, referat: Run) -> None:
    """Ingesting the same folder again changes no object and no row."""
    before = objects(home), rows(home)
    answer = referat("ingest", SAMPLES, "--home", home)

    assert answer.returncode == 0
    assert "nothing to do" in (answer.stdout + answer.stderr).lower()
    assert (objects(home), rows(home)) == before


def test_a_home_may_be_called_anything(tmp_path: Path, referat: Run) -> None:
    """A home whose name means something in a URL is a folder like any other, and its database lies in it."""
    home = tmp_path / "hjem ?a=1#b%20ø"
    answer = referat("ingest", SAMPLES / "846", "--municipality", "846", "--home", home)

    assert answer.returncode == 0, answer.stderr
    assert (home / "referat.db").is_file()
    assert referat("search", "blomster", "--home", home).returncode == 0


def test_a_word_document_is_taken_like_any_other(tmp_path: Path, referat: Run) -> None:
    """The same minutes give the same rows, whatever program wrote the file."""
    sample = SAMPLES / "846" / "natur-og-klima-2023-09-12.md"
    (tmp_path / "846").mkdir()
    (tmp_path / "846" / "referat.docx").write_bytes(word_document(script_of("referat", sample.read_text("utf-8"))))

    assert referat("ingest", "846", "--municipality", "846", "--home", "word").returncode == 0
    assert referat("ingest", sample, "--municipality", "846", "--home", "text").returncode == 0
    word, text = (sorted(row[2:5] for row in rows(tmp_path / home)["agenda_items"]) for home in ("word", "text"))

    assert word == text != []


def test_a_new_version_of_a_file_is_taken(home: Path, tmp_path: Path, referat: Run) -> None:
    """A file with the same name and other bytes is a new version; the old one stays in the archive."""
    source = SAMPLES / "482/kommunalbestyrelsen-2023-06-19.txt"
    changed = tmp_path / "in/482" / source.name
    changed.parent.mkdir(parents=True)
    changed.write_text(source.read_text(encoding="utf-8").replace("Færgerådet", "Havnerådet"), encoding="utf-8")
    answer = referat("ingest", tmp_path / "in", "--home", home)

    assert answer.returncode == 0
    assert len(rows(home)["deliveries"]) == 8
    assert "Havnerådet" in referat("search", "Havnerådet", "--home", home).stdout


def test_a_search_shows_the_sentence_and_its_place(home: Path, referat: Run) -> None:
    """A hit names the municipality, body, date and item, marks the words and says where they stand."""
    answer = referat("search", "ladcykler", "--home", home)

    assert answer.returncode == 0
    for words in (
        "Odsherred",
        "Social- og Sundhedsudvalget",
        "2023-05-08",
        "**ladcykler**",
        "social-og-sundhed",
    ):
        assert words in answer.stdout


def test_a_search_knows_the_page(home: Path, referat: Run) -> None:
    """A hit in a PDF says on which page it stands."""
    answer = referat("search", "Skolevangen", "--home", home)

    assert answer.returncode == 0
    assert "page 2" in answer.stdout


def test_a_search_without_hits_says_so(home: Path, referat: Run) -> None:
    """Nothing found is exit code 1 and a sentence, not silence."""
    answer = referat("search", "enhjørning", "--home", home)

    assert answer.returncode == 1
    assert "enhjørning" in answer.stdout + answer.stderr


def test_status_tells_what_is_where_and_what_was_rejected(home: Path, referat: Run) -> None:
    """The state of a home can be read without knowing its insides."""
    answer = referat("status", "--home", home)

    assert answer.returncode == 0
    for words in ("drop", "archive", "items", "receipts", "not_minutes", "moedekalender-2024.json"):
        assert words in answer.stdout


@pytest.mark.parametrize("how", ["emptied", "deleted"])
def test_a_rebuild_fills_the_database_row_by_row(home: Path, referat: Run, how: str) -> None:
    """A database that was emptied or deleted is equal after a rebuild, in every row of every table."""
    before = rows(home)
    if how == "deleted":
        for path in home.glob("referat.db*"):
            path.unlink()
    else:
        _empty(home / "referat.db")
    answer = referat("rebuild", "--home", home)

    assert answer.returncode == 0, answer.stderr
    assert "7" in answer.stdout
    assert rows(home) == before


def test_deleted_items_are_made_again_by_the_sweep(home: Path, referat: Run) -> None:
    """Without its items a home is not complete; the next run parses the archive again."""
    before = objects(home), rows(home)
    shutil.rmtree(home / "items")
    status = referat("status", "--home", home)
    answer = referat("ingest", SAMPLES, "--home", home)
    after = objects(home)

    assert "7" in status.stdout
    assert answer.returncode == 0
    assert {name for name in after if name.startswith("items/")} == {
        name for name in before[0] if name.startswith("items/")
    }
    assert len(rows(home)["agenda_items"]) == len(before[1]["agenda_items"])


def _empty(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for (name,) in names:
            if name not in {"alembic_version", "sqlite_sequence"} and not name.startswith("passages"):
                connection.execute(f'DELETE FROM "{name}"')  # noqa: S608  # names that SQLite itself told
        connection.commit()
