"""Case numbers taken apart: what two spellings of one number have in common."""

import re

from shared.contract.record import CaseNumber

_KLE = re.compile(
    r"(?P<group>\d{2}\.\d{2})(?:\.(?P<topic>\d{2}))?[.\-]?(?P<facet>[A-ZÆØÅ]\d{2})(?:\s?[-/]\s?(?P<rest>\d[\d/\-]*))?"
)
_YEAR_FIRST = re.compile(r"(?P<year>(?:19|20)\d{2})[-/](?P<serial>\d+)")
_YEAR_LAST = re.compile(r"(?P<serial>\d+)(?:[-/](?P<year>(?:19|20)?\d{2}))?")
_OTHERS = (
    re.compile(r"(?P<authority>\d{3})-(?P<year>(?:19|20)\d{2})-(?P<serial>\d+)"),
    re.compile(r"(?P<system>[A-ZÆØÅ]{2,4})-(?P<year>(?:19|20)\d{2})-(?P<serial>\d+)"),
    re.compile(r"(?P<year>(?:19|20)\d{2})-(?P<serial>\d{4,7})"),
    re.compile(r"(?P<year>\d{2})[/-](?P<serial>\d{3,6})"),
)


def normalised(written: str) -> CaseNumber:
    """Take a number apart; one of no known shape is its own key, without blanks."""
    if kle := _KLE.fullmatch(written):
        subject = ".".join(part for part in (kle["group"], kle["topic"]) if part)
        rest = kle["rest"] or ""
        tail = _YEAR_FIRST.fullmatch(rest) or _YEAR_LAST.fullmatch(rest)
        serial, year = (_serial(tail["serial"]), _year(tail["year"])) if tail else (rest or None, None)
        key = "-".join(str(part) for part in (subject, kle["facet"], serial, year) if part is not None)
        return CaseNumber(written=written, key=key, subject=subject, facet=kle["facet"], serial=serial, year=year)
    for pattern in _OTHERS:
        if match := pattern.fullmatch(written):
            owner = match.groupdict().get("authority") or match.groupdict().get("system")
            serial, year = _serial(match["serial"]), _year(match["year"])
            key = "-".join(str(part) for part in (owner, year, serial) if part is not None)
            return CaseNumber(written=written, key=key, owner=owner, serial=serial, year=year)
    return CaseNumber(written=written, key=re.sub(r"\s+", "", written))


def _serial(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _year(digits: str | None) -> int | None:
    """Read a year of two digits as one of the computer's age: 1970 to 2069."""
    if not digits:
        return None
    year = int(digits)
    return year if year > 99 else year + (1900 if year >= 70 else 2000)
