"""Titles by how they begin, so that each is compared with the few that it can be the same as."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from services.parser.extracting.states import without_state
from services.parser.wording import fold_title, same_title

_BEGINNING = 18  # folded letters that two titles share if they are the same and one is cut short

Named = TypeVar("Named")


class Titles(Generic[Named]):
    """Things by their title; a title that was cut short still finds its thing."""

    def __init__(self, named: Iterable[tuple[str, Named]]) -> None:
        self._by_beginning: defaultdict[str, list[tuple[str, Named]]] = defaultdict(list)
        for title, thing in named:
            name = without_state(title)
            self._by_beginning[_beginning(name)].append((name, thing))

    def find(self, title: str) -> Iterator[Named]:
        """Yield the things whose title is the same, in the order given; "(Lukket)" belongs to no title."""
        title = without_state(title)
        for other, thing in self._by_beginning.get(_beginning(title), ()):
            if same_title(other, title):
                yield thing


def _beginning(title: str) -> str:
    return fold_title(title)[:_BEGINNING]
