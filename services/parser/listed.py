"""What the contents list knows of the items: which of them the body does not show, and which are closed."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from services.parser.segmenting.contents import Entry
from services.parser.segmenting.support import TYPE_MARK
from services.parser.segmenting.titles import Titles
from shared.contract.record import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The entries that no item of the body stands for, and the places of the items that are listed as closed."""

    unseen: tuple[Entry, ...]
    closed: frozenset[int]


def compare(entries: Sequence[Entry], items: Sequence[Item]) -> Listed:
    """Find the items that each entry stands for: by title, and a closed one by its number as well.

    A title that is listed as open and as closed is the open one's first.
    """
    shown = _Shown(items)
    found = [shown.by(entry) for entry in entries]
    opened = {places[0] for entry, places in zip(entries, found, strict=True) if places and not entry.closed}
    alone = _alone(entries, items)
    unseen, closed = [], set[int]()
    for entry, places in zip(entries, found, strict=True):
        here = places
        if entry.closed:
            here = [at for at in places or alone.get(entry.number, []) if at not in opened]
            closed.update(here)
        unseen += [] if here else [entry]
    return Listed(unseen=tuple(unseen), closed=frozenset(closed))


class _Shown:
    """The places of the items by title, and of those by number; each title is looked for once."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._titles = Titles((item.title or "", (at, item)) for at, item in enumerate(items))
        self._found: dict[str, defaultdict[str | None, list[int]]] = {}

    def by(self, entry: Entry) -> list[int]:
        """Find the items of an entry's title, and of its number if both have one."""
        places: list[int] = []
        for title in dict.fromkeys((entry.title, TYPE_MARK.sub("", entry.title))):
            numbered = self._numbered(title)
            numbers = numbered if entry.number is None else dict.fromkeys((None, entry.number))
            places += [at for number in numbers for at in numbered.get(number, ())]
        return sorted(places)

    def _numbered(self, title: str) -> defaultdict[str | None, list[int]]:
        if title not in self._found:
            self._found[title] = defaultdict(list)
            for at, item in self._titles.find(title):
                self._found[title][item.number].append(at)
        return self._found[title]


def _alone(entries: Sequence[Entry], items: Sequence[Item]) -> dict[str | None, list[int]]:
    """Find the item of each number that only one entry and one item have."""
    listed = Counter(entry.number for entry in entries)
    numbered = Counter(item.number for item in items)
    return {
        item.number: [at]
        for at, item in enumerate(items)
        if item.number and listed[item.number] == 1 == numbered[item.number]
    }
