"""Personal numbers that OCR has misread: letters for digits, and blanks between digits.

Only what no rule for clean text has looked at. Scanned pages are full of amounts with such blanks, so that a number
needs a dash that is none of amounts, or must check.
"""

import re
from collections.abc import Iterator
from typing import Final

from shared.personal_numbers.candidates import CANDIDATE, DASHES, around, checks, is_birth_date, is_minus

_DIGIT: Final = "[0-9OoIl|]"
_MISREAD: Final = re.compile(
    rf"(?<!\w)(?<![0-9][-./,])(?P<date>{_DIGIT}(?: ?{_DIGIT}){{5}})(?P<outer>\s{{0,2}}[{DASHES}]\s{{0,2}}| ?)"
    rf"(?P<serial>{_DIGIT}(?: ?{_DIGIT}){{3}})(?!\w)(?!\s?[-./,][0-9])"
)
_MEANT: Final = str.maketrans("OoIl|", "00111", " ")
_AMOUNT: Final = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")
_BEHIND_A_NUMBER: Final = re.compile(r"[0-9][^\S\n]$")
_BEFORE_A_NUMBER: Final = re.compile(r"[^\S\n][0-9]")
_MOST_BLANKS: Final = 2  # in a number without a dash: more are a row of numbers


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of what may be a personal number on a page that was read by OCR, and was misread."""
    return (found.span() for found in _MISREAD.finditer(text) if _is_one(found))


def _is_one(found: re.Match[str]) -> bool:
    if CANDIDATE.match(found.string, found.start()):
        return False
    outer = found["outer"].strip()
    meant = CANDIDATE.fullmatch(found["date"].translate(_MEANT) + outer + found["serial"].translate(_MEANT))
    if not meant or not is_birth_date(meant) or _are_amounts(found):
        return False
    if outer:
        return checks(meant) or not is_minus(found["outer"])
    return checks(meant) and not _is_row(found)


def _are_amounts(found: re.Match[str]) -> bool:
    """Tell whether these are two amounts, with a minus or a range between them: "110 500 -1 200", "110 500 - 1200"."""
    return found["outer"].strip() != found["outer"] and bool(_AMOUNT.fullmatch(found["date"]))


def _is_row(found: re.Match[str]) -> bool:
    before, after = around(found)
    is_beside_a_number = _BEHIND_A_NUMBER.search(before) or _BEFORE_A_NUMBER.match(after)
    return bool(is_beside_a_number) or found[0].count(" ") > _MOST_BLANKS
