"""Headings that a converter glued to the words before them: "... som beskrevet i notatet.Indstilling"."""

import re
from collections.abc import Iterator
from functools import cache

from services.parser.document import Block
from services.parser.vocabulary.load import vocabulary

_SHORTEST = 6  # letters of a heading: shorter ones end too many words
_SEAM = re.compile(r"[A-ZÆØÅ](?<=[a-zæøå.)].)")  # what every such place has, and few lines have


def unglued(block: Block) -> Iterator[Block]:
    """Yield a block in its lines: before a glued heading, the heading, and what follows it."""
    position = 0
    if block.rows is None and _SEAM.search(block.text):
        for match in _glued().finditer(block.text):
            yield block.part(position, match.start())
            yield block.part(match.start(), match.end())
            position = match.end()
    if position == 0:
        yield block
    elif block.text[position:].strip():
        yield block.part(position, len(block.text))


@cache
def _glued() -> re.Pattern[str]:
    """Match a heading's word with its capital, no blank before it, and a line's end or a sentence behind it."""
    words = vocabulary()
    strong = sorted(word for word in words.roles if len(word) >= _SHORTEST and word not in words.weak_headings)
    capital = "|".join(re.escape(word[0].upper() + word[1:]) for word in sorted(strong, key=len, reverse=True))
    return re.compile(rf"(?<=[a-zæøå.)])(?=[A-ZÆØÅ])(?:{capital}):?(?=\s*$|\s+[A-ZÆØÅ])")
