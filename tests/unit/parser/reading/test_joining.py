"""Where two lines of a paragraph meet."""

import pytest

from services.parser.reading.joining import Growing, begins_list_item, is_contents_line, join


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("en sag om", "veje", "en sag om veje"),
        ("kommu-", "nens veje", "kommunens veje"),
        ("kommu\u2010", "nens", "kommunens"),
        ("LAB-", "loven", "LAB-loven"),
        ("e-", "mail", "e-mail"),
        ("social-", "og sundhed", "social- og sundhed"),
        ("børne-", "eller ungehus", "børne- eller ungehus"),
        ("2023-", "budgettet", "2023-budgettet"),
        ("Nord-", "Fyn", "Nord-Fyn"),
        ("i alt -", "altså", "i alt - altså"),
    ],
)
def test_a_hyphen_goes_only_where_the_line_made_it(left: str, right: str, joined: str) -> None:
    """A word that was parted is whole again, and one that has a hyphen keeps it."""
    growing = Growing(left)
    growing.add(right)

    assert join(left, right) == growing.text == joined


def test_a_hyphen_that_is_already_gone() -> None:
    """PDFium takes the hyphen away; what belonged to the word comes back."""
    assert join("kommu", "nen", hyphenated=True) == "kommunen"
    assert join("LAB", "loven", hyphenated=True) == "LAB-loven"
    assert join("social", "og sundhed", hyphenated=True) == "social- og sundhed"


@pytest.mark.parametrize(
    ("text", "before", "begins"),
    [
        ("- at møllen åbnes", "Udvalget ønsker", True),
        ("2. at møllen åbnes", "1. at taget tætnes", True),
        ("a) veje", "To ting:", True),
        ("14. marts 2023", "mødet er den", False),
        ("at taget tætnes,", "Forvaltningen indstiller,", True),
        ("at taget tætnes", "at møllen åbnes,", True),
        ("at se møllen", "Mange kom for", False),
        ("at de blev", "Naboerne bad om, sent på aftenen,", False),
        ("at taget tætnes", "følgende:", True),
        ("1.200 kr. er afsat", "hvoraf", False),
    ],
)
def test_points_of_a_list_begin_lines(text: str, before: str, begins: bool) -> None:  # noqa: FBT001
    """A number, a dash or "at" begins a point, unless it is a date or prose that broke there."""
    assert begins_list_item(text, before) is begins


def test_contents_lines() -> None:
    """Dots that lead to a page make a contents line, with or without the page."""
    assert is_contents_line("Den gamle mølle.....\t4")
    assert is_contents_line("Den gamle mølle . . . . . . 12")
    assert is_contents_line("Budget ...... iv")
    assert not is_contents_line("Godkendt.")
    assert not is_contents_line("Mødet er den 12")
