"""Files that fail whatever happens are given up, and nothing is held against those that die beside them."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from threading import Event

import pytest
from prometheus_client import CollectorRegistry

from shared.braking import MOST_DOUBTFUL, Brake
from shared.contract.codes import RejectionReason
from shared.errors import (
    BrakedError,
    ChildLostError,
    DocumentError,
    ObjectNotFoundError,
    SandboxUnavailableError,
    StoreUnavailableError,
)
from shared.metrics import TryingMetrics
from shared.objectstore.memory import MemoryStore
from shared.operating import Operator
from shared.queue.attempts import MemoryAttempts
from shared.trying import MOST_ATTEMPTS, GivenUpError, Trying

PATIENCE = 300.0


class AnsweredError(Exception):
    """What says what became of a file, as a return would."""


NO_FAULT_OF_THE_FILE = [
    StoreUnavailableError("archive", "raw/165/a", "away"),
    SandboxUnavailableError("closed"),
    BrakedError("too many"),
    DocumentError(RejectionReason.TOO_LARGE, "x"),
    ObjectNotFoundError("archive", "raw/165/a"),
    AnsweredError(),
]


class Workers:
    """Processes that come and go, a memory that stays, and a clock."""

    def __init__(self) -> None:
        self.attempts = MemoryAttempts()
        self.registry = CollectorRegistry()
        self.metrics = TryingMetrics(self.registry)
        self.now = 1000.0
        self.brake: Brake | None = None
        self._dead = ExitStack()
        self.worker = self.start()

    def start(self) -> Trying:
        """Start a worker."""
        return Trying(
            self.attempts,
            self.metrics,
            patience_seconds=PATIENCE,
            answers=(AnsweredError,),
            brake=self.brake,
            clock=lambda: self.now,
        )

    def die_over(self, *files: str) -> None:
        """Begin some files side by side in a worker that dies of one of them, and wait until it is missed."""
        for file in files:
            self._dead.enter_context(self.worker.trying(file))  # and never left
        self.worker = self.start()
        self.now += PATIENCE + 1

    def is_given_up(self, file: str) -> bool:
        """Try a file that does well now."""
        try:
            with self.worker.trying(file):
                return False
        except GivenUpError:
            return True

    @property
    def tried_alone(self) -> float | None:
        """Count what was tried alone."""
        return self.registry.get_sample_value("referat_files_tried_alone_total")


@pytest.fixture
def workers() -> Workers:
    """Give one worker."""
    return Workers()


def fail(workers: Workers, error: Exception, file: str = "a") -> None:
    """Have one attempt fail; what comes out of it is the error, or that it was the last."""
    with suppress(type(error)), workers.worker.trying(file):
        raise error


@pytest.mark.parametrize("error", [ChildLostError("killed"), ValueError("x"), MemoryError()])
def test_what_fails_three_times_is_given_up(workers: Workers, error: Exception) -> None:
    """Whatever a file loses or raises, the third time is the last, in whichever worker, and it was alone then."""
    fail(workers, error)
    workers.worker = workers.start()
    fail(workers, error)
    with pytest.raises(GivenUpError):
        fail(workers, error)

    assert workers.tried_alone == 1
    assert workers.is_given_up("a")
    workers.worker.gave_up("a")
    assert not workers.is_given_up("a")


@pytest.mark.parametrize("error", NO_FAULT_OF_THE_FILE, ids=lambda error: type(error).__name__)
def test_what_the_surroundings_do_is_not_counted(workers: Workers, error: Exception) -> None:
    """However often it happens, it leaves nothing behind. Scenario I8."""
    for _ in range(3 * MOST_ATTEMPTS):
        fail(workers, error)
        workers.now += PATIENCE + 1

    assert not workers.is_given_up("a")
    assert workers.tried_alone == 0
    assert workers.attempts._noted == {}


def test_what_kills_its_worker_is_given_up_after_three_times_alone(workers: Workers) -> None:
    """Two deaths make a suspect; three more that it can share with nobody are the end, before any more work."""
    for _ in range(2 + MOST_ATTEMPTS):
        workers.die_over("poison")

    assert workers.is_given_up("poison")
    assert workers.tried_alone == MOST_ATTEMPTS


def test_a_file_that_survives_the_last_time_is_not_given_up(workers: Workers) -> None:
    """As long as there is one more time, it may do well."""
    for _ in range(1 + MOST_ATTEMPTS):
        workers.die_over("unlucky")

    assert not workers.is_given_up("unlucky")


def test_who_dies_beside_a_poisonous_file_is_not_given_up(workers: Workers) -> None:
    """An innocent file that was there each time is tried alone, which it survives. Scenario I8."""
    for _ in range(2):
        workers.die_over("poison", "innocent")

    assert not workers.is_given_up("innocent")
    assert workers.tried_alone == 1
    workers.die_over("innocent")
    assert not workers.is_given_up("innocent")
    assert workers.tried_alone == 1, "it has begun anew"


def test_attempts_that_still_run_are_held_against_nobody(workers: Workers) -> None:
    """One hint a hundred times, or a hundred hints about the same: as long as they may live, none is a death."""
    with ExitStack() as running:
        for _ in range(100):
            running.enter_context(workers.start().trying("a"))

        assert not workers.is_given_up("a")
    assert workers.tried_alone == 0


def test_a_file_that_does_well_is_forgotten(workers: Workers) -> None:
    """Failures of long ago are not added to those of today."""
    for _ in range(5):
        fail(workers, ValueError("x"))
        fail(workers, ValueError("x"))
        assert not workers.is_given_up("a")


def test_a_suspect_is_alone(workers: Workers) -> None:
    """It begins when all others have ended, and none begins before it has ended."""
    said: list[str] = []
    inside, outside = Event(), Event()

    def slow(file: str, began: Event, goes_on: Event) -> None:
        with workers.worker.trying(file):
            said.append(f"{file} begins")
            began.set()
            assert goes_on.wait(30)
            said.append(f"{file} ends")

    for _ in range(2):
        fail(workers, ValueError("x"), "suspect")
    suspected, released = Event(), Event()
    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(slow, "first", inside, outside)
        assert inside.wait(30)
        suspect = threads.submit(slow, "suspect", suspected, released)
        assert not suspected.wait(0.2)
        second = threads.submit(slow, "second", Event(), released)
        outside.set()
        assert suspected.wait(30)
        released.set()
        for future in (first, suspect, second):
            future.result(timeout=30)

    place = said.index("suspect begins")
    assert said[place + 1] == "suspect ends"
    assert said.index("first ends") < place


def test_many_that_fail_hold_nobody_for_ever(workers: Workers) -> None:
    """Whatever comes out of attempts in many threads, the room is left as it was found."""

    def run(number: int) -> None:
        with suppress(ValueError, GivenUpError), workers.worker.trying(str(number % 7)):
            if number % 3:
                raise ValueError

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(run, range(300), timeout=60))
    assert (workers.worker._room._inside, workers.worker._room._door.locked()) == (0, False)


def test_what_was_given_up_for_good_stays_so(workers: Workers) -> None:
    """A hint that a dead worker held comes back after the end: nothing is tried again for it."""
    _give_up(workers, "a")
    workers.worker.gave_up("a", for_good=True)

    assert workers.is_given_up("a")
    assert workers.registry.get_sample_value("referat_files_given_up_total") == 1


def test_a_release_that_fails_at_everything_gives_up_a_few(workers: Workers) -> None:
    """Then the brake holds, and what would be given up is tried on: whoever mends the fault has it done."""
    workers.brake = Brake(Operator(MemoryStore("archive")), workers.metrics)
    workers.worker = workers.start()
    files = [str(number) for number in range(5 * MOST_DOUBTFUL)]
    given_up = [file for file in files if _give_up(workers, file)]

    assert given_up == files[:MOST_DOUBTFUL]
    assert workers.registry.get_sample_value("referat_rejection_brake") == 1
    assert not any(workers.is_given_up(file) for file in files[MOST_DOUBTFUL:]), "it was mended"


def test_a_file_that_fails_among_many_that_do_well_is_given_up(workers: Workers) -> None:
    """What does well tells the brake, too."""
    workers.brake = Brake(Operator(MemoryStore("archive")), workers.metrics)
    workers.worker = workers.start()
    for number in range(3 * MOST_DOUBTFUL):
        for well in range(50):
            assert not workers.is_given_up(f"well {well}")
        assert _give_up(workers, f"bad {number}")
    assert workers.registry.get_sample_value("referat_rejection_brake") == 0


def _give_up(workers: Workers, file: str) -> bool:
    """Let a file fail as often as it may, and tell whether it was given up with that."""
    for _ in range(MOST_ATTEMPTS - 1):
        fail(workers, ValueError("x"), file)
    try:
        fail(workers, ValueError("x"), file)
    except GivenUpError:
        return True
    except BrakedError:
        pass
    return False
