"""Mischief on the way of events: as much of each kind as is wanted, and the same again with the same seed."""

import json
from collections import Counter
from itertools import pairwise

import pytest

from deploy.stack.forwarder.mischief import HOSTILE, Mischief, Way
from deploy.stack.servers.process import CannotStartError

MANY = 2000


def _come(mischief: Mischief, count: int = MANY) -> list[bytes]:
    way = Way(mischief=mischief)
    come = [body for number in range(count) for body in way.through({"number": number})]
    return [*come, *way.rest()]


def _numbers(come: list[bytes]) -> list[int]:
    return [json.loads(body)["number"] for body in come if body not in HOSTILE]


def test_without_mischief_everything_comes_once_and_in_order() -> None:
    """What goes in comes out."""
    assert _numbers(_come(Mischief())) == list(range(MANY))


def test_a_share_is_lost() -> None:
    """The rest comes once and in order."""
    numbers = _numbers(_come(Mischief(lost=0.25)))

    assert numbers == sorted(set(numbers))
    assert 0.2 < 1 - len(numbers) / MANY < 0.3


def test_a_share_comes_twice() -> None:
    """Nothing is missing, and nothing comes more often."""
    seen = Counter(_numbers(_come(Mischief(doubled=0.25))))

    assert seen.keys() == set(range(MANY))
    assert 0.2 < sum(times == 2 for times in seen.values()) / MANY < 0.3
    assert max(seen.values()) == 2


def test_a_share_changes_places_with_the_next() -> None:
    """Everything comes once, the last one too, and some come behind their successor."""
    numbers = _numbers(_come(Mischief(reordered=0.25)))

    assert sorted(numbers) == list(range(MANY))
    assert sum(one > next_one for one, next_one in pairwise(numbers)) > MANY * 0.15


def test_hostile_bodies_come_between() -> None:
    """They take nothing away, and every one of them has its turn."""
    come = _come(Mischief(hostile=0.25))

    assert _numbers(come) == list(range(MANY))
    assert {body for body in come if body in HOSTILE} == set(HOSTILE)


def test_a_seed_is_a_mischief() -> None:
    """The same seed does the same, another one something else."""
    one, again, other = (_come(Mischief(lost=0.5, doubled=0.5, hostile=0.5, seed=seed)) for seed in (1, 1, 2))

    assert one == again != other


def test_a_command_line_spells_it() -> None:
    """Shares and seed are read, and what is none of them is told with the cure."""
    assert Mischief.of(["lost=0.1", "seed=7"]) == Mischief(lost=0.1, seed=7)
    for wrong in ("lost", "lost=2", "lots=0.1", "lost=a", "seed=0.5"):
        with pytest.raises(CannotStartError, match="NAME=SHARE"):
            Mischief.of([wrong])
