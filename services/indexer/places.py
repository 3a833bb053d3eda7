"""Where a sentence of a section stands in the original, whose white space and marks the section has lost."""

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Final

Range = tuple[int, int]

_WORD: Final = re.compile(r"[^\W_]+")
_CLOSING: Final = re.compile(r"[^\w\s]*")


def place_in_original(original: str, passage: str, sentence: Range) -> Range | None:
    """Find the sentence, a range of ``passage``, in the part of the original that the passage was read from.

    Words are compared and nothing between them. ``None`` where the words differ, as at a hyphen that the
    original has at the end of a line.
    """
    start, end = sentence
    wanted = _joined(passage[start:end])
    if not wanted.strip():
        return None
    # The same words may stand there before: it is as often as in the passage before the sentence.
    earlier = _joined(passage[:start]).count(wanted)
    words = [*_WORD.finditer(original)]
    joined = _joined(original)
    at = joined.find(wanted)
    for _ in range(earlier):
        following = joined.find(wanted, at + 1)
        at = following if following >= 0 else at
    if at < 0:
        return None
    begins = [*accumulate((len(word[0]) + 1 for word in words), initial=0)]
    first = bisect_right(begins, at) - 1
    last = first + len(_WORD.findall(passage, start, end)) - 1
    closing = _CLOSING.match(original, words[last].end())
    return words[first].start(), closing.end() if closing else words[last].end()


def _joined(text: str) -> str:
    """Spell a text as its words, a blank before and after each."""
    return f" {' '.join(_WORD.findall(text))} "
