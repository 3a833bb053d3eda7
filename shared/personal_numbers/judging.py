"""Danish personal numbers (CPR numbers): where a text holds what may be one, and how to show the text without it.

A number is six digits of a birth date and four more, written in many ways. Whether its last digit checks is a sign
and no filter: since 2007 numbers are given out that do not check, so far to those born on 1 January. So what is
written as such numbers are written is one, and what could as well be something else (a date with a year behind it,
two columns, a production unit's number) is one where it checks or where the words before it say so.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

MASK: Final = "xxxxxx-xxxx"

_DASHES: Final = r"\-\u2010-\u2015\u2212"
_BLANKS: Final = r" \u00a0\u2007\u2009\u202f"
_CANDIDATE: Final = re.compile(
    rf"(?<![0-9])(?P<day>[0-3][0-9])(?P<inner>[{_BLANKS}./{_DASHES}]?)(?P<month>[01][0-9])(?P=inner)(?P<year>[0-9]{{2}})"
    rf"(?P<outer>[{_BLANKS}]?[{_DASHES}]\s?|[{_BLANKS}._/\t\n]?)(?P<serial>[0-9]{{4}})(?![0-9])"
)
_DASH: Final = re.compile(rf"[{_DASHES}]")
_LOOK_BACK: Final = 40  # characters: as far as words speak of the number behind them
_SAYS_SO: Final = re.compile(r"(?:cpr|person-?n(?:umm?er|r|umre))[^0-9]{0,30}$", re.IGNORECASE)
_SAYS_OTHERWISE: Final = re.compile(
    r"(?:\b(?:ean|cvr|konto|faktura|tlf|telefon|mobil)\b"
    r"|\b(?:p|se|j|ean|cvr|konto|faktura|ordre|kunde|sags?|dok(?:ument)?|bilags?|journal|produktions?|løbe)"
    r"[-. ]{0,2}(?:n(?:r|umm?er)|id))\.?:? ?(?:[0-9]{4} )?$",
    re.IGNORECASE,
)
_COLUMNS: Final = {"\t", "\n"}
_DAY_AND_MONTH: Final = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])")
_GOES_ON: Final = re.compile(r"[-./][0-9]{2,4}(?![0-9])")
_WEIGHTS: Final = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of everything in ``text`` that may be a personal number."""
    return (found.span() for found in _CANDIDATE.finditer(text) if _is_one(found))


def is_in(text: str) -> bool:
    """Tell whether a text holds what may be a personal number."""
    return next(find(text), None) is not None


def mask(text: str) -> str:
    """Write a text anew with ``MASK`` in the place of every personal number."""
    return _CANDIDATE.sub(lambda found: MASK if _is_one(found) else found[0], text)


def _is_one(found: re.Match[str]) -> bool:
    if not _is_birth_date(found) or (found["inner"] and _is_part_of_a_longer_number(found)):
        return False
    before = found.string[max(0, found.start() - _LOOK_BACK) : found.start()]
    return bool(_SAYS_SO.search(before)) or _looks_like_one(found, before)


def _looks_like_one(found: re.Match[str], before: str) -> bool:
    inner, outer, serial = found.group("inner", "outer", "serial")
    if inner and (_is_year(serial) or _DAY_AND_MONTH.fullmatch(serial)):  # "31.12.21-2022", "01-01-22-3112"
        return False
    if _DASH.fullmatch(outer) and not _DASH.fullmatch(inner):
        return True
    if not inner and not outer and _SAYS_OTHERWISE.search(before):
        return False
    is_ambiguous = _is_year(serial) or _is_full_hour(serial) or (not outer and _begins_with_a_year(found))
    if outer and is_ambiguous:
        return outer not in _COLUMNS and _checks(found)
    return _checks(found) or _is_new_years_child(found) or (_is_plain(found) and not is_ambiguous)


def _is_plain(found: re.Match[str]) -> bool:
    """Tell whether it is written as nothing else is: six digits, a blank or something like it or nothing, and four."""
    if found["inner"] or found["outer"] in {*_COLUMNS, "/"}:
        return False
    before, after = _around(found)
    if not found["outer"]:
        return not before[-1:].isalpha() and before[-1:] != "=" and not after[:1].isalpha()
    # A row of numbers is no personal number.
    return not (before[:1].isdigit() and before[-1:].isspace()) and not (after[:1].isspace() and after[1:].isdigit())


def _around(found: re.Match[str]) -> tuple[str, str]:
    """Give the two characters before and the two behind, as far as there are any."""
    start, end = found.span()
    return found.string[max(0, start - 2) : start], found.string[end : end + 2]


def _is_birth_date(found: re.Match[str]) -> bool:
    year, seventh = int(found["year"]), int(found["serial"][0])
    if seventh < 4:
        century = 1900
    elif seventh in {4, 9}:
        century = 2000 if year <= 36 else 1900
    else:
        century = 2000 if year <= 57 else 1800
    try:
        date(century + year, int(found["month"]), int(found["day"]))
    except ValueError:
        return False
    return True


def _is_part_of_a_longer_number(found: re.Match[str]) -> bool:
    """Tell whether what looks like a date is a piece of a case number: "1-16-02-0123-20", "27.12.04-3584-18"."""
    before, _ = _around(found)
    return bool(_GOES_ON.match(found.string, found.end()) or (before[:1].isdigit() and before[1:] in {"-", ".", "/"}))


def _is_new_years_child(found: re.Match[str]) -> bool:
    return found["day"] == found["month"] == "01"


def _checks(found: re.Match[str]) -> bool:
    digits = "".join(found.group("day", "month", "year", "serial"))
    return not sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11


def _is_year(serial: str) -> bool:
    return serial[:2] in {"19", "20"}


def _begins_with_a_year(found: re.Match[str]) -> bool:
    """Tell whether ten digits are as likely a case number: "2009061234"."""
    return found["day"] == "20"


def _is_full_hour(serial: str) -> bool:
    """Tell whether the last four digits are as likely the time at which a meeting begins."""
    return serial[:2] < "24" and serial[2:] in {"00", "15", "30", "45"}
