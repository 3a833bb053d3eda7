"""Headers, footers and page numbers: what stands at the same place on page after page."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from services.parser.reading.model import Line, Page

_HEAD, _FOOT = 0.13, 0.87  # of the page's height: where headers end and footers begin
_NUMBER_FOOT, _NUMBER_HEAD = 0.9, 0.08  # where a bare number is the page's
_SAME_PLACE = 6.0  # points
_MIN_SHARE = 0.6  # of the pages; the first ones and what is attached may have none
_LONE_NUMBER = re.compile(r"(?<!\S)\d{1,4}(?!\S)")
_PAGE_NUMBER = re.compile(r"(?:side|page|s\.)?\s*[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:af|/|of)\s*\d{1,4})?", re.IGNORECASE)
_SAYS_PAGE = re.compile(r"(?:side|page)\s*\d{1,4}\s*(?:(?:af|/|of)\s*\d{1,4})?", re.IGNORECASE)


def furniture_of(pages: Sequence[Page]) -> dict[tuple[int, int], str]:
    """Find the furniture: index of the page and of the item on it, and its text without the page's number."""
    found: dict[tuple[int, int], str] = {}
    seen: dict[tuple[str, bool], list[tuple[int, int, float]]] = defaultdict(list)
    inside: Counter[str] = Counter()
    for at, page in enumerate(pages):
        for index, line, place in _placed_lines(page):
            text = line.text.strip()
            outermost = place > _NUMBER_FOOT or place < _NUMBER_HEAD
            if outermost and (_SAYS_PAGE.fullmatch(text) or (_PAGE_NUMBER.fullmatch(text) and len(pages) > 1)):
                found[at, index] = ""
            elif _HEAD < place < _FOOT:
                inside[masked(text)] += 1
            else:
                seen[masked(text), place < 0.5].append((at, index, line.top or 0.0))
    for (text, _), occurrences in seen.items():
        for group in _same_place(occurrences):
            if _keeps_coming(sorted({at for at, _, _ in group}), len(pages)) and 2 * inside[text] < len(group):
                found.update({(at, index): text for at, index, _ in group})
    return found


def masked(text: str) -> str:
    """Leave out numbers that stand alone: the page's own is among them, a date or a case number is not."""
    return " ".join(_LONE_NUMBER.sub("", text).split())


def _keeps_coming(at: Sequence[int], pages: int) -> bool:
    """Tell whether text stands on page after page, or on every second one as left and right pages have it.

    A heading that happens to begin two pages is no header: it comes and goes.
    """
    steps = {after - before for before, after in itertools.pairwise(at)}
    return (steps == {1} and len(at) >= _MIN_SHARE * pages) or (steps == {2} and len(at) >= pages // 2 > 1)


def _placed_lines(page: Page) -> Iterator[tuple[int, Line, float]]:
    """Yield the page's lines with their place as a share of its height."""
    if not page.height:
        return
    for index, item in enumerate(page.items):
        if isinstance(item, Line) and item.top is not None and item.bottom is not None:
            yield index, item, (item.top + item.bottom) / 2 / page.height


def _same_place(occurrences: Sequence[tuple[int, int, float]]) -> Iterator[list[tuple[int, int, float]]]:
    """Part the occurrences of one text by their height on the page."""
    group: list[tuple[int, int, float]] = []
    for occurrence in sorted(occurrences, key=lambda occurrence: occurrence[2]):
        if group and occurrence[2] - group[-1][2] > _SAME_PLACE:
            yield group
            group = []
        group.append(occurrence)
    if group:
        yield group
