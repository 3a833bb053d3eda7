"""A stage of the pipeline and its sweep: what should stand, what stands, and the difference.

A stage is a function from every key under its input to exactly one key under its output. Because the output's
name follows from the input's, a sweep needs no memory and no messages: it lists both sides, one municipality
at a time, and what it finds missing is the work.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.contract.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One input of a stage. ``output`` names what it must become; ``since`` is when the input was written.

    ``size`` is how many bytes it has, where somebody asks.
    """

    input: str
    output: str
    since: datetime
    size: int = 0


class Stage(Protocol):
    """What a sweep must know of a stage. All three questions are asked of the stores, never of a queue."""

    @property
    def name(self) -> str:
        """The stage's name in metrics and logs."""
        ...

    def prefixes(self) -> Iterable[str]:
        """Yield every top-level prefix that has inputs."""
        ...

    def inputs(self, prefix: str) -> Iterable[Work]:
        """Yield every input under one prefix with the output it must have."""
        ...

    def standing(self, prefix: str) -> Collection[str]:
        """Name every output that stands under one prefix."""
        ...

    def hint(self, work: Work) -> Fact:
        """Make the fact that tells a worker of this stage to do ``work``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What one sweep found missing under one prefix: how many, how old, and the oldest of them as work."""

    stage: str
    prefix: str
    missing: int
    oldest: datetime | None
    work: tuple[Work, ...]


def sweep(stage: Stage, prefix: str) -> Gap:
    """Find what is missing under one prefix, oldest first.

    Changes nothing. The outputs are listed before the inputs, so that what arrives meanwhile is at worst
    found twice, never missed.
    """
    standing = stage.standing(prefix)
    missing = sorted(_absent(stage.inputs(prefix), standing), key=lambda work: (work.since, work.input))
    return Gap(
        stage=stage.name,
        prefix=prefix,
        missing=len(missing),
        oldest=missing[0].since if missing else None,
        work=tuple(missing),
    )


def sweep_all(stage: Stage, only: str | None = None) -> Iterator[Gap]:
    """Sweep a stage over all its prefixes, or one of them, one gap each, in alphabetical order."""
    for prefix in sorted(set(stage.prefixes())):
        if only in {None, prefix}:
            yield sweep(stage, prefix)


def _absent(inputs: Iterable[Work], standing: Collection[str]) -> Iterator[Work]:
    return (work for work in inputs if work.output not in standing)
