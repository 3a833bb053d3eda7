"""Agenda items are found by what supports them, not by one sign."""

from services.parser.segmenting.contents import find_contents
from services.parser.segmenting.items import find_headings
from tests.builders import blocks


def _found(*lines: str) -> list[tuple[str | None, str | None]]:
    made = blocks(*lines)
    return [(heading.number, heading.title) for heading in find_headings(made, find_contents(made), ())]


def test_a_list_in_a_case_text_is_no_item() -> None:
    """Numbers that run backwards or have nothing behind them are lists."""
    found = _found(
        "1. Godkendelse af dagsorden", "Beslutning", "Godkendt.",
        "2. Ny legeplads", "Sagsfremstilling", "Der skal:",
        "1. graves", "2. plantes", "3. sås", "Beslutning", "Godkendt.",
        "3. Eventuelt", "Beslutning", "Intet.",
    )  # fmt: skip

    assert [number for number, _ in found] == ["1", "2", "3"]
    assert found[2] == ("3", "Eventuelt")


def test_punkt_in_a_case_text_is_no_item() -> None:
    """Bare "Punkt 1" and "Punkt 5 og 6" are sub-headings where items are headed "Punkt N: title"."""
    found = _found(
        "Punkt 1: Regnskab", "Sagsfremstilling", "Punkt 1", "Havnen.",
        "Punkt 5 og 6", "Vejene.", "Beslutning", "Godkendt.",
        "Punkt 2: Eventuelt", "Beslutning", "Punkt 8 udgår.",
    )  # fmt: skip

    assert found == [("1", "Regnskab"), ("2", "Eventuelt")]


def test_numbering_may_jump_over_closed_items() -> None:
    """Items 6 and 9 follow one another where 7 and 8 are closed."""
    found = _found(
        "Punkt 6.",
        "Eventuelt",
        "Beslutning:",
        "Intet.",
        "Punkt 9.",
        "Godkendelse af referat",
        "Beslutning:",
        "Godkendt.",
    )

    assert [number for number, _ in found] == ["6", "9"]


def test_numbers_may_run_through_the_term() -> None:
    """An item may be number 523."""
    found = _found("Punkt 523 Spørgetid", "Sagsfremstilling", "Udgår.", "Punkt 525 Takster", "Beslutning", "Godkendt.")

    assert found == [("523", "Spørgetid"), ("525", "Takster")]


def test_a_number_may_be_glued_to_its_title() -> None:
    """ "38Godkendelse" is item 38."""
    found = _found(
        "38Godkendelse af dagsorden",
        "Beslutning",
        "Godkendt",
        "39Cykelsti",
        "Resume",
        "Kort.",
        "Beslutning",
        "Godkendt",
    )

    assert found == [("38", "Godkendelse af dagsorden"), ("39", "Cykelsti")]


def test_an_entry_of_the_contents_list_is_no_item() -> None:
    """The list is read as a list, and supports the headings that follow."""
    lines = (
        "Indholdsfortegnelse",
        "1 Dagsorden.....2",
        "2 Ny bro.....3",
        "1 Dagsorden",
        "Beslutning",
        "Godkendt.",
        "2 Ny bro",
        "Beslutning",
        "Udsat.",
    )

    assert _found(*lines) == [("1", "Dagsorden"), ("2", "Ny bro")]


def test_items_without_numbers_begin_where_the_template_begins_again() -> None:
    """Pages that lost their titles still have their items."""
    found = _found("Resumé", "Om broen.", "Beslutning", "Godkendt.", "Resumé", "Om stien.", "Beslutning", "Udsat.")

    assert len(found) == 2
