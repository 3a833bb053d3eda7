"""Decisions are this meeting's or others', wherever they stand."""

from services.parser.extracting.decisions import decision_blocks, read_decisions
from services.parser.segmenting.sections import Context, split_sections
from shared.contract.codes import DecisionOutcome
from shared.contract.record import Decision
from tests.builders import blocks

OURS = Context(date="2021-04-12", body="Havneudvalget")


def _decisions(*lines: str) -> tuple[Decision, ...]:
    return read_decisions(split_sections(blocks(*lines), OURS), OURS)


def test_a_bare_decision_is_this_meetings_own() -> None:
    """Body and date are the meeting's where the heading names none."""
    (decision,) = _decisions("Beslutning", "Godkendt.")

    assert (decision.current, decision.body, decision.date) == (True, "Havneudvalget", "2021-04-12")


def test_earlier_decisions_keep_their_body_and_date() -> None:
    """Each decision of a history is one, in document order."""
    earlier, own = _decisions(
        "Historik", "Beslutning fra Vejudvalget, 1. marts 2021, pkt. 3:", "Anbefales.", "Beslutning", "Godkendt."
    )

    assert (earlier.current, earlier.body, earlier.date) == (False, "Vejudvalget", "2021-03-01")
    assert (own.current, own.outcome) == (True, DecisionOutcome.APPROVED)


def test_decisions_told_under_the_recommendation_are_found() -> None:
    """Committees' decisions may follow the recommendation without a heading of their own."""
    committee, own = _decisions(
        "Indstilling", "Centret indstiller, at broen males.", "Vejudvalget, 3. februar 2021, pkt. 123:", "Anbefales.",
        "Beslutning", "Godkendt.",
    )  # fmt: skip

    assert (committee.body, committee.current) == ("Vejudvalget", False)
    assert own.current


def test_an_empty_label_line_is_no_part_of_the_text() -> None:
    """ "Fraværende:" with nothing after it is left out, with names it stays."""
    (empty,) = _decisions("Beslutning", "Fraværende:", "Godkendt.")
    (named,) = _decisions("Beslutning", "Fraværende: Asta Holm (A)", "Godkendt.")

    assert empty.text == "Godkendt."
    assert named.text == "Fraværende: Asta Holm (A)\nGodkendt."


def test_a_heading_with_nothing_under_it_is_no_decision() -> None:
    """An empty template heading decides nothing."""
    assert _decisions("Beslutning", "Bilag", "Kort over havnen") == ()


def test_the_span_covers_the_text() -> None:
    """A decision points at its place in the document."""
    made = blocks("Beslutning", "Godkendt.", "Asta Holm (A) var fraværende.")
    (decision,) = read_decisions(split_sections(made, OURS), OURS)

    assert decision.span == (made[1].start, made[2].end)


def test_own_decision_blocks_leave_out_earlier_ones() -> None:
    """What an earlier meeting says of absence is not this item's."""
    parts = split_sections(
        blocks(
            "Beslutning i Havneudvalget den 1. marts 2021:",
            "Udsat.",
            "Beslutning i Havneudvalget den 12. april 2021:",
            "Godkendt.",
        ),
        OURS,
    )

    assert [block.text for block in decision_blocks(parts, OURS, own=True)] == ["Godkendt."]
    assert [block.text for block in decision_blocks(parts, OURS)] == ["Udsat.", "Godkendt."]
