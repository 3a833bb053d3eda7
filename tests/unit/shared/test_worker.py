"""The loop of the services: what is missing gets done, what fails is left, and stop means stop."""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from threading import Event

import pytest

from shared.contract.facts import FileDropped
from shared.errors import StoreUnavailableError
from shared.objectstore.memory import MemoryStore
from shared.stage import Work
from shared.worker import Tally, sweep_until_stopped


class Copying:
    """A stage from one bucket to another, where the output is called like the input."""

    name = "copy"

    def __init__(self, *keys: str) -> None:
        moments = iter(range(100))
        self.source = MemoryStore("source", clock=lambda: datetime.fromtimestamp(next(moments), UTC))
        self.target = MemoryStore("target")
        for key in keys:
            self.source.put(key, b"x")

    def prefixes(self) -> Iterable[str]:
        """Name the prefixes of the source."""
        return self.source.top_level()

    def inputs(self, prefix: str) -> Iterator[Work]:
        """List the source."""
        for info in self.source.list(f"{prefix}/"):
            yield Work(input=info.key, output=info.key, since=info.last_modified)

    def standing(self, prefix: str) -> Collection[str]:
        """List the target."""
        return {info.key for info in self.target.list(f"{prefix}/")}

    def hint(self, work: Work) -> FileDropped:
        """Make a fact."""
        return FileDropped(trace_id="t", key=work.input)

    def copy(self, fact: FileDropped) -> None:
        """Do the work of one fact."""
        self.target.put(fact.key, self.source.get(fact.key))

    def once(self, handle: object = None) -> Tally:
        """Make one round."""
        doing = handle if callable(handle) else self.copy
        return sweep_until_stopped(self, doing, interval_seconds=0, stop=Event(), once=True)


def test_a_round_does_what_is_missing_and_the_next_one_nothing() -> None:
    """One round makes all that is missing; another finds nothing to do."""
    stage = Copying("165/a", "165/b", "751/a")

    assert stage.once() == Tally(done=3)
    assert stage.once() == Tally()
    assert Tally(done=3).is_clean


def test_one_bad_file_never_stops_the_others(caplog: pytest.LogCaptureFixture) -> None:
    """A task that fails in a way nobody foresaw is counted and told, without what the document says."""
    stage = Copying("165/a", "165/b", "165/c")

    def handle(fact: FileDropped) -> None:
        if fact.key == "165/a":
            raise ZeroDivisionError("Borgmesterens hemmelighed")
        stage.copy(fact)

    tally = stage.once(handle)

    assert tally == Tally(done=2, failed=1)
    assert not tally.is_clean
    (failed,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "hemmelighed" not in caplog.text + str(vars(failed))
    assert vars(failed)["cause"].startswith("ZeroDivisionError in handle")


def test_one_unreadable_object_does_not_end_the_round() -> None:
    """What can't be read now is left for the next round while the store answers for the others."""
    stage = Copying("165/a", "165/b")

    def handle(fact: FileDropped) -> None:
        if fact.key == "165/a":
            raise StoreUnavailableError("source", fact.key, "bad sector")
        stage.copy(fact)

    assert stage.once(handle) == Tally(done=1, postponed=1)


def test_a_store_that_goes_away_ends_the_round() -> None:
    """When the store itself is away nothing more is tried, and everything is still missing."""
    stage = Copying("165/a", "165/b", "165/c")
    tried = []

    def handle(fact: FileDropped) -> None:
        tried.append(fact.key)
        stage.source.away = True
        stage.copy(fact)

    tally = stage.once(handle)

    assert (tally.postponed, tally.done, tried) == (1, 0, ["165/a"])
    assert tally.away is not None
    assert "source" in tally.away


def test_a_store_that_is_away_is_waited_for_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    """However many rounds find the store away, one line says so and one that it is back."""
    caplog.set_level(logging.INFO)
    stage = Copying("165/a")
    stage.source.away = True
    stop = Rounds(5, before={3: lambda: setattr(stage.source, "away", False)})

    tally = sweep_until_stopped(stage, stage.copy, interval_seconds=0, stop=stop)

    assert tally == Tally(done=1)
    assert [record.message for record in caplog.records if record.message in {"waiting", "back"}] == ["waiting", "back"]


def test_stop_lets_the_running_task_finish() -> None:
    """After stop the task in hand is finished and no other is begun."""
    stage = Copying("165/a", "165/b", "751/a")
    stop = Event()

    def handle(fact: FileDropped) -> None:
        stop.set()
        stage.copy(fact)

    tally = sweep_until_stopped(stage, handle, interval_seconds=60, stop=stop)

    assert tally == Tally(done=1)
    assert [info.key for info in stage.target.list()] == ["165/a"]


def test_each_task_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """A line names stage, key, outcome and duration."""
    caplog.set_level(logging.INFO)
    Copying("165/a").once()

    (line,) = [vars(record) for record in caplog.records]
    assert (line["message"], line["stage"], line["key"], line["outcome"]) == ("task", "copy", "165/a", "done")
    assert line["seconds"] >= 0


class Rounds(Event):
    """A stop signal that comes after so many waits, with something done before some of them."""

    def __init__(self, rounds: int, before: dict[int, object]) -> None:
        super().__init__()
        self._rounds = rounds
        self._before = before

    def wait(self, timeout: float | None = None) -> bool:
        """Count one wait."""
        del timeout
        self._rounds -= 1
        if callable(doing := self._before.get(self._rounds)):
            doing()
        if not self._rounds:
            self.set()
        return self.is_set()
