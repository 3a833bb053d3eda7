"""What a text itself calls its numbers, in the words before them or the head of their column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_LOOK_BACK: Final = 40  # characters: as far as words speak of the number behind them
_LONGEST_HEAD: Final = 40  # characters
_NUMBER: Final = r"[-. ]{0,2}n(?:r|umm?er(?:et)?|umre(?:ne)?)"
_PERSON: Final = re.compile(r"cpr|person-?n(?:r|umm?er|umre)", re.IGNORECASE)
_PERSON_BEFORE: Final = re.compile(rf"(?:{_PERSON.pattern})[^0-9]{{0,30}}$", re.IGNORECASE)
_INSTITUTION: Final = re.compile(rf"\b(?:p|produktions(?:enheds?)?){_NUMBER}\b", re.IGNORECASE)
_OTHER: Final = re.compile(
    r"\b(?:ean|cvr|konto|faktura|tlf|telefon|mobil|sag(?:en)?)\b"
    r"|\b(?:se|j|lb|ean|cvr|konto|faktura|ordre|kunde|sags?|dok(?:ument)?|bilags?|journal|løbe|ejendoms?"
    rf"|brev)(?:{_NUMBER}|[-. ]{{0,2}}id)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Names:
    """Where the numbers of a text begin that it calls something. Looked for once, and only if somebody asks."""

    text: str

    def say_person(self, start: int) -> bool:
        """Tell whether what begins at ``start`` is called a personal number."""
        before = self.text[max(0, start - _LOOK_BACK) : start]
        return bool(_PERSON_BEFORE.search(before)) or start in self._persons

    @cached_property
    def institutions(self) -> frozenset[int]:
        """Where numbers begin that are called P-numbers, those of production units: "P-nr.: 1003212345 og …"."""
        return frozenset((*_listed(_INSTITUTION, self.text), *_below(_INSTITUTION, self.text)))

    @cached_property
    def others(self) -> frozenset[int]:
        """Where numbers begin that are called anything but a personal number."""
        return self.institutions.union(_listed(_OTHER, self.text), _below(_OTHER, self.text))

    @cached_property
    def _persons(self) -> frozenset[int]:
        return frozenset(_below(_PERSON, self.text))


def _listed(name: re.Pattern[str], text: str) -> Iterator[int]:
    """Yield where the numbers begin that stand behind a name, or are counted up behind it."""
    number = "[0-9]{6,14}"
    listing = re.compile(
        rf"(?:{name.pattern})\.?(?:\s+er)?[:\s]{{0,5}}(?:[0-9]{{4}} )?"  # the four digits are those of a bank
        rf"(?P<numbers>{number}(?:(?:[,;]\s?|\s(?:og|samt)\s|\n){number})*)",
        re.IGNORECASE,
    )
    for found in listing.finditer(text):
        for digits in re.finditer(number, found["numbers"]):
            yield found.start("numbers") + digits.start()


def _below(name: re.Pattern[str], text: str) -> Iterator[int]:
    """Yield where the cells begin that stand below a head with the name in it, as far as lines have columns."""
    if not name.search(text):
        return
    columns: set[int] = set()
    line_start = 0
    for line in text.split("\n"):
        cells = line.split("\t")
        heads = {column for column, cell in enumerate(cells) if _is_head(name, cell)}
        if len(cells) == 1 or heads:
            columns = heads
        else:
            start = line_start
            for column, cell in enumerate(cells):
                if column in columns:
                    yield start
                start += len(cell) + 1
        line_start += len(line) + 1


def _is_head(name: re.Pattern[str], cell: str) -> bool:
    return len(cell) <= _LONGEST_HEAD and bool(name.search(cell)) and not any(map(str.isdigit, cell))
