"""The contents list is read for what it knows: titles, numbers, closed items."""

from services.parser.segmenting.contents import find_contents
from tests.builders import blocks


def test_closed_items_stand_in_a_group_of_their_own() -> None:
    """What stands under "Lukket" is closed, with or without a page."""
    contents = find_contents(
        blocks(
            "Indholdsfortegnelse", "Åben", "1\tDagsorden\t1", "Lukket", "2\tKøb af grund\t", "Beskæftigelsesudvalget"
        )
    )

    assert [(entry.number, entry.title, entry.closed) for entry in contents.entries] == [
        ("1", "Dagsorden", False),
        ("2", "Køb af grund", True),
    ]


def test_a_wrapped_entry_is_joined() -> None:
    """A title that goes over two lines is one entry."""
    contents = find_contents(blocks("Indholdsfortegnelse", "1. Forslag om en ny", "sti langs åen......4"))

    assert [entry.title for entry in contents.entries] == ["1. Forslag om en ny sti langs åen"]


def test_the_first_heading_of_the_body_ends_the_list() -> None:
    """The body's own "Punkt 1" is not swallowed."""
    made = blocks("Indholdsfortegnelse", "Dagsorden.....2", "Ny bro.....3", "Punkt 1: Dagsorden", "Beslutning")
    contents = find_contents(made)

    assert contents.end == 3
