"""Nothing happens at import."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.processes.importing import is_happening

ROOT = Path(__file__).parents[3]


def test_importing_everything_does_nothing() -> None:
    """No module opens a socket, writes a file, or starts a thread or process before anybody calls it."""
    command = (sys.executable, "-B", "-m", "tests.integration.processes.importing")
    done = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=True, timeout=60)
    *happened, count = done.stdout.splitlines()

    assert happened == []
    assert int(count.split()[0]) > 100
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("event", "arguments", "told"),
    [
        ("open", ("x", "w", 0o1101), True),
        ("open", ("x", "r", 0), False),
        ("socket.connect", (None, ("127.0.0.1", 80)), True),
        ("_thread.start_new_thread", (print, (), {}), True),
        ("import", ("json", None), False),
    ],
)
def test_what_happens_is_noticed(event: str, arguments: tuple[object, ...], told: bool) -> None:  # noqa: FBT001
    """The look-out above tells reading from doing."""
    assert is_happening(event, arguments) is told
