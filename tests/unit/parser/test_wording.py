"""Folding and sentences of Danish text."""

import pytest

from services.parser.wording import fold_heading, same_title, sentences


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Godkendt. Bo Lind tog forbehold.", ["Godkendt.", "Bo Lind tog forbehold."]),
        ("Mødet sluttede kl. 17.00 jf. aftale.", ["Mødet sluttede kl. 17.00 jf. aftale."]),
        ("Udgår i 2021. Derefter tages pkt. 3 op.", ["Udgår i 2021.", "Derefter tages pkt. 3 op."]),
        ("1. Godkendt\n2. Udsat", ["1. Godkendt", "2. Udsat"]),
        ("Hvorfor? Fordi!", ["Hvorfor?", "Fordi!"]),
    ],
)
def test_abbreviations_and_numbers_end_no_sentence(text: str, pieces: list[str]) -> None:
    """Sentences end at dots that end sentences, and at line breaks."""
    assert [text[start:end] for start, end in sentences(text)] == pieces


def test_headings_are_compared_without_case_markup_and_colon() -> None:
    """ "**Beslutning:**" is "beslutning"."""
    assert fold_heading(" **Beslutning:** ") == "beslutning"


def test_a_title_cut_short_is_the_same_title() -> None:
    """Contents lists cut long titles in the middle of a word; short titles must be whole."""
    whole = "Initiativsag om styrket forebyggelse af rust på kommunens broer gennem en politik for maling"

    assert same_title(whole, whole[:70])
    assert not same_title("Eventuelt", "Even")
