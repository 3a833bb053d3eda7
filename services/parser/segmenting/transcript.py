"""What a converter's pages carry besides the document: the viewer's page around it, running heads and feet."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from services.parser.document import Block
from services.parser.segmenting.heading import is_furniture
from services.parser.segmenting.listing import heads_contents
from services.parser.segmenting.marks import Kind, Mark, marks_in
from services.parser.vocabulary.running import running_text
from services.parser.wording import fold_heading

_PAGE_NUMBER = re.compile(r"\d{1,4}(?=\s|$)")
_LAST_NUMBER = re.compile(r"(?<=\s)(?:Side )?(?P<number>\d{1,4})$")
_DATE_FOOT = re.compile(
    r"(?<=\s)(?:\d{1,2}\.\s)?(?P<month>januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)(?:\s\d{4})?$"
)
_NEAR_TOP = 80  # letters of a running head


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A document in a viewer's page: the title that the viewer gives it (it may be another meeting's), and the rest."""

    blocks: tuple[Block, ...]
    title: tuple[Block, ...] = ()
    is_transcript: bool = False


def document_in(blocks: Sequence[Block]) -> Shown:
    """Take the document out of a viewer's page; what the viewer lists below is other documents.

    The same words below items on a municipality's own page head the attachments, so that they end no document there.
    """
    running = running_text()
    lines = [fold_heading(block.text) if len(block.text) <= _NEAR_TOP else "" for block in blocks]
    begin = next((at for at, line in enumerate(lines) if line in running.transcripts), None)
    end = next((at for at, line in enumerate(lines) if line in running.beyond), len(blocks))
    if begin is not None and begin < end:
        return Shown(blocks=tuple(blocks[begin + 1 : end]), title=tuple(blocks[:begin][:1]), is_transcript=True)
    return Shown(blocks=tuple(blocks if any(map(is_furniture, blocks[:end])) else blocks[:end]))


def bare_pages(pages: Sequence[Block], *, numbered: bool) -> list[Block]:
    """Take page numbers, running heads and running feet off pages that a converter put on one line each.

    ``numbered`` says that even a single page has its number in front.
    """
    numbers = [int(match[0]) if (match := _PAGE_NUMBER.match(page.text)) else None for page in pages]
    bare = pages
    if _rise(numbers) or (numbered and numbers == [1]):
        bare = [
            page.part(len(str(number)), len(page.text)) if number is not None else page
            for page, number in zip(pages, numbers, strict=True)
        ]
    bare = _without_feet(bare, numbers)
    return _without_heads(bare)


def _rise(numbers: Sequence[int | None]) -> bool:
    """Tell whether the numbers at the pages' tops are page numbers: each a step up."""
    known = [number for number in numbers if number is not None]
    steps = [after - before for before, after in pairwise(known)]
    return len(known) > 1 and known[0] == 1 and all(step == 1 for step in steps)


def _without_feet(pages: Sequence[Block], numbers: Sequence[int | None]) -> list[Block]:
    """Cut what ends at least two pages alike: a page number, or a date whose digits may be lost."""
    lasts = [match and int(match["number"]) for match in (_LAST_NUMBER.search(page.text) for page in pages)]
    offsets = Counter(
        last - number for last, number in zip(lasts, numbers, strict=True) if last is not None and number is not None
    )
    months = Counter(match["month"] for page in pages if (match := _DATE_FOOT.search(page.text)))
    kept = []
    for page, number in zip(pages, numbers, strict=True):
        foot = _LAST_NUMBER.search(page.text)
        if not (foot and number is not None and offsets[int(foot["number"]) - number] > 1):
            foot = _DATE_FOOT.search(page.text)
            foot = foot if foot and months[foot["month"]] > 1 else None
        kept.append(page.part(0, foot.start()) if foot else page)
    return kept


def _without_heads(pages: Sequence[Block]) -> list[Block]:
    """Cut what begins pages alike, and what stands above "Side 3"; the first page keeps its head."""
    heads = [_head(page.text) for page in pages]
    kept = list(pages[:1])
    for at, page in enumerate(pages[1:], start=1):
        shared = max(
            (_shared(heads[at], other) for position, other in enumerate(heads) if position != at), key=len, default=[]
        )
        cut = _end_of_words(page.text, len(shared))
        marks = list(marks_in(page.text))
        if marks and marks[0].kind is Kind.FOOT and marks[0].start <= _NEAR_TOP and not heads_contents(page.text):
            cut = max(cut, marks[0].end)
        kept.append(page.part(cut, _end(page.text, marks, shared)))
    return kept


def _head(text: str) -> list[str]:
    first = next(marks_in(text), None)
    return text[: first.start if first else len(text)].split()


def _shared(first: Sequence[str], second: Sequence[str]) -> list[str]:
    return [a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))]


def _end_of_words(text: str, count: int) -> int:
    match = re.match(rf"(?:\s*\S+){{{count}}}", text)
    return match.end() if match else 0


def _end(text: str, marks: Sequence[Mark], head: Sequence[str]) -> int:
    """Find where a page's text ends: before "Side 3" at its end, and before the running head there."""
    end = len(text)
    if marks and marks[-1].kind is Kind.FOOT and not text[marks[-1].end :].strip():
        end = marks[-1].start
    foot = text.rfind(" ".join(head), max(0, end - _NEAR_TOP), end) if head else -1
    is_foot = foot > 0 and "." not in text[foot:end] and text[:foot].rstrip().endswith((".", ":", "!", "?", ")"))
    return foot if is_foot else end
