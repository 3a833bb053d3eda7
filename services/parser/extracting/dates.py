"""Dates and clock times in every shape that Danish minutes write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ENGLISH = {"may": 5, "oct": 10}
_MONTH = (
    r"(?:jan(?:uari?|uary)?|feb(?:ruari?|ruary)?|mar(?:ts|ch)?|apr(?:il)?|maj|may|jun[ie]?|jul[iy]?|"
    r"aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY_BEFORE = re.compile(r"\b((?:man|tirs|ons|tors|fre|lør|søn)dag)\s*,?\s*(?:d\.|den)?\s*$", re.IGNORECASE)
_NEAR = 30  # letters before a date in which its weekday stands

DATE = re.compile(
    rf"(?<![\d.\-/])(?:"
    rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?!\d)"
    rf"|(?P<day>\d{{1,2}})\s?[.\-]?\s?(?P<month>{_MONTH})\b\.?,?[\s\-]*(?P<year>\d{{4}})"
    rf"|(?P<english>{_MONTH})\s(?P<eday>\d{{1,2}}),\s?(?P<eyear>\d{{4}})"
    rf"|(?P<d>\d{{1,2}})(?P<mark>[.\-/])\s?(?P<m>\d{{1,2}})(?:(?P=mark)\s?|[\s\-](?=\d{{4}}))(?P<y>\d{{4}}|\d{{2}}(?!\d))"
    rf")(?![\d\-/])",
    re.IGNORECASE,
)
"""One date; the whole match is its text."""

CLOCK = re.compile(
    r"(?:\bkl\.?\s*|\bklokken\s+)(?P<h>[01]?\d|2[0-3])(?:[.:](?P<min>[0-5]\d))?(?!\d)"
    r"(?:\s*[-–]\s*(?:kl\.?\s*)?(?P<h2>[01]?\d|2[0-3])[.:](?P<min2>[0-5]\d))?"
    r"|(?<![\d.:])(?P<bare_h>[01]?\d|2[0-3])[.:](?P<bare_min>[0-5]\d)(?::[0-5]\d)?(?![\d.:]\d|\d)"
    r"(?:\s*[-–]\s*(?P<bare_h2>[01]?\d|2[0-3])[.:](?P<bare_min2>[0-5]\d)(?!\d))?",
    re.IGNORECASE,
)
"""One clock time or a range of two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date found in a text, ISO 8601, with its place there and the weekday that stood before it, if any."""

    iso: str
    start: int
    end: int
    weekday: str | None = None

    @property
    def weekday_fits(self) -> bool | None:
        """Tell whether the weekday belongs to the date; ``None`` where none is written."""
        if self.weekday is None:
            return None
        names = ("man", "tirs", "ons", "tors", "fre", "lør", "søn")
        return names[date.fromisoformat(self.iso).weekday()] == self.weekday.casefold().removesuffix("dag")


_DIGIT = re.compile(r"\d")


def find_dates(text: str) -> Iterator[Dated]:
    """Yield every date in ``text``; what is no day of the calendar is none."""
    if not _DIGIT.search(text):  # the quick answer for most lines
        return
    for match in DATE.finditer(text):
        if iso := _iso(match):
            before = _DAY_BEFORE.search(text[max(0, match.start() - _NEAR) : match.start()])
            weekday = before[1] if before else None
            yield Dated(iso=iso, start=match.start(), end=match.end(), weekday=weekday)


def without_dates(text: str) -> str:
    """Blank out the dates of a text, so that "12.05" in them is no clock time; all else stays in its place."""
    pieces, position = [], 0
    for dated in find_dates(text):
        pieces += [text[position : dated.start], "\0" * (dated.end - dated.start)]
        position = dated.end
    return "".join([*pieces, text[position:]])


def first_date(text: str) -> str | None:
    """Find the first date, ISO 8601."""
    found = next(find_dates(text), None)
    return found.iso if found else None


def find_times(text: str) -> tuple[str | None, str | None]:
    """Find the first clock time, and the end of a range if it is one, as ``HH:MM``."""
    match = CLOCK.search(without_dates(text))
    if not match:
        return None, None
    begin = _clock(match["h"] or match["bare_h"], match["min"] or match["bare_min"])
    end_hour = match["h2"] or match["bare_h2"]
    return begin, _clock(end_hour, match["min2"] or match["bare_min2"]) if end_hour else None


def _clock(hour: str, minute: str | None) -> str:
    return f"{int(hour):02}:{minute or '00'}"


def _iso(match: re.Match[str]) -> str | None:
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
    elif match["month"]:
        year, month, day = int(match["year"]), _month(match["month"]), int(match["day"])
    elif match["english"]:
        year, month, day = int(match["eyear"]), _month(match["english"]), int(match["eday"])
    else:
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        year += 0 if year > 99 else 2000 if year < 70 else 1900
    try:
        return date(year, month, day).isoformat() if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def _month(word: str) -> int:
    short = word.casefold()[:3]
    return _ENGLISH.get(short) or _MONTHS.index(short) + 1
