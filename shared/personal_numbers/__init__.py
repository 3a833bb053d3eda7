"""Danish personal numbers (CPR numbers): where a text holds what may be one, and how to show the text without it.

A number is six digits of a birth date and four more, written in many ways. Whether its last digit checks is a sign
and no filter: since 2007 numbers are given out that do not check, so far to those born on 1 January.
"""

from collections.abc import Iterator
from typing import Final

from shared.personal_numbers import misreading
from shared.personal_numbers.folding import fold
from shared.personal_numbers.judging import spans

MASK: Final = "xxxxxx-xxxx"

find_misread = misreading.spans


def find(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of everything in ``text`` that may be a personal number, in order."""
    found = set(spans(text))
    # As it stands, too: in "50%120385-1236" the percent sign is one.
    if folded := fold(text):
        found.update((folded.origin(start), folded.origin(end)) for start, end in spans(folded.text))
    return iter(sorted(found))


def is_in(text: str) -> bool:
    """Tell whether a text holds what may be a personal number."""
    return next(find(text), None) is not None


def mask(text: str) -> str:
    """Write a text anew with ``MASK`` in the place of every personal number."""
    pieces: list[str] = []
    end = 0
    for start, stop in find(text):
        if start >= end:
            pieces += [text[end:start], MASK]
        end = max(end, stop)
    return "".join([*pieces, text[end:]])
