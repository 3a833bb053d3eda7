"""What is written as a personal number is written, and what its digits say."""

import re
from datetime import date
from typing import Final

DASHES: Final = r"\-\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d"
_BLANKS: Final = r" \u00a0\u2000-\u200a\u202f\u205f\u3000"
CANDIDATE: Final = re.compile(
    # No digit stands before: asked behind the first digit, since a pattern that begins with one is found much faster.
    rf"(?P<day>[0-3](?<![0-9].)[0-9])(?P<inner>[{_BLANKS}./{DASHES}]?)(?P<month>[01][0-9])(?P=inner)"
    rf"(?P<year>(?:1[89]|20)?[0-9]{{2}})"
    rf"(?P<outer>\s{{0,3}}[{DASHES}]{{1,2}}\s{{0,3}}|[{_BLANKS}]{{1,2}}|[._/\t\n]?)"
    rf"(?P<serial>[0-9]{{4}})(?![0-9])"
)
_DASH: Final = re.compile(f"[{DASHES}]")
_DAY_AND_MONTH: Final = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])")
_WEIGHTS: Final = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_NEWEST: Final = 36  # the last year of this century that a seventh digit below 5 stands for; it dates minutes too


def has_dash(separator: str) -> bool:
    """Tell whether a dash is part of a separator."""
    return bool(_DASH.search(separator))


def is_minus(separator: str) -> bool:
    """Tell whether the dash in a separator is set like a minus: a blank before it and none behind."""
    return separator[0].isspace() and not separator[-1].isspace()


def around(found: re.Match[str]) -> tuple[str, str]:
    """Give the two characters before and the two behind, as far as there are any."""
    start, end = found.span()
    return found.string[max(0, start - 2) : start], found.string[end : end + 2]


def is_birth_date(found: re.Match[str]) -> bool:
    """Tell whether the first digits are a date, in the century that the seventh stands for."""
    year, seventh = int(found["year"][-2:]), int(found["serial"][0])
    if seventh < 4:
        century = 1900
    elif seventh in {4, 9}:
        century = 2000 if year <= _NEWEST else 1900
    else:
        century = 2000 if year <= 57 else 1800
    if found["year"] not in {f"{year:02}", str(century + year)}:
        return False
    try:
        date(century + year, int(found["month"]), int(found["day"]))
    except ValueError:
        return False
    return True


def checks(found: re.Match[str]) -> bool:
    """Tell whether the last digit is the one that follows from the others."""
    digits = "".join((found["day"], found["month"], found["year"][-2:], found["serial"]))
    return not sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11


def is_new_years_child(found: re.Match[str]) -> bool:
    """Tell whether it is the number of somebody born on 1 January, which need not check."""
    return found["day"] == found["month"] == "01"


def is_year(found: re.Match[str]) -> bool:
    """Tell whether the last four digits are as likely a year: one that is not before the date's own."""
    return _begins_as_a_year(found["serial"]) and int(found["serial"]) >= 1900 + int(found["year"][-2:])


def is_dated(found: re.Match[str]) -> bool:
    """Tell whether the first digits are as likely a date in minutes: of our time, or with its whole year.

    Who is so old that it is their birth date has a number that checks.
    """
    return len(found["year"]) == 4 or int(found["year"]) <= _NEWEST


def is_moment(found: re.Match[str]) -> bool:
    """Tell whether all is as likely such a date, and a time, a year or another day behind it."""
    serial = found["serial"]
    is_time = _begins_as_a_year(serial) or _is_full_hour(serial) or bool(_DAY_AND_MONTH.fullmatch(serial))
    return is_time and is_dated(found)


def is_round(found: re.Match[str]) -> bool:
    """Tell whether the last four digits are as likely an amount, a time or a year in the next column."""
    return _begins_as_a_year(found["serial"]) or _is_full_hour(found["serial"])


def _begins_as_a_year(serial: str) -> bool:
    return serial[:2] in {"19", "20"}


def _is_full_hour(serial: str) -> bool:
    return serial[:2] < "24" and serial[2:] in {"00", "15", "30", "45"}
