"""Which pages can't be relied on."""

import pytest

from services.parser.reading.model import Line, Page
from services.parser.reading.quality import judge
from shared.contract.codes import RejectionReason, WarningCode
from shared.errors import DocumentError

GOOD = "Udvalget drøftede, at det er på tide at åbne møllen for alle, der har lyst til en tur ved åen. " * 10


def page(text: str, number: int | None = 1) -> Page:
    """Make a page of one line."""
    return Page(items=(Line(text=text, page=number),), number=number)


def test_danish_text_is_good() -> None:
    """Ordinary text warns of nothing."""
    assert judge([page(GOOD), page("Kort", 2)]) == ()


def test_lost_letters_are_warned_about() -> None:
    """Danish words without any æ, ø and å have lost them on their way."""
    (warning,) = judge([page(GOOD.translate(str.maketrans("", "", "æøå")))])

    assert (warning.code, warning.detail) == (WarningCode.TEXT_QUALITY, "Page 1 has lost its æ, ø and å.")


def test_unreadable_and_missing_pages_are_warned_about() -> None:
    """Signs that no font could name, and pages that did not open, are told by their numbers."""
    first, second = judge([page(GOOD), page("\ue001\ue002\ue003 ab", 2)], missing=[3])

    assert (first.code, first.detail) == (WarningCode.MISSING_PAGE, "Page 3 can't be opened.")
    assert second.detail == "Page 2 has text that can't be read as letters."


@pytest.mark.parametrize("pages", [[page("\ufffd\ufffd a")], [page("", 1), page("", 2)], [page("....", None)]])
def test_a_file_without_a_readable_page_is_refused(pages: list[Page]) -> None:
    """Nothing to read is no reading."""
    with pytest.raises(DocumentError) as refused:
        judge(pages)

    assert refused.value.reason is RejectionReason.NO_TEXT
