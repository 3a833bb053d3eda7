"""What an RTF group inherits from the one around it, and takes back at its end."""

from typing import NamedTuple

CHANGES = frozenset(("plain", "b", "i", "v", "deleted", "f", "uc"))
_MAX_UNICODE_SKIP = 100


class State(NamedTuple):
    """How letters look at one place; ``mark`` says that they are the printed number or dash of a list."""

    bold: bool = False
    italic: bool = False
    hidden: bool = False
    font: int = -1
    unicode_skip: int = 1
    mark: bool = False

    def changed(self, word: str, number: int | None, default_font: int) -> "State":
        """Say what one of the words of ``CHANGES`` makes of it."""
        on = number != 0
        if word == "b":
            return self if self.bold is on else self._replace(bold=on)
        if word == "i":
            return self if self.italic is on else self._replace(italic=on)
        if word == "f":
            return self if self.font == number else self._replace(font=number or 0)
        if word == "plain":
            return State(font=default_font, unicode_skip=self.unicode_skip, mark=self.mark)
        if word == "uc":
            return self._replace(unicode_skip=min(max(1 if number is None else number, 0), _MAX_UNICODE_SKIP))
        return self._replace(hidden=on)
