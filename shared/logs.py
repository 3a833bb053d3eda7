"""Logs: one line of JSON per event, on standard error, for machines first.

A line holds keys, outcomes and durations, never a document's text or a credential. A key is what a
municipality called a file, and people put personal numbers into names: they are masked here, once.
"""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from shared import personal_numbers

_LESS = {
    "urllib3": logging.ERROR,  # warns of every retry; a store that is away is said once, by who waits for it
    "celery": logging.WARNING,  # tells of every message; our own line tells of every task
    "celery.worker.consumer.consumer": logging.CRITICAL,  # of every attempt to reach a broker that our watch told of
    "kombu": logging.WARNING,
    "alembic": logging.WARNING,
    "uvicorn": logging.WARNING,
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
        return json.dumps(_masked(line), default=str)


def configure(stream: TextIO, level: int = logging.INFO) -> None:
    """Send all logs of this process to ``stream`` as JSON."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for logger, least in _LESS.items():
        logging.getLogger(logger).setLevel(least)


def _masked(value: Any) -> Any:
    """Mask what may be a personal number, at any depth: libraries log nested things."""
    match value:
        case str():
            return personal_numbers.mask(value)
        case Mapping():
            return {_masked(str(name)): _masked(each) for name, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked(each) for each in value]
        case None | bool() | int() | float():
            return value
        case _:
            return _masked(str(value))
