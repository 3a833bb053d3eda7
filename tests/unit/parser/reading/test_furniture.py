"""What is taken out of the flow, and what only looks like it."""

from services.parser.reading.flow import flow_of
from services.parser.reading.model import Line, Page, Paragraph

HEIGHT = 842.0


def page(number: int, *texts: tuple[str, float]) -> Page:
    """Make a page of texts at heights given as shares of the page."""
    items = tuple(
        Line(text=text, page=number, x0=60, x1=60 + 5 * len(text), top=at * HEIGHT, bottom=at * HEIGHT + 10, size=10)
        for text, at in texts
    )
    return Page(items=items, number=number, width=595.0, height=HEIGHT)


def left(*pages: Page) -> list[str]:
    """Flow pages and take what is left."""
    return [part.text for part in flow_of(pages).flow if isinstance(part, Paragraph)]


def test_headers_and_numbered_footers_go_and_are_remembered() -> None:
    """What stands on each page at the same height is furniture, told once."""
    pages = [
        page(n, ("Byrådet 14-03-2023", 0.04), (f"Tekst nummer {n}", 0.5), (f"Musterkøbing | Side {n} af 3", 0.95))
        for n in (1, 2, 3)
    ]

    assert left(*pages) == ["Tekst nummer 1", "Tekst nummer 2", "Tekst nummer 3"]
    assert flow_of(pages).furniture == ("Byrådet 14-03-2023", "Musterkøbing | Side 1 af 3")


def test_left_and_right_pages_may_differ() -> None:
    """A header on every second page is a header."""
    pages = [page(n, ("Byrådet" if n % 2 else "Referat", 0.04), (f"Tekst nummer {n}", 0.5)) for n in range(1, 7)]

    assert len(left(*pages)) == 6


def test_page_numbers_go_wherever_they_stand_outermost() -> None:
    """A number alone at the edge is the page's, in the middle it is the text's."""
    assert left(page(1, ("12", 0.5), ("3", 0.96)), page(2, ("Slut", 0.5), ("- 4 -", 0.96))) == ["12", "Slut"]
    assert left(page(1, ("Referat", 0.5), ("Side 1 af 1", 0.96))) == ["Referat"]
    assert left(page(1, ("Godkendt.", 0.5), ("1", 0.96))) == ["Godkendt."]
    assert left(page(1, ("Godkendt.", 0.5), ("12", 0.96))) == ["Godkendt.", "12"]


def test_headings_and_numbers_of_the_text_stay() -> None:
    """A heading that begins two pages, and case numbers that differ by page, are no furniture."""
    pages = [
        page(1, ("00.22.02-A00-1-23", 0.08), ("Beslutning", 0.5), ("Godkendt", 0.6)),
        page(2, ("Beslutning", 0.08), ("Taget til efterretning", 0.6)),
        page(3, ("Beslutning", 0.08), ("Udsat", 0.6)),
        page(4, ("00.22.02-A00-2-23", 0.08), ("Drøftet", 0.6)),
    ]

    assert len(left(*pages)) == 9
