"""Which of the candidates in a text are personal numbers: the rules, in the order of their weight.

1. What is no date, or a piece of a longer number, is none.
2. Where the words before it or the head of its column say so, it is one.
3. A date with dots and a year behind it is none; nor is a P-number that is called one. It may check by chance.
4. What checks is one, whatever it is called; but for round numbers in two columns.
5. What does not check is one with a dash that is none of a date or an amount, or as ten digits with at most a blank in
   them; unless it is a moment (a date with a time, a year, another day), in a row of numbers, or called otherwise.

The filter that OS2web masks with is the model (a dash: always; else date and check), with the words of OS2datascanner.
Numbers that do not check belong to nobody, except of those born on 1 January: 5 is for slips and for caution.
"""

import re
from collections.abc import Iterator
from typing import Final

from shared.personal_numbers.candidates import (
    CANDIDATE,
    around,
    checks,
    has_dash,
    is_birth_date,
    is_dated,
    is_minus,
    is_moment,
    is_new_years_child,
    is_round,
    is_year,
)
from shared.personal_numbers.naming import Names

_COLUMNS: Final = {"\t", "\n"}
_LONGEST_ADDRESS: Final = 200  # characters
_GOES_ON: Final = re.compile(r"[-./][0-9]{2,4}(?![0-9])")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every personal number in a text that is spelled without escapes."""
    names = Names(text)
    return (found.span() for found in CANDIDATE.finditer(text) if _is_one(found, names))


def _is_one(found: re.Match[str], names: Names) -> bool:
    if not is_birth_date(found) or (found["inner"] and _is_part_of_a_longer_number(found)):
        return False
    return _looks_like_one(found, names) or names.say_person(found.start())


def _looks_like_one(found: re.Match[str], names: Names) -> bool:
    inner, outer = found.group("inner", "outer")
    if (inner == "." and is_year(found)) or (_is_bare(found) and _is_institution(found, names)):
        return False
    if len(found["year"]) == 4 and not has_dash(outer):
        return False
    if checks(found):
        return outer not in _COLUMNS or not is_round(found)
    return _is_dashed(found) if has_dash(outer) else _is_plain(found, names)


def _is_dashed(found: re.Match[str]) -> bool:
    """Tell whether the dash is that of a personal number, and none of a date, a range or a negative amount."""
    inner, outer = found.group("inner", "outer")
    if has_dash(inner) or (is_minus(outer) and _is_in_a_row(found)):  # "120385\t-1236"
        return False
    if outer.strip() == outer:
        return not inner or not is_moment(found)
    return not (is_dated if inner else is_moment)(found)  # "01.01.25 - 4500 kr."


def _is_plain(found: re.Match[str], names: Names) -> bool:
    """Tell whether it is written as nothing else is, without a dash; a new year's child has more ways to be written."""
    is_child = is_new_years_child(found)
    if is_moment(found) or (is_year(found) and not is_child):
        return False
    if found["inner"] or found["outer"] in {*_COLUMNS, "/"}:
        return is_child and not is_year(found)
    return _is_nothing_else(found, names) if _is_bare(found) else not _is_in_a_row(found)


def _is_bare(found: re.Match[str]) -> bool:
    return not found["inner"] and not found["outer"]


def _is_nothing_else(found: re.Match[str], names: Names) -> bool:
    """Tell whether ten digits are no case number ("2009061234"), no part of a code or an address, and not called so."""
    before, after = around(found)
    if found["day"] == "20" or before[-1:].isalpha() or before[-1:] == "=" or after[:1].isalpha():
        return False
    return found.start() not in names.others and (is_new_years_child(found) or not _is_in_an_address(found))


def _is_in_an_address(found: re.Match[str]) -> bool:
    """Tell whether it is a part of a path: "https://havneby.example/media/1202091239/plan.pdf"."""
    before = found.string[max(0, found.start() - _LONGEST_ADDRESS) : found.start()]
    return before[-1:] == "/" and any(sign in before.split()[-1] for sign in ("//", "www."))


def _is_institution(found: re.Match[str], names: Names) -> bool:
    """Tell whether it is called a P-number: all of those begin with 10, and one in eleven checks."""
    return found["day"] == "10" and found.start() in names.institutions


def _is_in_a_row(found: re.Match[str]) -> bool:
    """Tell whether another number stands beside it; or above or below it, if it is itself parted by a line's end."""
    before, after = around(found)
    gaps = (before[1:] if before[:1].isdigit() else "", after[:1] if after[1:].isdigit() else "")
    return any(gap.isspace() and (gap == "\n") == ("\n" in found["outer"]) for gap in gaps)


def _is_part_of_a_longer_number(found: re.Match[str]) -> bool:
    """Tell whether what looks like a date is a piece of a case number: "1-16-02-0123-20", "27.12.04-3584-18"."""
    before, _ = around(found)
    goes_on_before = before[1:] in {"-", "."} or before[1:] == found["inner"] == "/"  # "2023/12.03.85-1236": a folder
    return bool(_GOES_ON.match(found.string, found.end())) or (before[:1].isdigit() and goes_on_before)
