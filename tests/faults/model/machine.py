"""The moves that hypothesis makes against the pipeline, and what must hold when it has come to rest."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from services.indexer.database import open_engine
from services.indexer.repository import Repository
from shared.contract.facts import FileArchived, FileDropped
from shared.errors import SurroundingsError
from shared.trying import MOST_ATTEMPTS
from tests.faults.model.contents import CONTENTS, KEYS
from tests.faults.model.failpoints import CrashError, crash
from tests.faults.model.pipeline import BUCKETS, STAGES, Pipeline
from tests.faults.model.truth import Truth

ROUNDS: Final = 6
_PICKS: Final = st.integers(0, 30)
_STEPS: Final = st.integers(0, 14)  # no task takes more
_ROUND_STEPS: Final = st.integers(0, 40)
_LAST_STEPS: Final = st.integers(5, 9)  # of a parser: around its last question and its write
_NAMES: Final = st.integers(0, 2)  # of those that there are in one history: few, so that they meet
_CONTENTS: Final = st.sampled_from(sorted(CONTENTS))


_MOVES: Final[dict[str, Callable[["Machine", int, str], object]]] = {
    "drops": lambda machine, name, content: machine.truth.drop(machine.key(name), content),
    "erases": lambda machine, name, _: machine.truth.erase(machine.key(name)),
    "releases": lambda machine, name, _: machine.truth.release(machine.key(name)),
    "removes": lambda machine, name, _: machine.truth.remove(machine.key(name)),
    "the keeper keeps": lambda machine, *_: machine.pipeline.keep(),
    "withdraws": lambda machine, *_: machine.truth.withdraw(*machine.keys),
    "replays": lambda machine, name, _: machine.pipeline.replay(machine.truth.tails(machine.key(name))),
}

_MOVE: Final = st.sampled_from(sorted(_MOVES))


def _has_hints(machine: "Machine") -> bool:
    return bool(machine.pipeline.bag.hints)


class Machine(RuleBasedStateMachine):
    """One history of a pipeline: files come and go, hints go astray, processes die. ``empty`` is an empty database."""

    empty: ClassVar[Path]
    pipeline: Pipeline
    truth: Truth

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        database = shutil.copy(self.empty, self._folder.name)
        self._repository = Repository(open_engine(f"sqlite:///{database}"))
        self.pipeline = Pipeline(self._repository)
        self.truth = Truth(self.pipeline)

    def teardown(self) -> None:
        """Come to rest, and be well."""
        try:
            self.comes_to_rest()
        finally:
            self._repository.close()
            self._folder.cleanup()

    @initialize(
        keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True),
        contents=st.lists(_CONTENTS, min_size=3, max_size=3),
        window=st.sampled_from((2, 1000)),
    )
    def begins(self, keys: list[str], contents: list[str], window: int) -> None:
        """Begin with a file under each name that there will be, of which the store has told."""
        self.pipeline.window = window
        self.pipeline.restart()
        self.keys = keys
        for name in range(len(keys)):
            self.drops(name, contents[name], told=True)

    @rule(name=_NAMES, content=_CONTENTS, told=st.booleans())
    def drops(self, name: int, content: str, *, told: bool) -> None:
        """Drop a file, of which the store may tell."""
        self.truth.drop(self.key(name), content)
        if told:
            self.pipeline.bag.publish(FileDropped(trace_id=uuid4().hex, key=self.key(name)))

    @rule(name=_NAMES)
    def releases(self, name: int) -> None:
        """Let a file through that is held back."""
        self.truth.release(self.key(name))

    @precondition(_has_hints)
    @rule(pick=_PICKS, again=st.booleans(), late=st.booleans())
    def works(self, pick: int, *, again: bool, late: bool) -> None:
        """Have a worker do what a hint asks for, which may come again; ``late`` is a parser of the version before."""
        if hint := self.pipeline.bag.take(pick, again=again):
            version = self.pipeline.version
            self.pipeline.do(hint, version=max(1, version - 1) if late else version)

    @precondition(_has_hints)
    @rule(pick=_PICKS, again=st.booleans(), step=_STEPS)
    def dies_at_work(self, pick: int, *, again: bool, step: int) -> None:
        """Have a worker die between any two steps of what it does."""
        if hint := self.pipeline.bag.take(pick, again=again):
            self._dying(step, partial(self.pipeline.do, hint))

    @precondition(_has_hints)
    @rule(pick=_PICKS, other=_PICKS, step=_STEPS)
    def two_work_at_once(self, pick: int, other: int, *, step: int) -> None:
        """Have another worker do something from beginning to end between any two steps of the first."""
        hint = self.pipeline.bag.take(pick)
        meanwhile = self.pipeline.bag.take(other, again=True)
        if hint and meanwhile:
            self._interrupted(step, partial(self.pipeline.do, hint), partial(self.pipeline.do, meanwhile))

    @precondition(_has_hints)
    @rule(pick=_PICKS, step=_STEPS, move=_MOVE, name=_NAMES, content=_CONTENTS)
    def somebody_moves_at_work(self, pick: int, step: int, move: str, name: int, content: str) -> None:
        """Have somebody do something between any two steps of a worker, of which nobody hears."""
        if hint := self.pipeline.bag.take(pick):
            others = [*self.pipeline.bag.hints]
            self._interrupted(step, partial(self.pipeline.do, hint), partial(_MOVES[move], self, name, content))
            self.pipeline.bag.hints[:] = others

    @rule(name=_NAMES, content=_CONTENTS, step=_LAST_STEPS)
    def withdrawn_before_it_is_written(self, name: int, content: str, *, step: int) -> None:
        """Have all files taken away and withdrawn while a parser is at its last steps, and nobody hear of that.

        What it has asked for was still so; what it writes then is not.
        """
        if hint := self._archived(name, content):
            others = [*self.pipeline.bag.hints]
            self._interrupted(step, partial(self.pipeline.do, hint), partial(self.truth.withdraw, *self.keys))
            self.pipeline.bag.hints[:] = others

    @rule(name=_NAMES, content=_CONTENTS, bucket=st.sampled_from(BUCKETS))
    def parsers_try_while_a_store_is_away(self, name: int, content: str, bucket: str) -> None:
        """Have parsers try one file as often as it may fail while a bucket is away: that is held against none."""
        if hint := self._archived(name, content):
            store = self.pipeline.bucket(bucket)
            before, store.away = store.away, True
            for _ in range(MOST_ATTEMPTS):
                self.pipeline.do(hint)
            store.away = before

    @rule(step=_ROUND_STEPS, move=_MOVE, name=_NAMES, content=_CONTENTS)
    def somebody_moves_while_kept(self, step: int, move: str, name: int, content: str) -> None:
        """Have somebody do something between any two steps of the keeper."""
        self._interrupted(step, self.pipeline.keep, partial(_MOVES[move], self, name, content))

    @precondition(_has_hints)
    @rule(step=_ROUND_STEPS, pick=_PICKS)
    def works_while_kept(self, step: int, pick: int) -> None:
        """Have a worker do something between any two steps of the keeper."""
        if hint := self.pipeline.bag.take(pick):
            self._interrupted(step, self.pipeline.keep, partial(self.pipeline.do, hint))

    @rule(step=_ROUND_STEPS)
    def dies_keeping(self, step: int) -> None:
        """Have the keeper die in the middle of a round."""
        self._dying(step, self.pipeline.keep)

    @rule(name=_NAMES)
    def removes(self, name: int) -> None:
        """Take a file away."""
        self.truth.remove(self.key(name))

    @rule(name=_NAMES)
    def erases(self, name: int) -> None:
        """Erase a file."""
        self.truth.erase(self.key(name))

    @rule()
    def keeps(self) -> None:
        """Have the keeper go round."""
        self.pipeline.keep()

    @rule(name=_NAMES)
    def replays(self, name: int) -> None:
        """Have all versions of a name parsed again."""
        self.pipeline.replay(self.truth.tails(self.key(name)))

    @rule(name=_NAMES, step=_ROUND_STEPS)
    def dies_replaying(self, name: int, step: int) -> None:
        """Have the command that does so die in the middle."""
        self._dying(step, partial(self.replays, name))

    @rule(stage=st.sampled_from(STAGES))
    def stage_rests_or_resumes(self, stage: str) -> None:
        """Have an operator pause a stage, or resume it; in vain while the archive is away."""
        operator = self.pipeline.operator
        with suppress(SurroundingsError):
            if stage in operator.paused():
                operator.resume(stage)
            else:
                operator.pause(stage, "a look", self.pipeline.clock())

    @rule()
    def a_month_passes(self) -> None:
        """Let so much time pass that what was withdrawn is due to be erased."""
        self.pipeline.clock.let_pass(timedelta(days=31))

    @rule(stage=st.sampled_from(STAGES))
    def sweeps(self, stage: str) -> None:
        """Sweep one stage."""
        self.pipeline.sweep(stage)

    @rule(last=st.sampled_from(STAGES))
    def flows(self, last: str) -> None:
        """Have everything done up to one stage."""
        for stage in STAGES[: STAGES.index(last) + 1]:
            self.pipeline.work_off(stage)

    @rule(stage=st.sampled_from(STAGES), step=_STEPS)
    def dies_sweeping(self, stage: str, step: int) -> None:
        """Have the scheduler die in the middle of a sweep."""
        self._dying(step, partial(self.pipeline.sweep, stage))

    @precondition(_has_hints)
    @rule(pick=_PICKS)
    def hint_is_lost(self, pick: int) -> None:
        """Lose a hint."""
        self.pipeline.bag.take(pick)

    @precondition(_has_hints)
    @rule()
    def broker_is_wiped(self) -> None:
        """Lose all hints, and what is known of attempts."""
        self.pipeline.wipe_broker()

    @rule()
    def database_is_emptied(self) -> None:
        """Lose all rows."""
        self._repository.reset()

    @rule()
    def everything_restarts(self) -> None:
        """Have processes forget what only they knew."""
        self.pipeline.restart()

    @rule()
    def parser_is_upgraded(self) -> None:
        """Roll out a new parser version."""
        self.pipeline.version += 1
        self.pipeline.restart()

    @rule(name=st.sampled_from(BUCKETS))
    def store_goes_or_comes(self, name: str) -> None:
        """Have a bucket go away, or come back."""
        bucket = self.pipeline.bucket(name)
        bucket.away = not bucket.away

    @precondition(_has_hints)
    @rule()
    def comes_to_rest(self) -> None:
        """Let everything run and nothing happen: soon nothing is missing, and all is as it should be."""
        for name in BUCKETS:
            self.pipeline.bucket(name).away = False
        for stage in STAGES:
            self.pipeline.operator.resume(stage)
        rounds = self.pipeline.settle()
        breaches = list(self.truth.breaches())
        assert breaches == [], "\n".join(breaches)
        assert rounds <= ROUNDS + len(self.truth.versions) // self.pipeline.window

    def key(self, name: int) -> str:
        """Spell one of the names that there are in this history."""
        return self.keys[name % len(self.keys)]

    def _archived(self, name: int, content: str) -> FileArchived | None:
        """Drop a file, have it fetched, and take the parser's hint out of the bag, if there is one."""
        self.drops(name, content, told=True)
        self.pipeline.work_off("fetch")
        hints = [hint for hint in self.pipeline.bag.hints if isinstance(hint, FileArchived)]
        if not hints:
            return None
        self.pipeline.bag.hints.remove(hints[-1])
        return hints[-1]

    def _dying(self, step: int, do: Callable[[], object]) -> None:
        try:
            self._interrupted(step, do, crash)
        except CrashError:
            self.pipeline.restart()

    def _interrupted(self, step: int, do: Callable[[], object], meanwhile: Callable[[], object]) -> None:
        """Do one thing, and another one in the middle of it; after it, if it has fewer steps."""
        self.pipeline.failpoint.arm(step, meanwhile)
        try:
            do()
        finally:
            self.pipeline.failpoint.disarm()
