"""Outcomes are read from a decision's own words."""

import tomllib
from pathlib import Path

import pytest

from services.parser.extracting.outcomes import overall, read_outcome
from shared.contract.codes import DecisionOutcome as Outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Godkendt.", Outcome.APPROVED),
        ("Tiltrådte indstillingen, idet der følges op om et år.", Outcome.APPROVED),
        ("Byrådet vedtog forslaget enstemmigt.", Outcome.APPROVED),
        ("Udvalget besluttede, at forslaget godkendes.", Outcome.APPROVED),
        ("Anbefales godkendt.", Outcome.RECOMMENDED),
        ("Indstilles til byrådets godkendelse.", Outcome.RECOMMENDED),
        ("Fremsendes til byrådet.", Outcome.RECOMMENDED),
        ("Til efterretning.", Outcome.NOTED),
        ("Udvalget tog sagen til orientering med bemærkning om støj.", Outcome.NOTED),
        ("Udvalget drøftede sagen.", Outcome.DISCUSSED),
        ("Udsat til næste møde.", Outcome.POSTPONED),
        ("Udvalget besluttede at udsætte sagen.", Outcome.POSTPONED),
        ("Punktet udgår.", Outcome.WITHDRAWN),
        ("Ikke godkendt.", Outcome.REJECTED),
        ("Forslaget blev forkastet.", Outcome.REJECTED),
        ("Oversendes til Klimaudvalget.", Outcome.REFERRED),
        ("Valgt blev Asta Holm (A).", Outcome.ELECTED),
        (".", Outcome.NONE),
        ("Intet.", Outcome.NONE),
        ("Ingen bemærkninger.", Outcome.NONE),
    ],
)
def test_the_decisions_own_words_tell_the_outcome(text: str, outcome: Outcome) -> None:
    """Every outcome's usual wording is read into its code."""
    assert read_outcome(text) is outcome


def test_absence_before_the_outcome_is_not_the_outcome() -> None:
    """A sentence about who was away is passed over."""
    assert read_outcome("Asta Holm (A) var fraværende.\nGodkendt.") is Outcome.APPROVED


def test_the_order_of_the_day_is_not_the_outcome() -> None:
    """Being handled as another item says nothing about the case."""
    text = "Sagen behandles som punkt 4.\nUdvalget tager sagen til efterretning."

    assert read_outcome(text) is Outcome.NOTED


def test_words_in_a_subordinate_clause_tell_of_something_else() -> None:
    """A chief who has taken office ("tiltrådt") approves nothing."""
    assert read_outcome("Forvaltningen orienterede om, at den nye chef er tiltrådt.") is Outcome.OTHER


def test_remarks_of_members_alone_decide_nothing() -> None:
    """Named members who ask for something have not decided."""
    assert read_outcome("Bo Lind (V) anmoder om et notat.") is Outcome.NONE


def test_unknown_wording_is_other_and_not_guessed() -> None:
    """What the lists do not hold stays unknown."""
    assert read_outcome("Udvalget ønsker et notat om havnens dybde.") is Outcome.OTHER


def test_different_outcomes_of_points_make_other_of_the_whole() -> None:
    """Each point keeps its own outcome."""
    outcome, parts = overall("Ad 1. Godkendt.\nAd 2. Udsat.")

    assert outcome is Outcome.OTHER
    assert [(part.on, part.outcome) for part in parts] == [("Ad 1", Outcome.APPROVED), ("Ad 2", Outcome.POSTPONED)]


def test_points_that_agree_keep_their_outcome() -> None:
    """Several points with one outcome are that outcome."""
    outcome, _ = overall("Ad 1. Godkendt.\nAd 2. Godkendt med bemærkning om lys.")

    assert outcome is Outcome.APPROVED


WORDINGS = tomllib.loads(Path(__file__).with_name("outcomes.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("outcome", "text"), [(outcome, text) for outcome, texts in WORDINGS.items() for text in texts]
)
def test_every_wording_is_read_into_its_code(outcome: str, text: str) -> None:
    """Invented decisions, far more than there are codes, mean what a careful reader takes them to mean."""
    assert overall(text)[0] == outcome
