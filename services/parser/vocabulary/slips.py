"""Words with one slip in them: a letter that a converter dropped, doubled or took for another, or a blank inside.

Only for whole lines: in running text every second word is near another one.
"""

from collections.abc import Iterable, Iterator
from typing import Final

_FEWEST: Final = 8  # letters; shorter words are too near to each other
_MOST: Final = 60  # letters of a line that is looked up


class Slips:
    """Folded words of a list, found by a line that has one slip: "sagsfremstiling", "sags fremstilling"."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {_squeezed(word): word for word in words if len(_squeezed(word)) >= _FEWEST}
        self._shorter = {shorter: word for squeezed, word in self._words.items() for shorter in _without_one(squeezed)}

    def find(self, line: str) -> str | None:
        """Find the word that a folded line is meant to be. One letter more at its end makes another word of it."""
        squeezed = _squeezed(line)
        if not _FEWEST - 1 <= len(squeezed) <= _MOST:
            return None
        if squeezed in self._words:
            return self._words[squeezed]
        if squeezed[:-1] in self._words:
            return None
        tries = (squeezed, *_without_one(squeezed))
        found = (self._words.get(letters) or self._shorter.get(letters) for letters in tries)
        return next(filter(None, found), None)


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _without_one(letters: str) -> Iterator[str]:
    return (letters[:at] + letters[at + 1 :] for at in range(len(letters)))
