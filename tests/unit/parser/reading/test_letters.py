"""What text looks like after cleaning."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.reading.letters import clean, squeeze


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("kom\u00admune", "kommune"),
        ("07\u2011A00", "07-A00"),
        ("1\u00a0000\u202fkr.", "1 000 kr."),
        ("a\x00b\x07c", "abc"),
        ("rød\x1b[31mt\x1b[0m", "rødt"),
        ("\u202eVend\u202c", "Vend"),
        ("\ufeffReferat", "Referat"),
        ("bekra\ufb00et e\ufb03cient", "bekraffet efficient"),
        ("\uf0b7 punkt", "• punkt"),
        ("side 1\fside 2", "side 1\n\nside 2"),
        (unicodedata.normalize("NFD", "Århus Ælde Ø å"), "Århus Ælde Ø å"),
        ("a\tb", "a\tb"),
    ],
)
def test_cleaning(raw: str, cleaned: str) -> None:
    """Invisible letters go, blanks and line ends become one kind, and the rest is composed."""
    assert clean(raw) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """Cleaned text is clean."""
    assert clean(clean(text)) == clean(text)


def test_white_space_is_one_blank_or_one_tab() -> None:
    """Blanks that only set text apart become one; a tab between columns stays."""
    assert squeeze("  a   b ") == "a b"
    assert squeeze("Sted \t  Rådhuset  1 ") == "Sted\tRådhuset 1"
    assert squeeze("7\tLukket\t") == "7\tLukket"
