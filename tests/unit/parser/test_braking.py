"""A bad release rejects a few files and no more; a good one is not hindered."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from services.parser.again import parse_again
from services.parser.braking import Doubts
from services.parser.sandbox.port import Answer, Request
from shared.braking import MOST_DOUBTFUL, RECENT, REJECTIONS, Brake
from shared.contract import keys
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected
from shared.errors import BrakedError, StoreUnavailableError
from shared.metrics import TryingMetrics
from shared.objectstore.memory import MemoryStore
from shared.operating import CONFIRMED_FOR, Operator
from tests.unit.parser.test_tasks import parse_well

CRASHED = Rejected(reason=RejectionReason.CRASHED, detail="x")
NO_MINUTES = Rejected(reason=RejectionReason.NOT_MINUTES, detail="x")
WELL = parse_well(b"", Request(sha256="0" * 64, parser_version="7"))


class Process:
    """One parser process of version 7, as far as its brake is concerned."""

    def __init__(self) -> None:
        self.items = MemoryStore("items")
        self.operator = Operator(MemoryStore("archive"))
        self.registry = CollectorRegistry()
        self.metrics = TryingMetrics(self.registry)
        self.now = datetime(2026, 11, 28, 12, tzinfo=UTC)
        self.restart()

    def restart(self) -> None:
        """Begin anew, and remember nothing."""
        brake = Brake(self.operator, self.metrics, clock=lambda: self.now)
        self.doubts = Doubts(brake, self.items, "7")

    def written(self, *answers: Answer) -> int:
        """Count how many of some answers may be written, each about another file."""
        return sum(self.may_write(answer, f"165/{number}.md@1") for number, answer in enumerate(answers))

    def may_write(self, answer: Answer, tail: str = "165/a.md@1") -> bool:
        """Tell whether one answer may be written."""
        try:
            self.doubts.check(tail, answer)
        except BrakedError:
            return False
        return True

    def parsed_before(self, count: int, version: str = "6", outcome: str = "parsed") -> None:
        """Leave results of another version."""
        for number in range(count):
            self.items.put(keys.item(version, f"165/{number}.md@1"), b"{}", metadata={"outcome": outcome})

    def replay(self, count: int) -> None:
        """Have files parsed again."""
        parse_again(self.items, [f"165/{number}.md@1" for number in range(count)])

    def sample(self, name: str) -> float | None:
        """Read a metric."""
        return self.registry.get_sample_value(f"referat_{name}")


@pytest.fixture
def process() -> Process:
    """Start one."""
    return Process()


@pytest.mark.parametrize("reason", [RejectionReason.CRASHED, RejectionReason.TIMED_OUT])
def test_a_release_that_crashes_on_everything_rejects_a_few(process: Process, reason: RejectionReason) -> None:
    """Of a hundred files or of thousands it rejects as many, and tells that it has braked."""
    answers = [Rejected(reason=reason, detail="x")] * 1000

    assert process.written(*answers) == MOST_DOUBTFUL
    assert process.sample("rejection_brake") == 1
    assert process.sample("rejections_postponed_total") == 1000 - MOST_DOUBTFUL


def test_everything_else_goes_on(process: Process) -> None:
    """What is parsed, and what is no minutes in any case, is written while the brake is on."""
    process.written(*[CRASHED] * 50)

    assert process.written(*[WELL, NO_MINUTES] * 20) == 40
    assert process.sample("rejection_brake") == 1
    assert not process.may_write(CRASHED)


def test_a_few_crashes_among_many_files_do_not_brake(process: Process) -> None:
    """Files that deserve it are rejected, as long as they are few among all."""
    one_in_a_hundred = ([WELL] * 99 + [CRASHED]) * 50

    assert process.written(*one_in_a_hundred) == len(one_in_a_hundred)
    assert process.sample("rejection_brake") == 0


def test_a_release_that_crashes_on_some_files_brakes_too(process: Process) -> None:
    """One in twenty is too much, and the others are parsed."""
    answers = ([WELL] * 19 + [CRASHED]) * 100

    assert process.written(*answers) == 1900 + MOST_DOUBTFUL


def test_rejecting_what_was_parsed_before_is_doubtful(process: Process) -> None:
    """Whatever the reason is: the release before was of another opinion."""
    process.parsed_before(30)

    assert process.written(*[NO_MINUTES] * 30) == MOST_DOUBTFUL


@pytest.mark.parametrize("rejected", [NO_MINUTES, CRASHED])
def test_rejecting_what_was_rejected_before_is_not(process: Process, rejected: Rejected) -> None:
    """A new release over an old archive comes to the same end without asking, also with files that always crash."""
    process.parsed_before(60, outcome="rejected")

    assert process.written(*[rejected] * 60) == 60


def test_a_replay_is_held_like_a_release(process: Process) -> None:
    """What any version had parsed is doubtful, also our own: a library may have changed, or the machine."""
    process.parsed_before(60, version="7")
    process.parsed_before(30, version="6", outcome="rejected")
    process.replay(60)

    assert process.written(*[NO_MINUTES] * 60) == MOST_DOUBTFUL


@pytest.mark.parametrize("rejected", [NO_MINUTES, CRASHED])
def test_a_replay_of_what_was_rejected_is_not(process: Process, rejected: Rejected) -> None:
    """Files that crash again under the same version are rejected as they were."""
    process.parsed_before(60, version="7", outcome="rejected")
    process.replay(60)

    assert process.written(*[rejected] * 60) == 60


def test_a_personal_number_is_never_postponed(process: Process) -> None:
    """What an older version has published goes at once, however many files it is, and with the brake on or off."""
    process.parsed_before(1000)
    numbers = [Rejected(reason=RejectionReason.PERSONAL_NUMBER, detail="x")] * 300

    assert process.written(*numbers) == 300
    process.written(*[CRASHED] * 300)
    assert process.written(*numbers) == 300


def test_an_operator_can_say_that_they_are_right(process: Process) -> None:
    """So many may pass within a day, and not one more; a larger number lets more pass."""
    process.written(*[CRASHED] * 50)
    process.operator.confirm(REJECTIONS, 5, "a folder of damaged files", process.now)

    assert process.written(*[CRASHED] * 50) == 5
    process.operator.confirm(REJECTIONS, 8, "three more", process.now)
    assert process.written(*[CRASHED] * 50) == 3
    process.now += CONFIRMED_FOR + timedelta(seconds=1)
    assert process.written(*[CRASHED] * 50) == 0
    process.operator.confirm(REJECTIONS, 5, "they come every day", process.now)
    assert process.written(*[CRASHED] * 50) == 5


def test_a_mended_release_begins_anew(process: Process) -> None:
    """What was held is parsed by the process that comes next, which does not brake."""
    process.written(*[CRASHED] * 50)
    process.restart()

    assert process.written(*[WELL] * 50) == 50
    assert process.sample("rejection_brake") == 0


def test_the_brake_is_let_go_when_the_trouble_is_over(process: Process) -> None:
    """After as many good answers as it looks back upon it is off by itself."""
    process.written(*[CRASHED] * 50)
    process.written(*[WELL] * RECENT)

    assert process.may_write(CRASHED)
    assert process.sample("rejection_brake") == 0


def test_without_the_store_nothing_doubtful_is_written(process: Process) -> None:
    """A rejection whose past can't be asked for waits, like anything that needs the store."""
    process.items.away = True

    assert process.may_write(WELL)
    with pytest.raises(StoreUnavailableError):
        process.may_write(NO_MINUTES)
