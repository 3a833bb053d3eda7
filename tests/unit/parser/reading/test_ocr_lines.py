"""What OCR sees becomes segments like those of a text layer."""

import pytest
from PIL import Image, ImageDraw

from services.parser.reading.geometry import Segment
from services.parser.reading.ocr_lines import SeenLine, SeenWord, upright
from services.parser.reading.picture import Picture

WIDTH, HEIGHT, DPI = 1654, 2339, 200
_LETTER, _SPACE, _X_HEIGHT = 14, 8, 15


def line(*texts: str, y: int = 500, slope: float = 0.0, x_height: float = _X_HEIGHT, gap: int = _SPACE) -> SeenLine:
    """Set words from the left margin, each as wide as its letters, with a gap between."""
    words: list[SeenWord] = []
    left = 150
    for text in texts:
        right = left + _LETTER * len(text)
        words.append(SeenWord(text=text, box=(left, y - 20, right, y), confidence=0.9))
        left = right + gap
    return SeenLine(words=words, x=150, y=y, slope=slope, x_height=x_height)


def seen(*lines: SeenLine, strokes: int = 3) -> tuple[Segment, ...]:
    """Draw the lines as upright strokes, those above the middle of the page three times as broad, and see them."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(image)
    for each in lines:
        for word in each.words:
            left, top, right, bottom = word.box
            broad = strokes * 3 if top < 300 else strokes
            for x in range(left, right - broad, _LETTER):
                draw.rectangle((x, top, x + broad - 1, bottom), fill=0)
    return upright(lines, Picture(width=WIDTH, height=HEIGHT, dpi=DPI, grey=image.tobytes())).segments


def test_words_that_stand_near_are_one_segment_and_others_are_not() -> None:
    """A blank parts words, a wide gap or a table's rule parts columns."""
    near = seen(line("Udvalget", "drøftede", "sagen"))
    far = seen(line("Udgift", "2024", gap=200))
    ruled = seen(line("Udgift", "|", "2024"))

    assert [segment.text for segment in near] == ["Udvalget drøftede sagen"]
    assert [segment.text for segment in far] == [segment.text for segment in ruled] == ["Udgift", "2024"]
    assert (near[0].x0, near[0].baseline) == pytest.approx((54.0, 180.0))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("-…", "at", "møllen", "åbnes"), "- at møllen åbnes"),
        (("•", "Kort"), "- Kort"),
        (("l", "alt"), "I alt"),
        (("Status", "(0)"), "Status (O)"),
        (("(0)",), "(O)"),
        (("mellem", "(0)-15"), "mellem (0)-15"),
        (("lokale", "1"), "lokale 1"),
    ],
)
def test_what_tesseract_always_mistakes_is_put_right(words: tuple[str, ...], text: str) -> None:
    """A list's dash, the I that stands alone, and the letter O in brackets."""
    assert [segment.text for segment in seen(line(*words))] == [text]


def test_a_page_askew_is_straight_again() -> None:
    """Lines that fall by one degree stand level, and their left edges under each other."""
    slope = 0.0175
    words = ["ord"] * 20
    lines = [line(*words, y=y, slope=slope) for y in (800, 840)]
    first, second = seen(*lines)

    assert second.baseline - first.baseline == pytest.approx(40 * 72 / DPI)
    assert second.x0 - first.x0 == pytest.approx(slope * 40 * 72 / DPI)


def test_sizes_that_differ_by_measuring_alone_are_one() -> None:
    """What is a tenth larger is the same letter, what is half as large again is a heading."""
    body, more, heading = seen(
        line("brødtekst " * 3), line("mere", y=600, x_height=16), line("Punkt", y=700, x_height=23)
    )

    assert body.size == more.size
    assert heading.size > 1.4 * body.size


def test_broad_strokes_are_bold() -> None:
    """Measured against most of the page, whatever its letters look like."""
    heading, *body = seen(line("Punkt", y=200), *(line("brødtekst", "om", "møllen", y=y) for y in (500, 540, 580)))

    assert heading.bold
    assert not any(segment.bold for segment in body)


def test_confidence_is_that_of_letters_and_not_of_words() -> None:
    """A long word weighs more; a page without words has none."""
    white = Picture(width=9, height=9, dpi=DPI, grey=bytes([255] * 81))
    words = [
        SeenWord(text="abcdefghi", box=(0, 0, 9, 9), confidence=1.0),
        SeenWord(text="x", box=(0, 0, 9, 9), confidence=0.0),
    ]

    assert upright([SeenLine(words=words, x=0, y=9, slope=0, x_height=5)], white).confidence == pytest.approx(0.9)
    assert upright([], white).confidence == 0.0
