"""What the terminal of a stack shows of its services' logs."""

import json
from pathlib import Path

import pytest

from deploy.stack.watching import Tail, shown

TASK = {
    "time": "2026-11-25T17:38:44.123+00:00",
    "level": "info",
    "event": "task",
    "stage": "fetch",
    "key": "165/a.txt",
    "outcome": "done",
    "seconds": 0.25,
}


def _shown(**told: object) -> str | None:
    text = shown("fetcher", json.dumps(told))
    return text.plain if text else None


def test_a_task_is_one_line() -> None:
    """Time, stage, outcome, seconds and key, and the cause if there is one."""
    fine, failed = _shown(**TASK), _shown(**TASK | {"outcome": "postponed", "cause": "the store is away"})

    assert fine
    assert fine[2] == ":"
    assert fine[8:] == "  fetch      done         0.250 s  165/a.txt"
    assert failed
    assert failed.endswith("postponed    0.250 s  165/a.txt  the store is away")


@pytest.mark.parametrize(
    ("level", "event", "is_shown"),
    [("info", "listening", False), ("info", "working", True), ("warning", "waiting", True), ("error", "x", True)],
)
def test_beside_tasks_only_what_matters_is_shown(level: str, event: str, *, is_shown: bool) -> None:
    """Warnings and errors are; of the rest only that a process works, ended, or found its server again."""
    assert (_shown(level=level, event=event, cause="why") is not None) == is_shown


def test_a_traceback_is_shown_as_it_stands() -> None:
    """What is no log line is most often why a process ended."""
    text = shown("parser", "Traceback (most recent call last):\n")

    assert text
    assert text.plain.endswith("parser     Traceback (most recent call last):")


@pytest.mark.parametrize(
    "line", ["\x1b[2J", json.dumps(TASK | {"key": "165/\x1b[2J"}), json.dumps(TASK | {"seconds": "x"})]
)
def test_nothing_steers_the_terminal(line: str) -> None:
    """Control characters are shown as such, and odd values stop nothing."""
    text = shown("parser", line)

    assert text
    assert "\x1b" not in text.plain


def test_a_tail_yields_whole_lines_once(tmp_path: Path) -> None:
    """Half a line waits for its end, and a log that appears later is read, too."""
    tail = Tail(tmp_path)
    first, second = tmp_path / "fetcher.log", tmp_path / "parser-2.log"
    first.write_text("one\ntw", encoding="utf-8")

    assert list(tail.lines()) == [("fetcher", "one\n")]
    first.write_text("one\ntwo\n", encoding="utf-8")
    second.write_text("three\n", encoding="utf-8")
    assert list(tail.lines()) == [("fetcher", "two\n"), ("parser-2", "three\n")]
    assert list(tail.lines()) == []
