"""``referat parse``: one line of JSON for each file, in order, whatever the files are."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import jsonschema
import pytest

from tests.e2e.conftest import REFERAT, ROOT, SAMPLES, Run, environment

GOOD = SAMPLES / "306/social-og-sundhed-2023-05-08.txt"
PDF = SAMPLES / "329/kultur-og-fritid-2023-03-14.pdf"
BAD = SAMPLES / "482/bilag-takstblad-sejlerhuset.txt"


def test_lines_come_in_the_order_given(referat: Run) -> None:
    """A slow file first does not let the others past."""
    files = [str(path) for path in (PDF, BAD, GOOD, PDF, GOOD)]
    answer = referat("parse", *files)
    lines = [json.loads(line) for line in answer.stdout.splitlines()]

    assert [line["source"] for line in lines] == files
    assert ["record" in line for line in lines] == [True, False, True, True, True]


def test_the_record_keeps_the_published_schema(referat: Run) -> None:
    """What is printed is what the schema promises."""
    schema = json.loads((ROOT / "shared/contract/schemas/referat-1.schema.json").read_text(encoding="utf-8"))
    for line in referat("parse", GOOD, PDF).stdout.splitlines():
        jsonschema.validate(json.loads(line)["record"], schema)


def test_the_exit_code_tells_of_rejections(referat: Run) -> None:
    """0 where all were parsed, 1 where any was rejected."""
    assert referat("parse", GOOD).returncode == 0
    assert referat("parse", GOOD, BAD).returncode == 1


def test_a_missing_file_among_others_parses_nothing(referat: Run) -> None:
    """All names are checked first."""
    answer = referat("parse", GOOD, "nowhere.pdf")

    assert answer.returncode == 2
    assert answer.stdout == ""


def test_the_source_is_the_path_as_given(tmp_path: Path, referat: Run) -> None:
    """A path is not tidied up on its way to the output."""
    (tmp_path / "a b æ.txt").write_bytes(GOOD.read_bytes())
    answer = referat("parse", ".//a b æ.txt")

    assert json.loads(answer.stdout)["source"] == ".//a b æ.txt"


def test_an_empty_file_is_rejected_as_empty(tmp_path: Path, referat: Run) -> None:
    """Nothing in it is a reason of its own."""
    (tmp_path / "nothing.pdf").touch()
    answer = referat("parse", "nothing.pdf")

    assert answer.returncode == 1
    assert json.loads(answer.stdout)["rejected"]["reason"] == "empty"


def test_a_reader_that_goes_away_is_no_drama() -> None:
    """A reader that takes one line and leaves, as `head -1` does, gets no complaint."""
    run = _start("parse", *[GOOD] * 30)
    assert run.stdout
    assert run.stderr
    first = run.stdout.readline()
    run.stdout.close()
    complaint = run.stderr.read()
    run.stderr.close()

    assert json.loads(first)["record"]
    assert run.wait(timeout=60) == 141
    assert complaint == b""


def test_ctrl_c_leaves_no_child_behind() -> None:
    """An interrupted parse ends with 130 and takes its children with it."""
    run = _start("parse", *[PDF] * 200)
    assert run.stdout
    run.stdout.readline()
    os.killpg(run.pid, signal.SIGINT)
    _, complaint = run.communicate(timeout=60)
    time.sleep(0.2)  # a child that was killed is gone as soon as init has taken note

    assert run.returncode == 130
    assert b"Traceback" not in complaint
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


def _start(*arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [REFERAT, *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
