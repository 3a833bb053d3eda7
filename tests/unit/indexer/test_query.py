"""Queries: words or nothing, whatever somebody types."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indexer.query import Term, terms


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("skole budget", (Term(words=("skole",)), Term(words=("budget",)))),
        ("svømme*", (Term(words=("svømme",), is_prefix=True),)),
        ("05.09.00-P21", (Term(words=("05", "09", "00", "P21")),)),
        ('"NEAR(', (Term(words=("NEAR",)),)),
        ("bl\u0061\u030a", (Term(words=("blå",)),)),
        ("🚲 -- * \" '", ()),
        ("a_b", (Term(words=("a", "b")),)),
    ],
)
def test_what_was_typed_is_read_as_words(typed: str, expected: tuple[Term, ...]) -> None:
    """Marks between letters part words, and a star at the end is any ending."""
    assert terms(typed) == expected


@given(st.text())
def test_no_word_holds_anything_but_letters_and_digits(typed: str) -> None:
    """Nothing that could be syntax is left in a word."""
    for term in terms(typed):
        assert term.words
        assert all(word.isalnum() for word in term.words)
