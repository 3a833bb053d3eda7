"""The table at the end of a run of fault tests says what was injected, how often, and whether it was survived."""

import re

from tests.faults.injections import Injection, scenarios, table

KILL, WIPE = "kill -9 parser", "FLUSHALL"


def _injection(test: str, what: str, seconds: float) -> Injection:
    return Injection(test=test, scenarios="B2 B5", what=what, seconds=seconds)


def test_each_kind_is_one_line_with_how_often_and_how_long() -> None:
    """What a failed test has injected counts as injected, and not as survived."""
    told = [_injection("good", KILL, 1.0), _injection("good", KILL, 2.0), _injection("bad", KILL, 9.0)]

    heading, wiped, killed = table([*told, _injection("good", WIPE, 0.5)], {"good"})

    assert heading.split() == ["scenarios", "injected", "times", "survived", "median", "s", "longest", "s"]
    assert re.split(r" {2,}", killed) == ["B2 B5", "kill -9 parser", "3", "2", "2.0", "9.0"]
    assert wiped.split()[-4:] == ["1", "1", "0.5", "0.5"]


def test_the_ids_of_a_docstring_are_found_across_its_lines() -> None:
    """A sentence may break between two of them."""
    assert scenarios("It holds. Scenarios A1, B2\nand W5.") == ["A1", "B2", "W5"]
    assert scenarios("It holds, in every scenario.") == []
