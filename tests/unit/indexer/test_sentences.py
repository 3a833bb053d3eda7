"""Sentences: Danish shortenings end none, and the best one is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indexer.sentences import LONGEST_SHOWN, best_sentence, sentences


@pytest.mark.parametrize(
    "whole",
    [
        "Mødet begynder kl. 17.00 den 5. maj i sal B.",
        "Sagen blev drøftet, jf. Byrådets beslutning om bl.a. Havnen m.v. i 2020.",
        "Se pkt. 3 og stk. 2 samt nr. 7.",
        "2. Byrådet godkender planen.",
        "Ca. 1,5 mio. kr. til A. Birk.",
    ],
)
def test_shortenings_and_numbers_end_no_sentence(whole: str) -> None:
    """A full stop after a shortening, in a number or a date is none."""
    assert [whole[slice(*found)] for found in sentences(whole)] == [whole]


def test_sentences_end_where_they_end() -> None:
    """A full stop, a question mark and a new line each end a sentence."""
    text = "Sagen er udsat. Hvem kommer? Ingen!\nGodkendt  \n\nPlanen gælder fra 2026. Derefter den næste."

    assert [text[slice(*found)] for found in sentences(text)] == [
        "Sagen er udsat.",
        "Hvem kommer?",
        "Ingen!",
        "Godkendt",
        "Planen gælder fra 2026.",
        "Derefter den næste.",
    ]


def test_the_sentence_with_most_of_the_words_is_the_best() -> None:
    """Different words count, not how often one of them stands there."""
    text = "Skole, skole, skole. Skole og budget. Andet."
    marks = ((0, 5), (7, 12), (14, 19), (21, 26), (30, 36))

    assert text[slice(*best_sentence(text, marks))] == "Skole og budget."


def test_a_very_long_sentence_is_shown_around_its_word() -> None:
    """What has no full stop is cut at words, with the marked one inside."""
    text = "ord " * 500 + "cykel " + "ord " * 500
    at = text.index("cykel")

    start, end = best_sentence(text, ((at, at + 5),))

    assert end - start <= LONGEST_SHOWN
    assert start <= at < end
    assert text[start:end].startswith("ord ")
    assert text[start:end].endswith(" ord")


@given(st.text(alphabet="aA1. \n?kl,"))
def test_sentences_cover_all_that_is_written(text: str) -> None:
    """Nothing but white space lies outside the sentences, and they stand in order."""
    found = list(sentences(text))
    covered = "".join(text[slice(*one)] for one in found)

    assert "".join(covered.split()) == "".join(text.split())
    assert found == sorted(found)
