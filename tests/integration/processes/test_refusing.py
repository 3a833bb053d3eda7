"""A process that is told something wrong does not start, and says in one sentence what to set. Scenario O1."""

import socket
import subprocess
import sys

import pytest

from deploy.stack.service import ROOT
from tests.integration.processes.running import COMMANDS, nowhere, shows_a_secret, tried

WRONG = {
    "a missing setting": ({"REFERAT_BROKER_URL": ""}, ("REFERAT_BROKER_URL", "set it to")),
    "a setting that does not fit": ({"REFERAT_HTTP_PORT": "none"}, ("REFERAT_HTTP_PORT", "set it to")),
    "a password in an address": (
        {"REFERAT_BROKER_URL": "redis://:Hemmelig@broker:6379/0"},
        ("REFERAT_BROKER_URL", "without a password"),
    ),
    "a variable of Celery's own": ({"CELERY_BROKER_URL": "redis://elsewhere/0"}, ("CELERY_BROKER_", "unset it")),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_misspelt_setting_is_not_passed_over(name: str) -> None:
    """It ends with 2 and one sentence that names the right one, and no secret of the others."""
    code, said = tried(name, nowhere(name) | {"REFERAT_STORE_ULR": "http://store"})

    assert (code, len(said.splitlines())) == (2, 1)
    assert "REFERAT_STORE_ULR" in said
    assert "REFERAT_STORE_URL" in said
    assert not shows_a_secret(said)


@pytest.mark.parametrize("fault", WRONG)
def test_a_fault_is_one_sentence_with_its_cure(fault: str) -> None:
    """Whatever is wrong, it ends with 2, names the variable and the cure, and shows neither secret nor traceback."""
    wrong, told = WRONG[fault]
    code, said = tried("fetcher", nowhere("fetcher") | wrong)

    assert (code, len(said.splitlines())) == (2, 1)
    assert all(word in said for word in told)
    assert not shows_a_secret(said)
    assert "Hemmelig" not in said


@pytest.mark.parametrize("name", COMMANDS)
def test_a_taken_port_is_named(name: str) -> None:
    """It does not start beside another process that would be taken for it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = tried(name, nowhere(name) | {"REFERAT_HTTP_PORT": str(port)})

    assert code == 2
    assert f"127.0.0.1:{port}" in said
    assert "REFERAT_HTTP_PORT" in said
    assert "Traceback" not in said


def test_an_unknown_wall_is_named() -> None:
    """A parser that is told to stand behind a wall that there is not does not stand behind fewer."""
    code, said = tried("parser", nowhere("parser") | {"REFERAT_SANDBOX_REQUIRED": "files,moat"})

    assert (code, len(said.splitlines())) == (2, 1)
    assert all(word in said for word in ("REFERAT_SANDBOX_REQUIRED", "moat", "files"))


def test_a_sandbox_that_cannot_start_is_told() -> None:
    """A parser that can't have a child process ends before it takes any work, with a sentence and no traceback."""
    without_python = (
        "import sys; sys.executable = '/nowhere'; from services.parser.__main__ import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", without_python],
        env=nowhere("parser"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "no server can be started for the sandbox" in done.stderr
