"""Numbers in what a file holds beside its text: those of people, told from those that programs give out.

In hidden text, links and properties most numbers are a program's, and every thirtieth of ten digits looks like a date
and four more. So what is written with a dash counts there as it does everywhere. Ten digits in a row count in an
address only in the name of a file, and alone as a value, and in both only where they check; or where words say so.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from services.parser.reading.model import Beside
from shared import personal_numbers

_DASHED: Final = re.compile(r"[\-\u2010-\u2015\u2212]\s?[0-9]{4}$")
_SAYS_SO: Final = re.compile(r"cpr|person-?n", re.IGNORECASE)
_GOES_ON_AS_A_FILE: Final = re.compile(r"[^/?#&=]{0,100}\.[A-Za-z][A-Za-z0-9]{1,4}(?:$|[?#&\s])")
_VALUE: Final = re.compile(r"[0-9.,eE+]+")
_MADE_UP: Final = re.compile(
    r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"  # a GUID
    r"|(?<![0-9A-Za-z])(?:0x)?(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{16,}(?![0-9A-Za-z])"  # a hash
    r"|_(?:Toc|Ref|Hlk|Hlt)[0-9]+"  # a mark of Word's
    r"|(?<![0-9A-Z])(?=[0-9]*[A-Z])[0-9A-Z]{2,20}-[0-9]{7,10}-[0-9]{1,9}(?![0-9])"  # SharePoint's number of a document
)
_AROUND: Final = 100  # characters in which something made up is looked for


def numbers_in(beside: Beside) -> Iterator[str]:
    """Yield the digits of each number that may be a person's."""
    text = unquote(beside.text) if beside.is_address else beside.text
    counts = _counts_in_an_address if beside.is_address else _counts_in_a_text
    for start, end in personal_numbers.find(text):
        if counts(text, start, end) and not _is_made_up(text, start, end):
            yield digits_of(text[start:end])


def digits_of(number: str) -> str:
    """Spell a number without what stands between its digits."""
    return "".join(filter(str.isdecimal, number))


def _counts_in_an_address(text: str, start: int, end: int) -> bool:
    number = text[start:end]
    if _DASHED.search(number) or _SAYS_SO.search(text):
        return True
    return "/" not in number and _checks(number) and _GOES_ON_AS_A_FILE.match(text, end) is not None


def _counts_in_a_text(text: str, start: int, end: int) -> bool:
    number = text[start:end]
    if _DASHED.search(number):
        return True
    line = text[text.rfind("\n", 0, start) + 1 : end + len(text[end : end + _AROUND].partition("\n")[0])]
    value = line.rpartition(": ")[2].strip()
    if _VALUE.fullmatch(value) and not _SAYS_SO.search(line):
        return value == number and _checks(number)
    return True


def _checks(number: str) -> bool:
    """Tell whether a number checks: behind a sign of equality no other is taken for one."""
    return personal_numbers.is_in(f"={digits_of(number)}")


def _is_made_up(text: str, start: int, end: int) -> bool:
    """Tell whether a number is a piece of what a program has made up."""
    first = max(0, start - _AROUND)
    around = text[first : end + _AROUND]
    return any(found.start() <= start - first and end - first <= found.end() for found in _MADE_UP.finditer(around))
