"""Bilag: title and number, each once."""

from services.parser.extracting.attachments import read_attachments
from services.parser.segmenting.sections import Context, split_sections
from tests.builders import Rows, blocks


def _read(*lines: str | Rows) -> list[tuple[str, str | None]]:
    parts = split_sections(blocks(*lines), Context())
    return [(found.title, found.document_number) for found in read_attachments(parts)]


def test_a_number_before_the_title_is_taken_off() -> None:
    """The document number has a field of its own."""
    assert _read("Bilag", "330-2021-74262 Kort over havnen") == [("Kort over havnen", "330-2021-74262")]


def test_what_is_listed_twice_is_listed_once_with_its_number() -> None:
    """The numbered listing wins, whichever comes first."""
    lines = ("Bilag", "Kort over havnen", "Beslutning", "Godkendt.", "Bilag", "2012-208960 - Kort over havnen")

    assert _read(*lines) == [("Kort over havnen", "2012-208960")]


def test_a_wrapped_title_is_joined() -> None:
    """Where blank lines separate the titles, a line without one goes on."""
    assert _read("Bilag:", "", "Aftale om havnen", "", "Oversigt over pladser og både", "2022-2025") == [
        ("Aftale om havnen", None),
        ("Oversigt over pladser og både 2022-2025", None),
    ]


def test_a_line_of_years_alone_is_the_rest_of_a_title() -> None:
    """No bilag is called "2022-2025"."""
    assert _read("Bilag:", "", "Aftale om havnen", "2022-2025") == [("Aftale om havnen 2022-2025", None)]


def test_titles_on_lines_without_gaps_are_titles() -> None:
    """A plain list has one title a line."""
    assert len(_read("Bilag", "Kort", "Budget", "Tegning")) == 3


def test_nothing_attached_is_nothing() -> None:
    """ "Ingen bilag." is no title."""
    assert _read("Bilag", "Ingen bilag.") == []


def test_a_table_has_a_title_and_a_number_in_each_row() -> None:
    """The row of column titles is none of them, and a running number no title."""
    table = (("Bilagsnr", "Titel", "Dok.nr"), ("1", "Kort over havnen", "2012-208960"), ("2", "Støjmåling", ""))

    assert _read("Bilag", table) == [("Kort over havnen", "2012-208960"), ("Støjmåling", None)]


def test_a_numbered_list_keeps_the_documents_numbers() -> None:
    """The number in front counts; the one in brackets is the document's."""
    assert _read("Bilag", "1. Kort over havnen (Dok. nr. 2015/03441)") == [("Kort over havnen", "2015/03441")]


def test_an_open_attachment_has_a_running_number_before_and_its_own_behind() -> None:
    """Elsewhere such a number belongs to the title, as "2020/21" does."""
    assert _read("Bilag", "1 Åben Kort over havnen 123/16") == [("Kort over havnen", "123/16")]
    assert _read("Bilag", "Regnskab 2020/21") == [("Regnskab 2020/21", None)]
