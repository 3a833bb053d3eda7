"""Headers, footers and page numbers: what stands at the same place on page after page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from services.parser.reading.model import Line, Page

_HEAD, _FOOT = 0.13, 0.87  # of the page's height: where headers end and footers begin
_NUMBER_FOOT, _NUMBER_HEAD = 0.9, 0.08  # where a bare number is the page's
_SAME_PLACE = 6.0  # points
_MIN_SHARE = 0.4  # of the pages; left and right pages may have headers of their own
_PAGE_NUMBER = re.compile(r"(?:side|page|s\.)?\s*[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:af|/|of)\s*\d{1,4})?", re.IGNORECASE)
_SAYS_PAGE = re.compile(r"(?:side|page)\s*\d{1,4}\s*(?:(?:af|/|of)\s*\d{1,4})?", re.IGNORECASE)


def furniture_of(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """Find the furniture, as index of the page and of the item on it."""
    found: set[tuple[int, int]] = set()
    seen: dict[tuple[str, bool], list[tuple[int, int, float]]] = defaultdict(list)
    for at, page in enumerate(pages):
        for index, line, place in _outer_lines(page):
            text = line.text.strip()
            outermost = place > _NUMBER_FOOT or place < _NUMBER_HEAD
            if outermost and (_SAYS_PAGE.fullmatch(text) or (_PAGE_NUMBER.fullmatch(text) and len(pages) > 1)):
                found.add((at, index))
            else:
                seen[re.sub(r"\d+", "#", text.casefold()), place < 0.5].append((at, index, line.top or 0.0))
    for occurrences in seen.values():
        for group in _same_place(occurrences):
            on_pages = {at for at, _, _ in group}
            if len(on_pages) > 1 and len(on_pages) >= _MIN_SHARE * len(pages):
                found.update((at, index) for at, index, _ in group)
    return found


def _outer_lines(page: Page) -> Iterator[tuple[int, Line, float]]:
    """Yield the lines in the page's head and foot, with their place as a share of its height."""
    if not page.height:
        return
    for index, item in enumerate(page.items):
        if isinstance(item, Line) and item.top is not None and item.bottom is not None:
            place = (item.top + item.bottom) / 2 / page.height
            if place < _HEAD or place > _FOOT:
                yield index, item, place


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
