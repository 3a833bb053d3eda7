"""Cleaning: nothing that a database can't hold, and every span still right."""

from hypothesis import given
from hypothesis import strategies as st

from services.indexer.cleaning import storable


@given(st.text(st.characters()))
def test_any_text_becomes_storable_without_growing(text: str) -> None:
    """Every text can be spelled in UTF-8 afterwards, without NUL, and has as many characters as before."""
    cleaned = storable({"rows": [[text]]})["rows"][0][0]

    assert "\0" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert len(cleaned) == len(text)


def test_what_is_no_text_stays_as_it_is() -> None:
    """Numbers, truths and nothing at all pass through."""
    assert storable([1, True, None, {"a": "\ud800\0"}]) == [1, True, None, {"a": "\ufffd\ufffd"}]
