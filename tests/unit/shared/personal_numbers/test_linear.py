"""Looking for personal numbers takes time by the length of a text, whatever somebody has written into it."""

import time

import pytest

from shared import personal_numbers


@pytest.mark.parametrize(
    "hostile",
    [
        *["0101901234 ", "01 01 ", "01.", "0", "010190-", "cpr ", "01.01.90-1234-", "120500\t1200\n"],
        *["%25", "%C2", "1+", "\\n", "\u00ad", "a%20120385%201236"],
        *["P-nr", "P-nr\t", "P-nr 1003213456, ", "1003213456,", "CPR\t120385\t1945\n", "O ", "1 2 0 3 8 5 - "],
    ],
)
def test_time_grows_with_the_text_and_not_faster(hostile: str) -> None:
    """H21: ten times the text takes about ten times the time, whatever it is made of."""
    seconds = []
    for times in (10_000, 100_000):
        text = hostile * times
        began = time.process_time()
        personal_numbers.mask(text)
        list(personal_numbers.find_misread(text))
        seconds.append(time.process_time() - began)

    assert seconds[1] < 40 * seconds[0] + 0.1
