"""Sections begin at lines that match whole, and hold all that follows."""

from services.parser.segmenting.decision_heads import decision_head
from services.parser.segmenting.sections import Context, is_current, split_sections
from shared.contract.codes import SectionRole
from tests.builders import blocks

OURS = Context(date="2021-04-12", body="Havneudvalget (2018-2021)")


def _headings(*lines: str) -> list[str | None]:
    return [part.heading.text if part.heading else None for part in split_sections(blocks(*lines), OURS)]


def test_a_heading_must_match_whole() -> None:
    """ "Beslutningstema" is no "Beslutning", and a sentence with the word is text."""
    parts = split_sections(
        blocks("Beslutningstema", "Om havnen.", "Beslutning i sagen ventes i maj.", "Beslutning", "Godkendt."), OURS
    )

    assert [part.role for part in parts] == [SectionRole.BACKGROUND, SectionRole.DECISION]
    assert len(parts[0].blocks) == 2


def test_an_empty_template_heading_stays_empty() -> None:
    """Text never moves to the heading after an empty one."""
    parts = split_sections(blocks("Resumé:", "Indstilling:", "Økonomi:", "Ingen."), OURS)

    assert [(part.role, len(part.blocks)) for part in parts] == [
        (SectionRole.BACKGROUND, 0),
        (SectionRole.RECOMMENDATION, 0),
        (SectionRole.ECONOMY, 1),
    ]


def test_sub_headings_of_a_case_text_are_text() -> None:
    """A deeper heading inside the case text does not cut it, even if its word is known."""
    assert _headings("### Sagsfremstilling", "Tekst.", "#### Økonomi", "Mere.", "### Beslutning", "Udsat.") == [
        "Sagsfremstilling",
        "Beslutning",
    ]


def test_an_earlier_decision_in_a_history_is_text_there() -> None:
    """Only this meeting's own decision leaves the history."""
    lines = (
        "Historik",
        "Beslutning fra Vejudvalget, 1. marts 2021, pkt. 3:",
        "Anbefales.",
        "Beslutning i Havneudvalget den 12. april 2021:",
        "Godkendt.",
    )

    assert _headings(*lines) == ["Historik", "Beslutning i Havneudvalget den 12. april 2021:"]


def test_a_label_of_competence_is_no_section() -> None:
    """ "Kompetence:" is a label whose value follows; without a colon it is a heading."""
    assert _headings("Kompetence:", "Havneudvalget.") == [None]
    assert _headings("Sagen afgøres i", "Havneudvalget") == ["Sagen afgøres i"]


def test_a_decision_on_the_line_of_its_heading() -> None:
    """ "Beslutning: Godkendt." is heading and text."""
    (part,) = split_sections(blocks("Beslutning: Godkendt."), OURS)

    assert part.role is SectionRole.DECISION
    assert [block.text for block in part.blocks] == ["Godkendt."]


def test_this_meetings_decision_is_told_by_body_and_date() -> None:
    """The same body at another date, and another body at this date, are not this meeting."""
    ours = decision_head("Beslutning i Havneudvalget den 12. april 2021:")
    earlier = decision_head("Beslutning i Havneudvalget den 1. marts 2021:")
    other = decision_head("Vejudvalget, 12. april 2021, pkt. 4:")

    assert [is_current(head, OURS) for head in (ours, earlier, other)] == [True, False, False]
