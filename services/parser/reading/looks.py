"""How text of a word processor looks, as far as a style or a piece of text itself says; ``None`` is not said."""

from collections.abc import Mapping
from typing import NamedTuple

_MOST_ANCESTORS = 20  # Word allows eleven


class Look(NamedTuple):
    """What one style, paragraph or piece of text says. Lengths are points; ``level`` 0 is no heading.

    ``list_id`` and ``depth`` (from 0) are the list that a paragraph is numbered in, ``list_id`` "" is none;
    ``close`` says that no white space stands between paragraphs of one style.
    """

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    size: float | None = None
    level: int | None = None
    list_id: str | None = None
    depth: int | None = None
    above: float | None = None
    below: float | None = None
    close: bool | None = None

    def over(self, base: "Look") -> "Look":
        """Lay this over ``base``: what is not said here is as it is there."""
        if base == NO_LOOK:
            return self
        if self == NO_LOOK:
            return base
        return Look._make(below if mine is None else mine for mine, below in zip(self, base, strict=True))


NO_LOOK = Look()


class Style(NamedTuple):
    """A style by itself, and the name of the one that it is based on ("" if on none)."""

    look: Look
    parent: str = ""


def resolve(styles: Mapping[str, Style], name: str) -> Look:
    """Lay a style over all that it is based on; a circle ends where it closes."""
    look = NO_LOOK
    seen: set[str] = set()
    while name in styles and name not in seen and len(seen) < _MOST_ANCESTORS:
        seen.add(name)
        look = look.over(styles[name].look)
        name = styles[name].parent
    return look
