"""Closed items lose their text, and nothing else loses its place."""

from dataclasses import replace

from services.indexer.public import public
from shared.contract.codes import SectionRole
from shared.contract.record import Item, Section
from shared.contract.result import Result
from tests.unit.indexer.building import parsed

TEXT = "1. Lukket\nHemmeligt.\n2. Torvet\nBænke.\n3. Lukket\nOgså hemmeligt."


def _item(heading: str, text: str, *, closed: bool) -> Item:
    start, told = TEXT.index(heading), TEXT.index(text)
    section = Section(role=SectionRole.OTHER, text=text, span=(told, told + len(text)))
    return Item(title=heading[3:], closed=closed, span=(start, told + len(text)), sections=(section,))


def _result(*items: Item) -> Result:
    result = parsed(items=items, warnings=())
    return replace(result, text=TEXT)


def test_text_is_blanked_and_keeps_its_length() -> None:
    """Headings stay, and what is open stands where it stood."""
    items = (
        _item("3. Lukket", "Også hemmeligt.", closed=True),
        _item("1. Lukket", "Hemmeligt.", closed=True),
        _item("2. Torvet", "Bænke.", closed=False),
    )
    shown = public(_result(*items))

    assert shown.text == "1. Lukket\n██████████\n2. Torvet\nBænke.\n3. Lukket\n███████████████"
    assert shown.record is not None
    assert [item.title for item in shown.record.items] == ["Lukket", "Lukket", "Torvet"]
    assert shown.record.items[2] == items[2]


def test_spans_that_overlap_are_blanked_once() -> None:
    """Whatever a parser says, the text keeps its length and loses all that is closed."""
    wide = _item("1. Lukket", "Hemmeligt.", closed=True)
    wide = replace(wide, span=(0, len(TEXT)))
    shown = public(_result(wide, _item("3. Lukket", "Også hemmeligt.", closed=True)))

    assert shown.text == "1. Lukket\n" + "█" * (len(TEXT) - 10)


def test_minutes_without_closed_items_stay_as_they_are() -> None:
    """Most results are public whole."""
    result = parsed()

    assert public(result) is result
