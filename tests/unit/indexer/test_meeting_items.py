"""Which items of a meeting are the same: number, else title, never across its parts, never by guessing."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indexer.meeting_items import meeting_item_keys
from shared.contract.codes import DocumentKind
from shared.contract.record import Item

MEETING = UUID(int=7)


def _item(number: str | None = None, title: str | None = None, *, closed: bool = False) -> Item:
    return Item(span=(0, 1), number=number, title=title, closed=closed)


def _key(
    number: str | None = None, title: str | None = None, *, closed: bool = False, kind: str = "referat"
) -> UUID | None:
    """Name one item that stands alone in its document."""
    (key,) = meeting_item_keys(MEETING, kind, [_item(number, title, closed=closed)])
    return key


@pytest.mark.parametrize("spelling", ["7", "7.", " 7 ", "07", "7)", "\N{FULLWIDTH DIGIT SEVEN}"])
def test_all_spellings_of_a_number_are_one(spelling: str) -> None:
    """Dots, brackets, blanks and zeros in front make no other item, and a number needs no title."""
    assert _key(spelling, "Cykelsti") == _key("7", "Cykelstien") == _key("7")


def test_other_numbers_are_other_items() -> None:
    """Letters and further numbers count, and where they part does too."""
    numbers = ["7", "7a", "7b", "7.1", "71", "7.11", "17", "70", "0"]

    assert len({_key(number) for number in numbers}) == len(numbers)
    assert _key("7 A") == _key("7a") == _key("7.a")


def test_the_title_names_what_has_no_number() -> None:
    """Case, punctuation and white space make no other title; a title that looks like a number is none."""
    assert _key(None, "Cykelsti ved åen") == _key("", "CYKELSTI  ved Åen.") == _key("-", "Cykelsti - ved a\u030aen")
    assert _key(None, "Cykelsti ved åen") != _key(None, "Cykelsti ved aen")
    assert _key(None, "7") != _key("7")


def test_what_nothing_names_is_the_same_as_nothing() -> None:
    """Without a letter in number and title there is no key."""
    assert _key() is _key("", "") is _key(".", " - ") is None


def test_the_parts_of_a_meeting_do_not_share_numbers() -> None:
    """The closed part begins at 1 again, and so does a supplement; agenda, minutes and correction count alike."""
    keys = {_key("1"), _key("1", closed=True), _key("1", kind="supplement"), _key("1", closed=True, kind="supplement")}

    assert len(keys) == 4
    assert {_key("1", kind=kind) for kind in ("dagsorden", "referat", "correction")} == {_key("1")}


def test_a_number_that_stands_twice_names_nothing() -> None:
    """Two items of one number are told apart by their titles; those closed are counted for themselves."""
    items = [_item("1", "Budget"), _item("1.", "Skole"), _item("2", "Vej"), _item("2", "Hegn", closed=True), _item("1")]
    keys = meeting_item_keys(MEETING, "referat", items)

    assert keys == [_key(None, "Budget"), _key(None, "Skole"), _key("2"), _key("2", closed=True), None]


@given(st.text(max_size=20), st.text(), st.sampled_from(DocumentKind))
def test_any_text_has_a_key_or_none(number: str, title: str, kind: str) -> None:
    """Whatever is written, another meeting's item is another item."""
    items = [_item(number, title)]
    (here,), (there,) = (meeting_item_keys(meeting, kind, items) for meeting in (MEETING, uuid4()))

    assert here != there or here is there is None
