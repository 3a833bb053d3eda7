"""A file that fails whatever happens ends as a result, and what the surroundings did to it does not."""

from contextlib import suppress

import pytest

from services.parser.braking import Doubts
from services.parser.reading.model import ScannedError
from services.parser.sandbox.port import Answer, Request
from shared.braking import Brake
from shared.contract.codes import Outcome, RejectionReason
from shared.contract.facts import ResultWritten
from shared.errors import BrakedError, ChildLostError, ContractError, SurroundingsError
from shared.operating import Operator
from shared.trying import MOST_ATTEMPTS, given_up
from tests.unit.parser.test_tasks import OUTPUT, RAW, TAIL, Desk, parse_well, tombstone


class Failing:
    """A sandbox that raises one error, and counts."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self.calls = 0

    def __call__(self, _data: bytes, _request: Request) -> Answer:
        """Raise it."""
        self.calls += 1
        raise self._error


@pytest.mark.parametrize("error", [ValueError("fortrolig"), MemoryError(), ChildLostError("killed")])
def test_a_file_that_always_fails_is_rejected_in_the_end(error: Exception) -> None:
    """Each try but the last is what it was, and the last is a result like any other, without the error's words."""
    desk = Desk(says=Failing(error))
    desk.hand_in()
    for _ in range(MOST_ATTEMPTS - 1):
        with pytest.raises(type(error)):
            desk.parse()
    desk.parse()

    assert desk.result().rejected == given_up()
    assert desk.told == [ResultWritten(trace_id="t1", key=OUTPUT)]


def test_a_scan_that_always_fails_is_rejected_in_the_end() -> None:
    """Whoever reads scans gives up as whoever reads text, and begins to count when the text was read."""
    desk = Desk(says=Failing(ScannedError(3)))
    desk.hand_in()
    desk.parse()
    desk.says = failing = Failing(ValueError())
    for _ in range(MOST_ATTEMPTS):
        with suppress(ValueError):
            desk.read_scan()

    assert failing.calls == MOST_ATTEMPTS
    assert desk.result().rejected == given_up()


def test_what_was_given_up_can_be_tried_again() -> None:
    """Whoever takes the result away, after the fault was mended, has it parsed as if nothing had been."""
    desk = Desk(says=Failing(ValueError()))
    _give_up(desk)
    desk.items.delete(OUTPUT)
    desk.says = parse_well
    desk.parse()

    assert desk.result().outcome is Outcome.PARSED


def test_a_store_that_is_away_gives_nothing_up() -> None:
    """However often a result can't be written, the file is parsed when it can."""
    desk = Desk(says=parse_well)
    desk.hand_in()
    desk.items.away = True
    for _ in range(3 * MOST_ATTEMPTS):
        with pytest.raises(SurroundingsError):
            desk.parse()
    desk.items.away = False
    desk.parse()

    assert desk.result().outcome is Outcome.PARSED


def test_a_damaged_archive_gives_nothing_up() -> None:
    """An entry whose bytes are others is missing until somebody has repaired it: it is no fault of the file."""
    desk = Desk(says=parse_well)
    desk.hand_in()
    noted = dict(desk.archive.head(RAW).metadata)
    desk.archive.put(RAW, b"andre bytes", metadata=noted)
    for _ in range(3 * MOST_ATTEMPTS):
        with pytest.raises(ContractError):
            desk.parse()
    desk.hand_in()
    desk.parse()

    assert desk.result().outcome is Outcome.PARSED


def test_a_result_that_cannot_be_spelled_is_a_failure_of_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong in the worker, after the child has answered, counts as well."""
    desk = Desk(says=parse_well)
    desk.hand_in()
    with monkeypatch.context() as patched:
        patched.setattr("services.parser.tasks.encode", Failing(UnicodeError()))
        for _ in range(MOST_ATTEMPTS):
            with suppress(UnicodeError, TypeError):
                desk.parse()
    desk.parse()

    assert desk.result().rejected == given_up()


def test_what_was_erased_meanwhile_is_not_given_up() -> None:
    """The tombstone wins over the rejection too."""
    desk = Desk(says=Failing(ValueError()))
    desk.hand_in()
    for _ in range(MOST_ATTEMPTS - 1):
        with suppress(ValueError):
            desk.parse()
    desk.archive.put(f"erased/{TAIL}", tombstone(Outcome.ERASED))
    desk.parse()

    assert list(desk.items.list()) == []


def test_the_brake_keeps_a_file_that_was_given_up_from_being_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It might take its worker along once more: it waits, without any work, until its rejection may be written."""
    monkeypatch.setattr("shared.braking.MOST_DOUBTFUL", 0)
    failing = Failing(ValueError())
    desk = Desk(says=failing)
    desk.doubts = Doubts(Brake(Operator(desk.archive), desk.failing), desk.items, "7")
    desk.hand_in()
    for _ in range(MOST_ATTEMPTS - 1):
        with pytest.raises(ValueError):  # noqa: PT011 - it has no words
            desk.parse()
    for _ in range(5):
        with pytest.raises(BrakedError):
            desk.parse()
    assert failing.calls == MOST_ATTEMPTS

    desk.doubts = None
    desk.parse()
    assert failing.calls == MOST_ATTEMPTS
    assert desk.result().rejected is not None
    assert desk.result().rejected.reason is RejectionReason.CRASHED  # type: ignore[union-attr]


def _give_up(desk: Desk) -> None:
    desk.hand_in()
    for _ in range(MOST_ATTEMPTS):
        with suppress(ValueError):
            desk.parse()
    assert desk.result().rejected == given_up()
