"""Marks: taken out of a text they leave what it was, and tell where they stood."""

from hypothesis import given
from hypothesis import strategies as st

from services.indexer.passages.port import CLOSE_MARK, OPEN_MARK, unmark


@given(st.lists(st.tuples(st.text(), st.booleans())))
def test_marks_come_out_where_they_went_in(parts: list[tuple[str, bool]]) -> None:
    """Any text with any parts marked is read back."""
    parts = [(text.replace(OPEN_MARK, "").replace(CLOSE_MARK, ""), marked) for text, marked in parts]
    spelled = "".join(f"{OPEN_MARK}{text}{CLOSE_MARK}" if marked else text for text, marked in parts)

    plain, marks = unmark(spelled)

    assert plain == "".join(text for text, _ in parts)
    assert [plain[slice(*mark)] for mark in marks] == [text for text, marked in parts if marked]
