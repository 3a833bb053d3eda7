"""What rests is known without asking for every task, and stays known while the store is away."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from shared.objectstore.memory import MemoryStore
from shared.objectstore.port import ObjectInfo
from shared.operating import Operator
from shared.pausing import LOOK_SECONDS, Pauses

NOW = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)


class Counting(MemoryStore):
    """A bucket that counts how often it is listed."""

    listed = 0

    def list(self, prefix: str = "", *, deep: bool = True, deleted: bool = False) -> Iterator[ObjectInfo]:
        """List it."""
        self.listed += 1
        return super().list(prefix, deep=deep, deleted=deleted)


class Desk:
    """A process that knows the pauses of an archive, and a clock."""

    def __init__(self) -> None:
        self.archive = Counting("archive")
        self.operator = Operator(self.archive)
        self.now = 100.0
        self.pauses = Pauses(self.operator, clock=lambda: self.now)

    def after(self, seconds: float) -> frozenset[str]:
        """Let time pass and ask."""
        self.now += seconds
        return self.pauses()


def test_a_pause_is_known_from_the_first_question_on() -> None:
    """A process that starts while its stage rests does nothing before it knows."""
    desk = Desk()
    desk.operator.pause("parse", "a new release", NOW)

    assert desk.pauses() == {"parse"}


def test_what_has_changed_is_known_some_seconds_later() -> None:
    """However often it is asked, the archive is listed every few seconds."""
    desk = Desk()
    assert [desk.after(0) for _ in range(100)] == [frozenset()] * 100
    desk.operator.pause("parse", "a new release", NOW)

    assert desk.after(LOOK_SECONDS / 2) == frozenset()
    assert desk.after(LOOK_SECONDS / 2) == {"parse"}
    assert desk.archive.listed == 2
    desk.operator.resume("parse")
    assert desk.after(LOOK_SECONDS) == frozenset()


def test_a_store_that_is_away_ends_no_pause(caplog: pytest.LogCaptureFixture) -> None:
    """What rested rests on, it is not asked more often, and one line says so each time that it goes."""
    caplog.set_level(logging.WARNING)
    desk = Desk()
    desk.operator.pause("parse", "a new release", NOW)
    desk.after(0)
    desk.archive.away = True

    assert [desk.after(LOOK_SECONDS) for _ in range(3)] == [{"parse"}] * 3
    asked = desk.archive.listed
    desk.after(LOOK_SECONDS / 2)
    assert desk.archive.listed == asked
    desk.archive.away = False
    desk.operator.resume("parse")
    assert desk.after(LOOK_SECONDS) == frozenset()
    desk.archive.away = True
    desk.after(LOOK_SECONDS)
    assert [record.message for record in caplog.records] == ["pauses unknown"] * 2
