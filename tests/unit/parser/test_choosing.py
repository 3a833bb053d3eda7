"""The choice of a layout is arithmetic that the record shows."""

from services.parser.choosing import GENERAL, choose, profiles
from services.parser.vocabulary.load import vocabulary
from tests.builders import blocks


def test_every_profile_is_well_formed_and_says_what_it_is() -> None:
    """A misspelling in a profile stops the build here."""
    styles = {style.name for style in vocabulary().item_headings}

    assert len(profiles()) >= 10
    assert all(profile.describes and profile.signals for profile in profiles())
    assert all(set(profile.item_headings) <= styles for profile in profiles())


def test_the_best_score_wins_with_runner_up_and_margin() -> None:
    """The record says which, how sure, and what came second."""
    layout, profile = choose(blocks("Ny sti", "Sag 306-2009-611", "Dok. 306-2019-271003", "Initialer: ABC", "Åbent"))

    assert profile is not None
    assert (layout.name, layout.score) == ("polweb", 1.0)
    assert layout.runner_up is not None
    assert layout.margin > 0.3


def test_an_unknown_layout_is_read_by_the_general_rules() -> None:
    """No profile is forced on a text that fits none."""
    layout, profile = choose(blocks("Noget helt andet"))

    assert profile is None
    assert layout.name == GENERAL
