"""The head of a document in lines: what a converter has run together is cut where a line must have begun."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from services.parser.document import Block
from services.parser.vocabulary.head import head_words
from services.parser.vocabulary.load import matches

_PAGE = re.compile(r"^\d{1,2}\s+(?=[A-ZÆØÅ])")


def head_lines(head: Sequence[Block]) -> list[Block]:
    """Cut the head into lines. What stands above a converter's mark is its own title, and comes last."""
    marks = [index for index, block in enumerate(head) if matches(head_words().converter_marks, block.text.strip())]
    start = marks[-1] + 1 if marks else 0
    return [line for block in (*head[start:], *head[: max(start - 1, 0)]) for line in _lines(block)]


def _lines(block: Block) -> Iterator[Block]:
    if block.rows is not None:
        yield block
        return
    page = _PAGE.match(block.text)
    cuts = [page.end() if page else 0]
    cuts += sorted({cut for cut in _cuts(block.text) if cut > cuts[0]})
    for begin, end in zip(cuts, [*cuts[1:], len(block.text)], strict=True):
        line = block.part(begin, end)
        if line.text:
            yield line


def _cuts(text: str) -> Iterator[int]:
    for match in _pattern().finditer(text):
        yield match.end() if match.lastgroup == "after" else match.start()


@cache
def _pattern() -> re.Pattern[str]:
    words = head_words()
    before = "|".join(pattern.pattern for pattern in words.before)
    after = "|".join(pattern.pattern for pattern in words.after)
    return re.compile(rf"(?P<before>(?<![\w\-])(?=(?:{before})))|(?P<after>(?:{after}))")
