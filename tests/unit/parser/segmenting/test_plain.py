"""Numbered items whose text begins with prose: a row of them is a row of items, and a list in a case text is none."""

import pytest

from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from shared.contract.codes import RejectionReason
from shared.contract.result import Rejected

HEAD = "Referat\nTrafikudvalget\nMødedato: 3. marts 2026\nTil stede: Asta Birk, Bo Lind\n\n"
PROSE = (
    "Forvaltningen har set på stierne ved havnen og foreslår, at de får lys. Det koster 40.000 kr., som kan tages af "
    "puljen til stier. Havnelauget har sagt ja, og naboerne har ikke svaret endnu."
)
TITLES = ("Dagsordenen", "Lys på stierne", "Eventuelt")


def _items(text: str) -> list[tuple[str | None, str | None]]:
    answer = parse_file(text.encode(), Request(sha256="", parser_version="test"))
    assert isinstance(answer, Parsed), answer
    return [(item.number, item.title) for item in answer.record.items]


def _minutes(item: str) -> str:
    return HEAD + "".join(item.format(n=number, title=title, prose=PROSE) for number, title in enumerate(TITLES, 1))


@pytest.mark.parametrize(
    "item",
    [
        "{n}. {title}\n\n{prose}\n\nBeslutning\nGodkendt.\n\n",
        "{n}. {title}\n{prose}\n{prose}\nBeslutning:\nGodkendt.\n\n",
        "{n}. {title}\n\nKort om sagen.\n\nMere om sagen.\n\nGodkendt.\n\n",
        "Punkt {n}\n{title}\n\n{prose}\n\nBeslutning\nGodkendt.\n\n",
        "## {n}. {title}\n\n{prose}\n\n## Beslutning\n\nGodkendt.\n\n",
    ],
)
def test_prose_may_come_first(item: str) -> None:
    """However long it is, and whatever marks the decision."""
    assert _items(_minutes(item)) == [(str(number), title) for number, title in enumerate(TITLES, 1)]


@pytest.mark.parametrize("which", [1, 2, 3])
def test_one_of_several_begins_with_prose(which: int) -> None:
    """The others have a heading at once: its number is missing between theirs, before or behind them."""
    items = [
        f"{number}. {title}\n{PROSE if number == which else 'Sagsfremstilling'}\n{PROSE}\nBeslutning\nGodkendt.\n\n"
        for number, title in enumerate(TITLES, 1)
    ]

    assert _items(HEAD + "".join(items)) == [(str(number), title) for number, title in enumerate(TITLES, 1)]


def test_a_list_in_a_case_text_is_no_row_of_items() -> None:
    """Its entries stand apart and count on from the number of the item, and one decision follows all of them."""
    listed = "".join(f"{number}. Sti nummer {number}\n\nDen er mørk.\n\nDen er lang.\n\n" for number in (1, 2, 3))
    items = [
        f"{number}. {title}\n\nSagsfremstilling\n\n{listed}Beslutning\n\nGodkendt.\n\n"
        for number, title in ((1, TITLES[0]), (4, TITLES[2]))
    ]

    assert _items(HEAD + "".join(items)) == [("1", TITLES[0]), ("4", TITLES[2])]


def test_a_numbered_letter_is_no_minutes() -> None:
    """Nothing in it is decided."""
    answer = parse_file(
        "".join(f"{number}. {title}\n\n{PROSE}\n\n" for number, title in enumerate(TITLES, 1)).encode(),
        Request(sha256="", parser_version="test"),
    )

    assert isinstance(answer, Rejected)
    assert answer.reason is RejectionReason.NOT_MINUTES
