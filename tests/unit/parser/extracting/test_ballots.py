"""A hundred and fifty invented decisions, half of them traps: how well the ballots in them are read."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.parser.extracting.votes import read_votes

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("ballots.toml").read_text("utf-8"))["case"]
NEEDED = 0.97
SIDES = ("for", "against", "abstain")

Side = tuple[int, str, str, int, tuple[str, ...], tuple[str, ...]]


def _expected(case: dict[str, Any]) -> Iterator[Side]:
    for number, ballot in enumerate(case["ballots"]):
        for side in SIDES:
            if side in ballot:
                count, parties, names = ballot[side]
                yield number, ballot.get("on", ""), side, count, tuple(parties), tuple(names)


def _found(case: dict[str, Any]) -> Iterator[Side]:
    for number, (ballot, _) in enumerate(read_votes(case["text"])):
        for side, votes in zip(SIDES, (ballot.for_, ballot.against, ballot.abstain), strict=True):
            if votes is not None:
                on = "" if ballot.on is None else ballot.on.casefold().split()[0].removesuffix("et")
                yield number, on, side, -1 if votes.count is None else votes.count, votes.parties, votes.names


def test_the_set_is_large_and_half_of_it_traps() -> None:
    """At least sixty ballots were written down, and as many texts as hold one hold none."""
    assert sum(len(case["ballots"]) for case in CASES) + sum(not case["ballots"] for case in CASES) >= 60
    assert sum(not case["ballots"] for case in CASES) >= 0.4 * len(CASES)


def test_ballots_are_read_as_a_careful_reader_reads_them() -> None:
    """Over all sides of all ballots, precision and recall together are at least what we promise."""
    right = extra = missed = 0
    wrong = []
    for case in CASES:
        want, got = Counter(_expected(case)), Counter(_found(case))
        right += sum((want & got).values())
        missed += sum((want - got).values())
        extra += sum((got - want).values())
        if want != got:
            wrong.append((case["text"], list(want - got), list(got - want)))

    assert 2 * right / (2 * right + extra + missed) >= NEEDED, wrong
