"""What the services log, as a terminal shows it: one line for each finished task, and whatever went wrong."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from unicodedata import category

from rich.text import Text

_STYLES = {"done": "green", "postponed": "yellow", "failed": "red"}
_TOLD = {"working", "stopped", "back"}  # beside tasks: that a process works, ended, or found its server again


class Tail:
    """The new lines of the log files in a folder, whenever it is asked; half a line waits for its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, int] = {}

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the name of a log and a line of it, file by file."""
        for file in sorted(self._folder.glob("*.log")):
            with file.open("rb") as log:
                log.seek(self._read.get(file, 0))
                for line in log:
                    if not line.endswith(b"\n"):
                        break
                    self._read[file] = self._read.get(file, 0) + len(line)
                    yield file.stem, line.decode(errors="replace")


def shown(process: str, line: str) -> Text | None:
    """Spell one line of a log for people; none if they need not see it."""
    try:
        told = json.loads(line)
    except json.JSONDecodeError:
        told = None
    if not isinstance(told, dict):
        return Text(f"{'':8}  {process:9}  {_printable(line)}", style="red")  # no log line: a traceback, most often
    if told.get("event") == "task":
        return _task(told)
    if told.get("level") == "info" and told.get("event") not in _TOLD:
        return None
    more = {name: value for name, value in told.items() if name not in {"time", "level", "logger", "event", "service"}}
    said = " ".join([str(told.get("event")), *(f"{name}={value}" for name, value in more.items())])
    return Text(_printable(f"{_clock(told)}  {process:9}  {said}"), style="dim" if told.get("level") == "info" else "")


def _task(told: Mapping[str, Any]) -> Text:
    outcome = str(told.get("outcome"))
    seconds = told.get("seconds")
    cause = f"  {told['cause']}" if told.get("cause") else ""
    return Text.assemble(
        f"{_clock(told)}  {told.get('stage', ''):9}  ",
        (f"{outcome:9}", _STYLES.get(outcome, "")),
        f"  {seconds if isinstance(seconds, int | float) else 0:7.3f} s  {_printable(str(told.get('key')))}",
        (_printable(cause), "red"),
    )


def _clock(told: Mapping[str, Any]) -> str:
    try:
        return datetime.fromisoformat(str(told.get("time"))).astimezone().strftime("%H:%M:%S")
    except ValueError:
        return " " * 8


def _printable(text: str) -> str:
    """Take out what could steer a terminal: keys are what somebody called a file."""
    return "".join("\ufffd" if category(letter) in {"Cc", "Cs"} else letter for letter in text.rstrip("\n"))
