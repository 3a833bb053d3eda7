"""Minutes as LibreOffice and python-docx write them: nothing is lost, and lists have the numbers that are printed."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path

import pytest

from services.parser.reading.docx import read_docx
from services.parser.reading.joining import is_contents_line
from services.parser.reading.model import Line
from services.parser.reading.odt import read_odt
from services.parser.reading.tables import Item, texts
from services.parser.reading.text import read_text
from tests.integration.parser.office_minutes import converted, number_of, open_document, word_document

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
REAL = sorted((SHARED / "real").glob("*.txt"))
INVENTED = sorted(path for path in (ROOT / "demo" / "samples").glob("*/*") if path.suffix in {".md", ".txt"})
SCORE = SHARED / "tools" / "score.py"
READERS = {"docx": read_docx, "odt": read_odt}
BESIDE = pytest.mark.skipif(not REAL, reason="the real minutes (../shared) do not lie beside the project")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write all minutes that there are with LibreOffice, as a Word document and as an OpenDocument text."""
    folder = tmp_path_factory.mktemp("office")
    files = []
    for path in (*INVENTED, *REAL):
        files.append(folder / f"{path.stem}.fodt")
        files[-1].write_text(open_document(read_text(path.read_bytes())[1].items), encoding="utf-8")
    converted(files, folder, "odt", "docx")
    return folder


def read_back(folder: Path, stem: str, suffix: str) -> tuple[Item, ...]:
    """Read a file of LibreOffice's."""
    pages, furniture = READERS[suffix]((folder / f"{stem}.{suffix}").read_bytes())
    assert furniture[0] == "Fyrby Kommune"
    return pages[0].items


def share(wanted: Iterable[Hashable], found: Iterable[Hashable]) -> float:
    """Say how much of what is wanted was found."""
    counted = Counter(wanted)
    return (counted & Counter(found)).total() / counted.total() if counted else 1.0


def check(wanted: tuple[Item, ...], found: tuple[Item, ...]) -> None:
    """Compare what was read with what was written: the bars that reading must keep."""
    lines, read = ([item for item in items if isinstance(item, Line)] for items in (wanted, found))

    assert share(" ".join(texts(wanted)).split(), " ".join(texts(found)).split()) >= 0.998
    assert share(" ".join(texts(found)).split(), " ".join(texts(wanted)).split()) >= 0.998
    assert share(*([item.text for item in items if number_of(item) is not None] for items in (lines, read))) == 1.0
    assert share(*([item.text for item in items if _is_listed(item)] for items in (lines, read))) == 1.0
    assert share(*([item.rows for item in items if not isinstance(item, Line)] for items in (wanted, found))) == 1.0
    assert share(*([(item.text, item.level) for item in items if item.level] for items in (lines, read))) >= 0.99


def _is_listed(line: Line) -> bool:
    return "\t" in line.text or is_contents_line(line.text)


@pytest.mark.parametrize("suffix", ["docx", "odt"])
@pytest.mark.parametrize("path", [*INVENTED, *REAL], ids=lambda path: path.stem)
def test_what_libreoffice_writes_is_read_as_it_was_meant(written: Path, path: Path, suffix: str) -> None:
    """Words, numbers of lists, contents lists, rows of tables and headings."""
    check(read_text(path.read_bytes())[1].items, read_back(written, path.stem, suffix))


@pytest.mark.parametrize("path", [*INVENTED, *REAL], ids=lambda path: path.stem)
def test_what_python_docx_writes_is_read_as_it_was_meant(path: Path) -> None:
    """Words, numbers of lists, contents lists, rows of tables and headings."""
    wanted = read_text(path.read_bytes())[1].items

    check(wanted, read_docx(word_document(wanted))[0][0].items)


@BESIDE
@pytest.mark.parametrize("suffix", ["docx", "odt"])
def test_real_minutes_give_the_facts_that_their_text_gives(written: Path, suffix: str) -> None:
    """By the labels made by hand, from the command line."""
    scores = {
        kind: _score([path.with_suffix("") for path in REAL], folder, kind)
        for folder, kind in ((SHARED / "real", "txt"), (written, suffix))
    }

    assert scores[suffix] >= max(0.97, scores["txt"] - 0.02)


def _score(stems: Sequence[Path], folder: Path, suffix: str) -> float:
    files = [str(folder / f"{stem.name}.{suffix}") for stem in stems]
    command = [sys.executable, "-m", "services.cli", "parse", *files]
    answers = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=120).stdout
    results = "".join(
        f"{json.dumps(json.loads(line) | {'source': f'{stem.name}.txt'})}\n"
        for stem, line in zip(stems, answers.splitlines(), strict=True)
    )
    command = [sys.executable, str(SCORE), str(SHARED / "real"), "/dev/stdin"]
    told = subprocess.run(command, input=results, check=True, capture_output=True, text=True, timeout=60).stdout
    score = re.search(r"micro F1 ([\d.]+)", told)
    assert score is not None
    return float(score[1])
