"""The best supported chain of rising numbers among headings, found in one pass."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from services.parser.segmenting.heading import Heading
from services.parser.segmenting.support import leading

_NEXT, _NEAR, _NEAR_BY = 1.0, 0.5, 5  # what a step to the next number adds, and one over a few closed items
_Chained = tuple[float, int]  # a chain's support, and the place of its last heading among the candidates


class _Frontier:
    """The best chain that ends at a number below any other."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._best: list[_Chained] = []

    def below(self, number: int) -> _Chained:
        at = bisect_left(self._numbers, number)
        return self._best[at - 1] if at else (0.0, -1)

    def add(self, number: int, chained: _Chained) -> None:
        """Keep a chain unless a better one ends earlier; drop those that it makes useless."""
        at = bisect_right(self._numbers, number)
        if at and self._best[at - 1][0] >= chained[0]:
            return
        start = at - 1 if at and self._numbers[at - 1] == number else at
        end = start
        while end < len(self._best) and (self._numbers[end] == number or self._best[end][0] <= chained[0]):
            end += 1
        self._numbers[start:end], self._best[start:end] = [number], [chained]


def rising_chain(candidates: Sequence[Heading]) -> list[Heading]:
    """Take the chain of rising numbers with the most support; a heading that repeats one number is its echo.

    A step to the next number supports both headings, a leap over many does not.
    """
    frontier = _Frontier()
    by_number: defaultdict[int, dict[str, _Chained]] = defaultdict(dict)
    before: list[int] = []
    best: _Chained = (0.0, -1)
    for position, heading in enumerate(candidates):
        number, letter = leading(heading.number or "0")
        support, last = max((frontier.below(number), *_near(by_number, number, letter)), key=lambda chained: chained[0])
        before.append(last)
        chained = (support + heading.support, position)
        frontier.add(number, chained)
        if chained[0] > by_number[number].get(letter, (0.0, -1))[0]:
            by_number[number][letter] = chained
        best = max(best, chained, key=lambda either: either[0])
    return [candidates[position] for position in _followed(before, best[1])]


def _near(by_number: dict[int, dict[str, _Chained]], number: int, letter: str) -> Iterator[_Chained]:
    """Yield the chains that end a few numbers before, with what the step to this one adds."""
    for earlier in range(max(0, number - _NEAR_BY), number + 1):
        for other, (support, position) in by_number.get(earlier, {}).items():
            if earlier < number or other < letter:
                yield support + (_NEXT if number - earlier <= 1 else _NEAR), position


def _followed(before: Sequence[int], position: int) -> list[int]:
    places = []
    while position >= 0:
        places.append(position)
        position = before[position]
    return places[::-1]
