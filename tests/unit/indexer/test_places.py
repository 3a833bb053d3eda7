"""Places: a sentence is found again in the original, whatever lies between its words."""

from services.indexer.places import place_in_original

ORIGINAL = "## Beslutning\n\n- Godkendt,\n  idet   *åen* er bred.\n- Godkendt, idet åen er bred.\nSlut"
PASSAGE = "Godkendt, idet åen er bred.\nGodkendt, idet åen er bred.\nSlut"


def test_marks_and_line_breaks_between_words_make_no_difference() -> None:
    """The place runs from the first word to the last, with the full stop."""
    place = place_in_original(ORIGINAL, PASSAGE, (0, 27))

    assert place
    assert ORIGINAL[slice(*place)] == "Godkendt,\n  idet   *åen* er bred."


def test_the_second_of_two_equal_sentences_is_the_second() -> None:
    """A sentence that stands there twice is found where it is meant."""
    place = place_in_original(ORIGINAL, PASSAGE, (28, 55))

    assert place == (ORIGINAL.rindex("Godkendt"), ORIGINAL.rindex("\n"))


def test_what_can_not_be_found_has_no_place() -> None:
    """A word that differs, or no word at all, is not guessed."""
    assert place_in_original("miljø-\nudvalget", "miljøudvalget", (0, 13)) is None
    assert place_in_original(ORIGINAL, "...", (0, 3)) is None
