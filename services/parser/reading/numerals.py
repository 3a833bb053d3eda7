"""Numbers as lists print them: digits, letters and Roman numerals."""

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LETTERS = 26
_MOST_REPEATED = 20  # times that one letter is printed: no list is longer


def printed(number: int, kind: str, *, repeated: bool = False) -> str:
    """Print a list's number in its kind of numerals (1, a, A, i, I); what letters can't count is printed in digits.

    After z come aa, ab, ac, or aa, bb, cc where letters are ``repeated``.
    """
    if kind.lower() == "a" and number > 0:
        letters = _repeated(number) if repeated else _counted(number)
    elif kind.lower() == "i" and 0 < number < 4000:
        letters = _roman(number)
    else:
        letters = ""
    if not letters:
        return str(number)
    return letters.upper() if kind.isupper() else letters


def _counted(number: int) -> str:
    letters = ""
    while number:
        number, letter = divmod(number - 1, _LETTERS)
        letters = chr(ord("a") + letter) + letters
    return letters


def _repeated(number: int) -> str:
    times, letter = divmod(number - 1, _LETTERS)
    return chr(ord("a") + letter) * (times + 1) if times < _MOST_REPEATED else ""


def _roman(number: int) -> str:
    letters = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        letters += numeral * count
    return letters
