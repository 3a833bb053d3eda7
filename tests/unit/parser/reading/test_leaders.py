"""Dots between a title and its page go, and nothing else does."""

import pytest
from PIL import Image, ImageDraw

from services.parser.reading.leaders import without_leaders
from services.parser.reading.picture import Picture

WIDTH, HEIGHT = 400, 60


def drawn(*boxes: tuple[int, int, int, int]) -> Picture:
    """Draw black boxes."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, fill=0)
    return Picture(width=WIDTH, height=HEIGHT, dpi=200, grey=image.tobytes())


def dots(left: int, right: int, step: int, row: int = 40) -> list[tuple[int, int, int, int]]:
    """Lay out dots of three pixels each."""
    return [(x, row, x + 2, row + 2) for x in range(left, right, step)]


LETTERS = [(20, 20, 23, 42), (30, 30, 45, 33), (30, 39, 45, 42)]
PAGE_NUMBER = [(380, 24, 383, 42)]


@pytest.mark.parametrize("step", [6, 12, 24])
def test_leaders_go_and_what_they_join_stays(step: int) -> None:
    """Tight dots and wide ones are painted over, up to the page's number."""
    with_dots = drawn(*LETTERS, *dots(60, 375, step), *PAGE_NUMBER)

    assert without_leaders(with_dots) == drawn(*LETTERS, *PAGE_NUMBER)


def test_leaders_on_a_page_askew_go_too() -> None:
    """They rise by a pixel now and then."""
    rising = [(x, 44 - x // 80, x + 2, 46 - x // 80) for x in range(60, 375, 12)]

    assert without_leaders(drawn(*LETTERS, *rising, *PAGE_NUMBER)) == drawn(*LETTERS, *PAGE_NUMBER)


@pytest.mark.parametrize(
    "boxes",
    [
        dots(60, 90, 12),  # three dots: something was left out
        [*dots(60, 200, 12), *((x, 46, x + 2, 56) for x in range(60, 200, 12))],  # the letter i, again and again
        [(60, 40, 300, 41)],  # a rule
        [(x, 20, x + 2, 42) for x in range(60, 200, 8)],  # upright strokes
    ],
)
def test_what_only_looks_like_leaders_stays(boxes: list[tuple[int, int, int, int]]) -> None:
    """Few dots, dots over letters, rules and strokes are left as they are."""
    picture = drawn(*boxes)

    assert without_leaders(picture) == picture


def test_dots_at_the_edges_of_the_picture_do_no_harm() -> None:
    """There is nothing above the first row and below the last."""
    assert without_leaders(drawn(*dots(0, 399, 12, row=0))) == drawn()
    assert without_leaders(drawn(*dots(0, 399, 12, row=HEIGHT - 3))) == drawn()
