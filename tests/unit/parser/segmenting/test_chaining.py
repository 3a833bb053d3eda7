"""The chain of rising numbers is the best there is, and titles find what they are cut from."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.parser.segmenting.chaining import rising_chain
from services.parser.segmenting.heading import Heading
from services.parser.segmenting.titles import Titles

headings = st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["", "a", "b"]), st.integers(1, 5)), max_size=8).map(
    lambda rows: [Heading(index=at, support=float(s), number=f"{n}{letter}") for at, (n, letter, s) in enumerate(rows)]
)


def _worth(chain: tuple[Heading, ...]) -> float:
    worth = sum(heading.support for heading in chain)
    for before, after in pairwise(chain):
        leap = _value(after)[0] - _value(before)[0]
        worth += 1.0 if leap <= 1 else 0.5 if leap <= 5 else 0.0
    return worth


def _value(heading: Heading) -> tuple[int, str]:
    number = heading.number or "0"
    digits = number.rstrip("ab")
    return int(digits), number[len(digits) :]


@given(headings)
def test_no_other_chain_has_more_support(candidates: list[Heading]) -> None:
    """Compared with every rising chain there is."""
    chain = tuple(rising_chain(candidates))
    rising = (
        picked
        for length in range(len(candidates) + 1)
        for picked in combinations(candidates, length)
        if all(_value(a) < _value(b) for a, b in pairwise(picked))
    )

    assert all(_value(a) < _value(b) for a, b in pairwise(chain))
    assert _worth(chain) == max(map(_worth, rising))


def test_a_title_that_was_cut_short_finds_its_thing() -> None:
    """Long ones may be cut, short ones must be the same."""
    titles = Titles([("Renovering af den gamle mole og dens fyr", 1), ("Eventuelt", 2)])

    assert list(titles.find("Renovering af den gamle mole")) == [1]
    assert list(titles.find("EVENTUELT.")) == [2]
    assert list(titles.find("Even")) == []
