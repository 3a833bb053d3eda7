"""Ballots are read as far as the text tells, and no further."""

from services.parser.extracting.votes import read_votes
from shared.contract.record import Ballot, VoteSide


def _ballots(text: str) -> list[Ballot]:
    return [ballot for ballot, _ in read_votes(text)]


def test_counts_with_letters_in_one_sentence() -> None:
    """Both sides are found with count and parties."""
    (ballot,) = _ballots("For stemte 10 (A, F, Ø), imod stemte 5 (V, O).")

    assert ballot.for_ == VoteSide(count=10, parties=("A", "F", "Ø"))
    assert ballot.against == VoteSide(count=5, parties=("V", "O"))
    assert ballot.abstain is None


def test_sides_on_lines_of_their_own_are_one_ballot() -> None:
    """For, against and abstaining on three lines belong together."""
    (ballot,) = _ballots("For stemte: V og I\nImod stemte: A, B\nUndlod: C.")

    assert ballot.for_ == VoteSide(parties=("V", "I"))
    assert ballot.against == VoteSide(parties=("A", "B"))
    assert ballot.abstain == VoteSide(parties=("C",))


def test_numbers_behind_letters_are_added_up() -> None:
    """The number after each letter is that party's votes."""
    (ballot,) = _ballots("For indstillingen stemte: A (12), C (10) og V (4).")

    assert ballot.for_ == VoteSide(count=26, parties=("A", "C", "V"))


def test_passed_with_counts_against() -> None:
    """ "vedtaget med 30 stemmer imod 19" is both sides."""
    (ballot,) = _ballots("Forslaget blev vedtaget med 30 stemmer imod 19.")

    assert ballot == Ballot(for_=VoteSide(count=30), against=VoteSide(count=19))


def test_a_majority_by_letters_voted_for() -> None:
    """Those who carry the item are its majority."""
    (ballot,) = _ballots(
        "Et flertal bestående af A, C og V (15) godkender indstillingen.\nO (2) kan ikke godkende den."
    )

    assert ballot.for_ == VoteSide(count=15, parties=("A", "C", "V"))
    assert ballot.against == VoteSide(count=2, parties=("O",))


def test_named_members_with_their_party() -> None:
    """A member who voted against is named with the letter."""
    (ballot,) = _ballots("Udvalget godkender. Troels Lund (O) stemte imod.")

    assert ballot == Ballot(against=VoteSide(parties=("O",), names=("Troels Lund",)))


def test_an_unlisted_side_is_unknown() -> None:
    """Nobody is said to have voted for because others voted against."""
    (ballot,) = _ballots("Byrådsgruppe Ø stemmer imod.")

    assert ballot.for_ is None


def test_a_ballot_on_inhability_is_not_the_items() -> None:
    """Whether a member was inhabil is no ballot on the case."""
    assert _ballots("Byrådet stemte om Bo Linds inhabilitet. For stemte 9, imod stemte 4.") == []


def test_each_ballot_comes_with_the_lines_that_tell_of_it() -> None:
    """A list below its label belongs to it, and so does the other side."""
    text = "Drøftet.\nFor: 2\nAsta Holm\nBo Lind\nImod: 1\nEva Ris\nGodkendt."

    ((_, lines),) = read_votes(text)

    assert lines == range(1, 6)
