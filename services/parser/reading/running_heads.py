"""Running heads and feet in a text file, which a printed page leaves in the middle of sentences."""

import re
from collections import Counter
from collections.abc import Sequence

_LINE = re.compile(r"(?P<words>.{0,100}?)\s*\b(?:side|s\.)\s+\d{1,4}(?:\s*(?:af|/)\s*\d{1,4})?", re.IGNORECASE)
_LONGEST = 150
_DIGITS = re.compile(r"\d+")


def without_running_heads(lines: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Take out lines that end in a page's number and say the same on each page; they come apart, each once."""
    heads = [_words(line) for line in lines]
    counts = Counter(words for words in heads if words is not None)
    furniture: dict[str, str] = {}
    kept: list[str] = []
    for line, words in zip(lines, heads, strict=True):
        if words is not None and counts[words] > 1:
            furniture.setdefault(words, line.strip())
        else:
            kept.append(line)
    return kept, tuple(furniture.values())


def _words(line: str) -> str | None:
    """Say what stands before "Side 3" at a line's end, digits and blanks aside; ``None`` if no page is named."""
    if len(line) > _LONGEST:
        return None
    line = line.strip()
    match = _LINE.fullmatch(line) if line[-1:].isdecimal() else None
    return " ".join(_DIGITS.sub("", match["words"]).split()) if match else None
