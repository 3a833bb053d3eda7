"""The task boundary: whatever a task does ends as one of three outcomes and one line of log."""

import logging
from collections.abc import Callable

import pytest
from prometheus_client import CollectorRegistry

from shared.contract.facts import Fact, FileArchived, FileDropped, Lane
from shared.errors import BrokerUnavailableError, ContractError, StoreUnavailableError
from shared.metrics import HintMetrics, TaskMetrics
from shared.queue.publisher import Publisher, RecordingPublisher
from shared.task import Task, TaskOutcome

WORDS = "Borgmesterens hemmelighed"
FACT = FileDropped(trace_id="t", key="165/a.pdf", lane=Lane.SWEEP)
TOLD = FileArchived(trace_id="t", key="raw/165/a.pdf@1", lane=Lane.SWEEP)


class Broken:
    """A publisher that raises."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def publish(self, fact: Fact) -> None:
        """Raise."""
        del fact
        raise self._error


class Desk:
    """One task, what it has told, and what was counted."""

    def __init__(self, handle: Callable[[FileDropped], Fact | None], publisher: Publisher | None = None) -> None:
        self.registry = CollectorRegistry()
        self.told = RecordingPublisher()
        self.resting: set[str] = set()
        self.task = Task(
            stage="fetch",
            handle=handle,
            publisher=publisher or self.told,
            metrics=TaskMetrics(self.registry),
            hints=HintMetrics(self.registry),
            resting=lambda: self.resting,
        )

    def run(self) -> TaskOutcome:
        """Do the task once."""
        return self.task.run(FACT)

    def count(self, name: str, stage: str = "fetch", **labels: str) -> float | None:
        """Read one metric."""
        return self.registry.get_sample_value(f"referat_{name}", {"stage": stage, **labels})


def _raising(error: BaseException) -> Callable[[FileDropped], Fact | None]:
    def handle(_: FileDropped) -> Fact | None:
        raise error

    return handle


def _line(caplog: pytest.LogCaptureFixture) -> dict[str, object]:
    (line,) = [vars(record) for record in caplog.records if record.message == "task"]
    return line


def test_a_done_task_tells_what_has_happened(caplog: pytest.LogCaptureFixture) -> None:
    """It is counted, told to whoever hears it, and written down with key, lane, trace, outcome and duration."""
    caplog.set_level(logging.INFO)
    desk = Desk(lambda _: TOLD)

    assert desk.run() is TaskOutcome.DONE
    assert (desk.told.facts, desk.told.queues) == ([TOLD], ["parse.sweep"])
    line = _line(caplog)
    assert (line["stage"], line["key"], line["lane"], line["trace_id"]) == ("fetch", FACT.key, "sweep", "t")
    assert (line["outcome"], line["output"]) == ("done", TOLD.key)
    assert isinstance(line["seconds"], float)
    assert line["seconds"] >= 0


def test_a_task_that_changes_nothing_tells_nothing() -> None:
    """What stood already is not told again."""
    desk = Desk(lambda _: None)

    assert desk.run() is TaskOutcome.DONE
    assert desk.told.facts == []


def test_a_task_is_counted() -> None:
    """Hint, outcome and duration are counted by stage and lane, and what runs now is none afterwards."""
    desk = Desk(lambda _: TOLD)
    desk.run()

    assert desk.count("hints_received_total", lane="sweep", outcome="read") == 1
    assert desk.count("tasks_total", lane="sweep", outcome="done") == 1
    assert desk.count("task_duration_seconds_count") == 1
    assert desk.count("tasks_in_progress") == 0
    assert desk.count("hints_published_total", stage="parse", lane="sweep", outcome="sent") == 1


def test_a_running_task_is_in_progress() -> None:
    """Whoever scrapes meanwhile sees it."""
    seen: list[float | None] = []

    def handle(_: FileDropped) -> Fact | None:
        seen.append(desk.count("tasks_in_progress"))
        return None

    desk = Desk(handle)
    desk.run()

    assert seen == [1]


def test_surroundings_that_fail_postpone(caplog: pytest.LogCaptureFixture) -> None:
    """It is no fault that somebody must look at: the work is missing still, and the next sweep finds it."""
    caplog.set_level(logging.INFO)
    desk = Desk(_raising(StoreUnavailableError("drop", FACT.key, "away")))

    assert desk.run() is TaskOutcome.POSTPONED
    assert desk.count("tasks_total", lane="sweep", outcome="postponed") == 1
    assert (_line(caplog)["levelname"], _line(caplog)["cause"]) == ("INFO", "bucket 'drop', key '165/a.pdf': away")


def test_a_broken_contract_fails(caplog: pytest.LogCaptureFixture) -> None:
    """Somebody must look at it; the sentence says what is wrong."""
    desk = Desk(_raising(ContractError("its metadata lacks 'sha256'")))

    assert desk.run() is TaskOutcome.FAILED
    assert (_line(caplog)["levelname"], _line(caplog)["cause"]) == ("ERROR", "its metadata lacks 'sha256'")


@pytest.mark.parametrize(
    "error",
    [ZeroDivisionError(WORDS), MemoryError(WORDS), RecursionError(WORDS), SystemExit(WORDS), KeyboardInterrupt()],
)
def test_nothing_escapes(caplog: pytest.LogCaptureFixture, error: BaseException) -> None:
    """What nobody foresaw fails, with its kind and place and without its words. Scenario W3."""
    desk = Desk(_raising(error))

    assert desk.run() is TaskOutcome.FAILED
    assert desk.count("tasks_total", lane="sweep", outcome="failed") == 1
    assert str(_line(caplog)["cause"]).startswith(f"{type(error).__name__} in handle, {__file__}:")
    assert WORDS not in caplog.text + str(_line(caplog))


def test_a_hint_that_is_lost_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    """The work is written before it is told: a broker that is away makes the next stage later, and nothing else."""
    desk = Desk(lambda _: TOLD, Broken(BrokerUnavailableError("ConnectionError")))

    assert desk.run() is TaskOutcome.DONE
    assert desk.count("tasks_total", lane="sweep", outcome="done") == 1
    assert desk.count("hints_published_total", stage="parse", lane="sweep", outcome="lost") == 1
    assert [record.levelname for record in caplog.records if record.message == "hint lost"] == ["WARNING"]


@pytest.mark.parametrize("error", [MemoryError(WORDS), SystemExit(WORDS), KeyError(WORDS)])
def test_nothing_escapes_from_telling_either(caplog: pytest.LogCaptureFixture, error: BaseException) -> None:
    """A publisher may be as broken as a handler."""
    assert Desk(lambda _: TOLD, Broken(error)).run() is TaskOutcome.FAILED
    assert WORDS not in caplog.text + str(_line(caplog))


def test_a_stage_that_rests_does_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A hint that comes while it is paused is left for the sweep after the resume."""
    caplog.set_level(logging.INFO)
    desk = Desk(_raising(AssertionError("it was asked to work")))
    desk.resting = {"fetch"}

    assert desk.run() is TaskOutcome.POSTPONED
    assert _line(caplog)["cause"] == "paused"
    assert desk.count("tasks_total", lane="sweep", outcome="postponed") == 1


def test_a_stage_that_rests_is_told_nothing() -> None:
    """The stage before it works on, and lays nothing into the broker that nobody would take."""
    desk = Desk(lambda _: TOLD)
    desk.resting = {"parse"}

    assert desk.run() is TaskOutcome.DONE
    assert desk.told.facts == []
    assert desk.count("hints_published_total", stage="parse", lane="sweep", outcome="sent") is None
