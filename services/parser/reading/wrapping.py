"""Whether a text file was wrapped at a fixed width, as typewriters and mail do, and where its lines go on."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

NARROWEST, WIDEST = 40, 120  # columns; lines beyond are paragraphs
_RAGGED = 8  # columns that a wrapped line may fall short of the longest
_MIN_FULL_LINES = 3
_POINT = re.compile(r"\s*at\s")  # begins a point of a recommendation, full line above or not
_SURE_SHARE = 0.8


def wrap_width(blocks: Iterable[Sequence[str]]) -> int | None:
    """Find the width that lines were wrapped at, ``None`` if each line is a paragraph of its own.

    A block is the lines that stand together without a blank one between. The proof are lines that begin with
    a small letter: the line before them must nearly always have been full.
    """
    kept = [tuple(block) for block in blocks]
    width = _usual_longest(Counter(len(line) for block in kept for line in block))
    if width is None:
        return None
    full = going_on = going_on_full = 0
    for block in kept:
        for line, following in itertools.pairwise(block):
            is_full = was_full(line, following, width)
            full += is_full
            if following.lstrip()[:1].islower() and not _POINT.match(following):
                going_on += 1
                going_on_full += is_full
    enough = full >= _MIN_FULL_LINES and going_on >= _MIN_FULL_LINES
    return width if enough and going_on_full >= _SURE_SHARE * going_on else None


def was_full(line: str, following: str, width: int) -> bool:
    """Tell whether the first word of ``following`` would not have fitted on ``line``."""
    word = following.split(maxsplit=1)[0] if following.strip() else ""
    return len(line) + 1 + len(word) > width


def _usual_longest(lengths: Counter[int]) -> int | None:
    """Take the longest length that is no exception (an address that could not be broken)."""
    total = lengths.total()
    needed = max(2, total // 100)
    if sum(count for length, count in lengths.items() if length > WIDEST) > total // 50:
        return None
    for width in range(WIDEST, NARROWEST - 1, -1):
        if lengths[width] and sum(lengths[width - short] for short in range(_RAGGED)) >= needed:
            return width
    return None
