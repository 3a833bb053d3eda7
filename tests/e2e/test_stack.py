"""``make stack``: the production shape on this machine, from a municipality's file to rows and receipt, and its end."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
from minio import Minio

from deploy.stack.guide import ROWS
from tests.e2e.receipts import receipt_of
from tests.processes import descendants, left, living
from tests.servers import miss

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "demo/samples/306/social-og-sundhed-2023-05-08.txt"
PATIENCE_SECONDS = 120  # a busy machine is no failure

T = TypeVar("T")


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Make the folder for everything temporary; the database's own user must come in where root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="referat-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def _stack(scratch: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the stack, and give it with what it said until it stood."""
    environ = os.environ | {"TMPDIR": str(scratch), "REFERAT_FETCHER_THREADS": "not for the stack"}
    with subprocess.Popen(
        [sys.executable, "-m", "deploy.stack", *arguments],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        said = ""
        try:
            while "It stands" not in said:
                if not (line := process.stdout.readline()):
                    complaint = process.stderr.read()
                    if "install the package" in complaint:
                        miss(complaint)
                    pytest.fail(f"the stack did not start: {complaint}")
                said += line
            yield process, said
        finally:
            if process.poll() is None:
                process.kill()


def _found(pattern: str, said: str) -> str:
    match = re.search(pattern, said)
    assert match, f"{pattern} is not in {said}"
    return match[1]


def _client(said: str, user: str) -> Minio:
    """Make the client that the printed lines speak of."""
    secrets = json.loads(Path(_found(r"secrets +(\S+)", said)).read_text(encoding="utf-8"))
    return Minio(
        endpoint=_found(r"store +http://(\S+)", said),
        access_key=user,
        secret_key=secrets["store"][user],
        secure=False,
        region="us-east-1",
    )


def _until(ask: Callable[[], T | None]) -> T:
    """Ask again and again until there is an answer."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (answer := ask()) is None:
        assert time.monotonic() < deadline, f"nothing after {PATIENCE_SECONDS} seconds"
        time.sleep(0.1)
    return answer


def test_a_file_becomes_rows_and_a_receipt_and_ctrl_c_leaves_nothing(scratch: Path) -> None:
    """What a municipality's own S3 client drops is found by sweeps alone, told, and can be queried."""
    with _stack(scratch) as (process, said):
        mine = _client(said, "k165")
        began = time.monotonic()
        mine.fput_object(bucket_name="drop", object_name="165/æ referat.txt", file_path=str(SAMPLE))
        receipt = _until(lambda: receipt_of(mine, "165/æ referat.txt"))
        print(f"drop to receipt: {time.monotonic() - began:.1f} s")  # noqa: T201 - pytest -s shows it
        with psycopg.connect(_found(r"(postgresql://reader:\S+)", said)) as connection:
            rows = connection.execute(ROWS).fetchall()
        everyone = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        rest, complaint = process.communicate(timeout=PATIENCE_SECONDS)

        assert "Kvittering for æ referat.txt" in receipt
        assert rows
        assert len(everyone) > 7
        assert "done" in rest
        assert (process.returncode, complaint) == (0, "")
        assert living(everyone) == set()
        assert list(scratch.iterdir()) == []


def test_a_kept_home_is_gone_on_with_even_after_kill_9(scratch: Path) -> None:
    """Killed with -9 it leaves no process; the next stack of its folder has the same users, objects and rows."""
    home = scratch / "home"
    with _stack(scratch, "--home", str(home)) as (process, said):
        mine = _client(said, "k165")
        mine.fput_object(bucket_name="drop", object_name="165/a.txt", file_path=str(SAMPLE))
        before = _until(lambda: receipt_of(mine, "165/a.txt"))
        everyone = descendants(process.pid)
        process.kill()
        process.wait()
        assert left(everyone) == set()
    with _stack(scratch, "--home", str(home), "--for", "1") as (process, said_again):
        receipt = receipt_of(_client(said_again, "k165"), "165/a.txt")
        with psycopg.connect(_found(r"(postgresql://reader:\S+)", said_again)) as connection:
            rows = connection.execute(ROWS).fetchall()
        _, complaint = process.communicate(timeout=PATIENCE_SECONDS)

        assert receipt == before
        assert rows
        assert (process.returncode, complaint) == (0, "")
        assert [path.name for path in scratch.iterdir()] == ["home"]


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (("--set", "REFERAT_SWEEP_SECOND=1"), "the nearest is REFERAT_SWEEP_SECONDS"),
        (("--set", "REFERAT_SWEEP_SECONDS"), "write NAME=VALUE"),
        (("--mischief", "lost=2"), "write NAME=SHARE"),
    ],
)
def test_a_wrong_setting_is_one_sentence_and_starts_nothing(
    scratch: Path, arguments: tuple[str, ...], cure: str
) -> None:
    """It is refused before any server is started, and nothing is left behind."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy.stack", *arguments],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(scratch)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("stack: ")
    assert done.stderr.count("\n") == 1
    assert cure in done.stderr
    assert list(scratch.iterdir()) == []
