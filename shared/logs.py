"""Logs: one line of JSON per event, on standard error, for machines first.

A line holds keys, outcomes and durations, never a document's text or a credential. A key is what a
municipality called a file, and people put personal numbers into names: they are masked here, once.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any, TextIO

_PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[-_ ]?\d{4}(?!\d)")
_LESS = {
    "urllib3": logging.ERROR,  # warns of every retry; a store that is away is said once, by who waits for it
    "celery": logging.WARNING,  # tells of every message; our own line tells of every task
    "kombu": logging.WARNING,
    "alembic": logging.WARNING,
}
_OWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Spells a record as one line of JSON: time, level, logger, event, and whatever ``extra`` held."""

    def format(self, record: logging.LogRecord) -> str:
        """Spell one record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in _OWN},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps({name: _masked(value) for name, value in line.items()}, default=str)


def configure(stream: TextIO, level: int = logging.INFO) -> None:
    """Send all logs of this process to ``stream`` as JSON."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for logger, least in _LESS.items():
        logging.getLogger(logger).setLevel(least)


def _masked(value: Any) -> Any:
    return _PERSONAL_NUMBER.sub("######-####", value) if isinstance(value, str) else value
