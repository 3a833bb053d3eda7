"""Marks inside lines."""

import pytest

from services.parser.reading.markup import Marked, unmark


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("**Alt fed**", Marked(text="Alt fed", bold=True)),
        ("***Begge dele***", Marked(text="Begge dele", bold=True, italic=True)),
        ("__Sagsoversigt__ april_2021", Marked(text="Sagsoversigt april_2021", lead="Sagsoversigt")),
        ("_Kursiv_", Marked(text="Kursiv", italic=True)),
        ("**Direktøren indstiller**, at", Marked(text="Direktøren indstiller, at", lead="Direktøren indstiller")),
        ("tekst **midt** i", Marked(text="tekst midt i")),
        ("slut på noget**", Marked(text="slut på noget")),
        ("1. at** udvalget", Marked(text="1. at udvalget")),
        ("2*3*4 og 5 * 6", Marked(text="2*3*4 og 5 * 6")),
        ("beløb* og sum*", Marked(text="beløb* og sum*")),
        ("*) se noten", Marked(text="*) se noten")),
        ("fil_navn_2_a.pdf", Marked(text="fil_navn_2_a.pdf")),
        ("____________", Marked(text="____________")),
        ("**", Marked(text="**")),
    ],
)
def test_marks_are_taken_off_and_signs_are_not(line: str, marked: Marked) -> None:
    """Balanced marks and stray bold ones go; stars and low lines that mean something else stay."""
    assert unmark([line], markdown=False) == [marked]


def test_a_mark_may_span_lines() -> None:
    """What is opened on one line may be closed on a later one."""
    first, second = unmark(["**Musterkøbing", "Kommune** her"], markdown=False)

    assert first == Marked(text="Musterkøbing", bold=True, goes_on=True)
    assert second == Marked(text="Kommune her", lead="Kommune")
