"""Escapes in a text hide no personal number."""

from itertools import product

import pytest

from shared import personal_numbers
from tests.unit.shared.personal_numbers.labelled import NUMBERS, spelled

ESCAPED = [
    "{0}{1}{2}%20{3}",
    "{0}{1}{2}%2520{3}",
    "{0}{1}{2}%2D{3}",
    "{0}{1}{2}%C2%A0{3}",
    "{0}{1}{2}%20%e2%80%93%20{3}",
    "{0}{1}{2}\\xa0{3}",
    "{0}{1}{2}\\u2013{3}",
    "{0}{1}{2}-\\n{3}",
    "{0}{1}{2}\u00ad{3}",
    "{0}{1}{2}\u200b-{3}",
]
ESCAPED_CONTEXTS = [
    "{}",
    "/drop/306/Ansøgning%20{}.pdf",
    "Asta+Birk+{}+Næs",
    "'306/a\\xa0{}.pdf'",
    "5 % til {}, side%20{}",
]


@pytest.mark.parametrize("number", [spelled(*pair) for pair in product(NUMBERS, ["{0}{1}{2}-{3}", *ESCAPED])])
def test_an_escaped_number_is_found(number: str) -> None:
    """Addresses, errors and names hold numbers with escapes in them, and behind escapes."""
    for context in ESCAPED_CONTEXTS:
        text = context.format(number, number)
        assert [text[start:end] for start, end in personal_numbers.find(text)] == [number] * context.count("{}"), text
        assert personal_numbers.mask(text) == context.format(personal_numbers.MASK, personal_numbers.MASK)
