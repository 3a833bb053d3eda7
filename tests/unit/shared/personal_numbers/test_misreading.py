"""What OCR has made of personal numbers is found on scanned pages, and nothing else of them."""

import pytest

from shared import personal_numbers
from tests.unit.shared.personal_numbers.labelled import OTHERS

MISREAD = [
    "31 1299-0126",
    "11 0111-1117",
    "111171-11 17",
    "010190-1 234",
    "1101 11-1117",
    "120 385-1236",
    "12O385-1236",
    "l20385-1236",
    "I2o385-1236",
    "|20385-I236",
    "12 0385 - 1236",
    "12 0385-\n1236",
    "1 2 0 3 8 5 - 1 2 3 6",
    "07 0761 4285",
    "0707 614285",
    "O7O761 4285",
    "O7 O761 -4285",
]
MISREAD_CONTEXTS = ["{}", "Sagen om Asta Birk, {}, blev drøftet.", "Borger 12 {}", "a\t{}\tb", "§ 17\n{}\n500 kr."]
NOT_MISREAD = [
    "120385 1236 5500",
    "110 500 - 1 200",
    "110 500 -1 200",
    "110 500\t-1 200\t109 300",
    "10 112 345 67",
    "110 761 4 285",
    "12 07 07 61 42 85",
    "7 07 0761 4285",
    "07 0761 4285 5500",
    "12 03 24-1730",
    "31 1399-0126",
    "27 1204-3584-18",
    "1-16 0203-0123",
    "31 1299-0126-20",
    "+45 12 12 20 12",
    "tlf. 12 12 20 12 - 2345",
    "5 790 001 204 567",
    "Ill ooO IO lO",
    "15.00.00-A00-35-20",
]


@pytest.mark.parametrize("number", MISREAD)
def test_a_misread_number_is_found(number: str) -> None:
    """OCR takes digits for letters, and parts them; none of that is a number in a text that was not scanned."""
    assert not personal_numbers.is_in(number)
    for context in MISREAD_CONTEXTS:
        if "-" not in number and "Borger 12" in context:
            continue  # a row of numbers
        text = context.format(number)
        assert [text[start:end] for start, end in personal_numbers.find_misread(text)] == [number], text


@pytest.mark.parametrize("text", NOT_MISREAD + [text for texts in OTHERS.values() for text in texts])
def test_nothing_else_is_taken_for_a_misread_number(text: str) -> None:
    """Scanned pages hold rows and ranges of amounts, and all else that others hold."""
    assert not list(personal_numbers.find_misread(text))
