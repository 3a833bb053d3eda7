"""However a municipality delivers, one and a half quotas are taken in an hour or a day, and one file is always."""

from datetime import datetime, timedelta
from itertools import count

from hypothesis import example, given
from hypothesis import strategies as st

from services.fetcher.quota import Allowance, Quota, Spending
from shared.objectstore.memory import MemoryStore
from shared.stage import Gap, Work
from tests.unit.fetcher.conftest import Clock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LARGEST = 20
Step = tuple[int, list[int], bool, bool]

# How many seconds pass, how large the files are that are dropped then, whether events tell of them, and whether a sweep
# comes behind them.
steps = st.tuples(
    st.sampled_from((0, 1, 60, 900, 3599, 3600, 40_000, 86_399)),
    st.lists(st.integers(0, LARGEST), max_size=30),
    st.booleans(),
    st.booleans(),
)
# The sweep uses up the quota, then the door all of its burst, and all that comes to it in an hour.
WORST: list[Step] = [(0, [1] * 90, False, True), *[(60, [1] * 20, True, True)] * 70]


class Play:
    """An archive, its door and its sweep, and when which files were taken."""

    def __init__(self, quota: Quota) -> None:
        self.clock = Clock()
        self.archive = MemoryStore("archive", self.clock)
        self.spending = Spending(self.archive, quota, self.clock)
        self.allowance = Allowance(quota, lambda: self.clock().timestamp())
        self.missing: list[Work] = []
        self.taken: list[tuple[datetime, int]] = []
        self.numbers = count()

    def drop(self, size: int, *, is_told: bool = True) -> None:
        """Drop a file, and tell the door or not."""
        key = f"165/{next(self.numbers)}"
        work = Work(input=key, output=f"raw/{key}", since=self.clock.now, size=size)
        if is_told and self.allowance.take("165", size):
            self.take(work)
        else:
            self.missing.append(work)

    def sweep(self) -> None:
        """Take what there is room for."""
        gap = Gap(stage="fetch", prefix="165", missing=len(self.missing), oldest=None, work=tuple(self.missing))
        for work in self.spending.affordable(gap):
            self.missing.remove(work)
            self.take(work)

    def take(self, work: Work) -> None:
        """Have a file in the archive."""
        self.archive.put(work.output, b"x" * work.size)
        self.taken.append((self.clock.now, work.size))

    def most(self, within: timedelta) -> tuple[int, int]:
        """Tell how many files and how many bytes were taken at most in any such time."""
        times = [[size for at, size in self.taken if begin <= at < begin + within] for begin, _ in self.taken]
        return max(map(len, times), default=0), max(map(sum, times), default=0)


@given(st.integers(1, 40), st.integers(1, 400), st.lists(steps, max_size=12))
@example(40, 10_000, WORST)
@example(10_000, 40, WORST)
@example(1, 1, WORST)
def test_one_and_a_half_quotas_are_taken_at_most(files: int, room: int, told: list[Step]) -> None:
    """By door and sweep together, in any hour and any day; of bytes the last file of each may be over it."""
    play = Play(Quota(files_per_hour=files, bytes_per_day=room))
    for seconds, sizes, is_told, is_swept in told:
        play.clock.tick(seconds)
        for size in sizes:
            play.drop(size, is_told=is_told)
        if is_swept:
            play.sweep()

    assert play.most(HOUR)[0] <= files + max(1, files / 2)
    assert play.most(DAY)[1] <= room * 1.5 + 2 * LARGEST


@given(st.integers(1, 40), st.integers(0, LARGEST))
def test_a_file_now_and_then_waits_for_no_sweep(files: int, size: int) -> None:
    """Whatever the quota, a file that is alone in its hour or four goes ahead."""
    play = Play(Quota(files_per_hour=files))
    for _ in range(20):
        play.clock.tick(4 * 3600)
        play.drop(size)

    assert (len(play.taken), play.missing) == (20, [])
