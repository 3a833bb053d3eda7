"""Headers, footers and page numbers: what stands at the same place on page after page."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.parser.reading.model import Line, Page

_HEAD, _FOOT = 0.13, 0.87  # of the page's height: where headers end and footers begin
_NUMBER_FOOT, _NUMBER_HEAD = 0.9, 0.08  # where a bare number is the page's
_SAME_PLACE = 6.0  # points
_MIN_SHARE = 0.6  # of the pages; the first ones and what is attached may have none
_LONE_NUMBER = re.compile(r"(?<!\S)\d{1,4}(?!\S)")
_PAGE_NUMBER = re.compile(r"(?:side|page|s\.)?\s*[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:af|/|of)\s*\d{1,4})?", re.IGNORECASE)
_FIRST_OF_ONE = re.compile(r"[-–]?\s*1\s*[-–]?(?:\s*(?:af|/|of)\s*1)?", re.IGNORECASE)  # the number of a lone page
_SAYS_PAGE = re.compile(r"(?:side|page)\s*\d{1,4}\s*(?:(?:af|/|of)\s*\d{1,4})?", re.IGNORECASE)


class _Place(NamedTuple):
    """Where a text stands: index of the page and of the item on it, and how far from the page's top."""

    at: int
    item: int
    top: float
    is_bold: bool


def furniture_of(pages: Sequence[Page]) -> dict[tuple[int, int], str]:
    """Find the furniture: index of the page and of the item on it, and its text without the page's number."""
    found: dict[tuple[int, int], str] = {}
    seen: dict[tuple[str, bool], list[_Place]] = defaultdict(list)
    inside: Counter[str] = Counter()
    for at, page in enumerate(pages):
        for index, line, place in _placed_lines(page):
            if _HEAD < place < _FOOT:
                inside[line.text] += 1
                continue
            text = line.text.strip()
            outermost = place > _NUMBER_FOOT or place < _NUMBER_HEAD
            is_number = _PAGE_NUMBER if len(pages) > 1 else _FIRST_OF_ONE
            if outermost and (_SAYS_PAGE.fullmatch(text) or is_number.fullmatch(text)):
                found[at, index] = ""
            else:
                seen[masked(text), place < 0.5].append(_Place(at, index, line.top or 0.0, line.bold))
    for (text, _), places in seen.items():
        for group in _same_height(places):
            if _keeps_coming(group, len(pages)) and 2 * inside[text] < len(group):
                found.update({(place.at, place.item): text for place in group})
    return found


def masked(text: str) -> str:
    """Leave out numbers that stand alone: the page's own is among them, a date or a case number is not."""
    return " ".join(_LONE_NUMBER.sub("", text).split())


def _keeps_coming(places: Sequence[_Place], pages: int) -> bool:
    """Tell whether text stands on page after page, or on every second one as left and right pages have it.

    A heading that happens to begin two pages is no header: it comes and goes, and it is bold.
    """
    at = sorted({place.at for place in places})
    if len(at) == pages > 1:
        return True
    if any(place.is_bold for place in places):
        return False
    steps = {after - before for before, after in itertools.pairwise(at)}
    return (steps == {1} and len(at) >= _MIN_SHARE * pages) or (steps == {2} and len(at) >= pages // 2 > 1)


def _placed_lines(page: Page) -> Iterator[tuple[int, Line, float]]:
    """Yield the page's lines with their place as a share of its height."""
    if not page.height:
        return
    for index, item in enumerate(page.items):
        if isinstance(item, Line) and item.top is not None and item.bottom is not None:
            yield index, item, (item.top + item.bottom) / 2 / page.height


def _same_height(places: Sequence[_Place]) -> Iterator[list[_Place]]:
    """Part the places of one text by their height on the page."""
    group: list[_Place] = []
    for place in sorted(places, key=lambda place: place.top):
        if group and place.top - group[-1].top > _SAME_PLACE:
            yield group
            group = []
        group.append(place)
    if group:
        yield group
