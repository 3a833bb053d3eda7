"""Runs that meet trouble: two at once, Ctrl-C, bad files, wrong usage."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import REFERAT, SAMPLES, Run, environment, objects, rows

PATIENCE_SECONDS = 60


def _start(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [REFERAT, *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a Ctrl-C reaches the whole group, as on a terminal, and not the tests
    )


def _many(folder: Path, count: int) -> Path:
    """Lay out many copies of a sample, each with its own bytes."""
    source = (SAMPLES / "306/social-og-sundhed-2023-05-08.txt").read_text(encoding="utf-8")
    (folder / "306").mkdir(parents=True)
    for number in range(count):
        changed = source.replace("Solgården", f"Solgården {number}")
        (folder / "306" / f"minutes-{number:03}.txt").write_text(changed, encoding="utf-8")
    return folder


def test_two_runs_at_once_do_the_work_once(tmp_path: Path) -> None:
    """The second run waits, says so, and finds nothing to do."""
    source, home = _many(tmp_path / "in", 40), tmp_path / "home"
    runs = [_start("ingest", source, "--home", home) for _ in range(2)]
    outputs = ["".join(run.communicate(timeout=PATIENCE_SECONDS)).lower() for run in runs]

    assert [run.returncode for run in runs] == [0, 0]
    assert sum("waiting" in output for output in outputs) == 1
    assert sum("nothing to do" in output for output in outputs) == 1
    assert len(rows(home)["deliveries"]) == 40


def test_ctrl_c_leaves_nothing_broken(tmp_path: Path, referat: Run) -> None:
    """A run that is interrupted ends with 130 and no child left; the next goes on to the same end."""
    source, home = _many(tmp_path / "in", 150), tmp_path / "home"
    run = _start("ingest", source, "--home", home)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and not any(key.startswith("items/") for key in objects(home)):
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGINT)
    _, complaint = run.communicate(timeout=PATIENCE_SECONDS)
    undone = 150 - sum(name.startswith("items/") for name in objects(home))

    assert run.returncode == 130
    assert "Traceback" not in complaint
    assert undone > 0
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)

    answer = referat("ingest", source, "--home", home)

    assert answer.returncode == 0, answer.stderr
    assert len(rows(home)["deliveries"]) == 150


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, referat: Run) -> None:
    """Empty, cut off, binary and hostile names end as results beside the good ones."""
    folder = tmp_path / "in" / "306"
    shutil.copytree(SAMPLES / "306", folder)
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "cut.pdf").write_bytes((SAMPLES / "329/kultur-og-fritid-2023-03-14.pdf").read_bytes()[:3000])
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 20)
    (folder / "æ ø %2F @ +.txt").write_text("Kære alle. Der er kage i kantinen.", encoding="utf-8")
    answer = referat("ingest", tmp_path / "in", "--home", "home")
    outcomes = [row for row in rows(tmp_path / "home")["deliveries"] if "rejected" in row]

    assert answer.returncode == 0
    assert len(outcomes) == 4
    for words in ("empty.pdf", "cut.pdf", "noise.bin", "æ ø %2F @ +.txt"):
        assert words in answer.stdout


def test_a_file_without_a_municipality_takes_it_from_its_text(tmp_path: Path, referat: Run) -> None:
    """What nobody named goes under _ukendt, and the record says whose it is."""
    referat("ingest", SAMPLES / "482/kommunalbestyrelsen-2023-06-19.txt", "--home", "home")
    answer = referat("search", "bytteskur", "--home", "home")

    assert "Langeland" in answer.stdout
    assert any(name.startswith("drop/_ukendt/") for name in objects(tmp_path / "home"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ingest", "nowhere"), "nowhere does not exist"),
        (("ingest", ".", "--municipality", "0306"), "306 (Odsherred)"),
        (("search", "kage"), "referat ingest"),
        (("status", "--home", "nowhere"), "nowhere is no home"),
        (("rebuild", "--home", "nowhere"), "nowhere is no home"),
        (("parse", "nowhere.pdf"), "nowhere.pdf does not exist"),
        (("parse", "."), "is not a file"),
        (("search",), "WORDS"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(
    tmp_path: Path, referat: Run, arguments: tuple[str, ...], words: str
) -> None:
    """A mistake is told with the thing that is wrong and the cure, and nothing is done."""
    answer = referat(*arguments)

    assert answer.returncode == 2
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_every_command_teaches_itself(referat: Run) -> None:
    """Help has examples, and the version is told."""
    for command in ("ingest", "search", "status", "rebuild", "parse"):
        assert f"referat {command}" in referat(command, "--help").stdout

    assert referat("--version").stdout.startswith("referat ")
