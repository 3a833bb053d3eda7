"""What minutes say is closed is closed, however they say it; and what only sounds like it stays open."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from services.indexer.public import public
from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from shared.contract.codec import to_plain
from shared.contract.codes import Outcome
from shared.contract.record import Item
from shared.contract.result import Delivery, Result

HEAD = "REFERAT\nHavneudvalget\n\nMødedato: 17. marts 2021 kl. 08:00\n"
SECRET, SHOWN = "Kastanje", "Molen er bygget af sten."
OPEN = f"\nSagsfremstilling\n{SHOWN}\n\nBeslutning\nGodkendt.\n"
CLOSED = (
    f"\nSagsfremstilling\n{SECRET}forliget koster det dobbelte.\n"
    f"\nBeslutning\n{SECRET}forliget godkendt.\n\nBilag\n{SECRET}kort\n"
)
TABLE = tomllib.loads(Path(__file__).with_name("closed.toml").read_text(encoding="utf-8"))["minutes"]


def _read(text: str) -> Parsed:
    answer = parse_file(text.encode(), Request(sha256="0" * 64, parser_version="", municipality="306"))
    assert isinstance(answer, Parsed), answer
    return answer


def _public(answer: Parsed) -> str:
    delivery = Delivery(
        prefix="306", name="a", version="v", dropped_at="", sha256="0" * 64, bytes=1, media_type="text/plain"
    )
    result = Result(
        delivery=delivery, outcome=Outcome.PARSED, parser_version="", record=answer.record, text=answer.text
    )
    return str(to_plain(public(result)))


def _outline(item: Item) -> str:
    return f"{item.number or ''} | {item.title or ''}{' | x' if item.closed else ''}"


@pytest.mark.parametrize("minutes", TABLE, ids=lambda minutes: minutes["name"])
def test_what_is_closed_is_known_and_kept_out(minutes: dict[str, Any]) -> None:
    """One document for each shape: which items are closed, nothing of them in public, all of the others."""
    written = minutes["text"].replace("{open}", OPEN).replace("{closed}", CLOSED)
    answer = _read(HEAD + written)
    shown = _public(answer)

    assert [_outline(item) for item in answer.record.items] == minutes["items"]
    assert SECRET not in shown
    # in the text of the document, and in its section of its item
    assert shown.count(SHOWN) == 2 * written.count(SHOWN)


ITEMS = f"\n1. Ejendomssag\n{CLOSED}\n2. Personsag\n{CLOSED}"
CLOSED_TITLES = (
    "LUKKET REFERAT Havneudvalget d. 17-03-2021",
    "Lukket referat",
    "Lukket beslutningsprotokol",
    "Lukket dagsorden",
    "Lukket tillægsreferat",
    "Fortroligt referat",
    "Referat (lukket)",
    "Referat - lukket",
    "Referat lukkede punkter",
    "Referat af lukket møde",
    "Referat fra møde i Havneudvalget - lukket",
)
OPEN_TITLES = (
    "Åbent referat",
    "Referat - åbne punkter",
    "Referat - åbne og lukkede punkter",
    "Lukket referat udsendes særskilt",
    "Lukket dagsorden: Ingen",
    "Lukkede punkter: ingen",
    "Ingen lukkede punkter.",
    "Mødetype: Åbent/lukket",
    "Bemærkninger: Punkt 14 behandles for lukkede døre",
    "Åbne punkter\n\nNy mole\n\nLukkede punkter\n\nPersonsag",
    "Lukkede punkter\n4. Personsag\n5. Ejendomssag",
)


@pytest.mark.parametrize("title", CLOSED_TITLES)
def test_minutes_that_call_themselves_closed_are_closed_throughout(title: str) -> None:
    """Every item of theirs is, whatever the item says."""
    answer = _read(HEAD.replace("REFERAT", title) + ITEMS)

    assert [item.closed for item in answer.record.items] == [True, True]
    assert SECRET not in _public(answer)


@pytest.mark.parametrize("line", OPEN_TITLES)
def test_a_head_that_speaks_of_closed_items_closes_none(line: str) -> None:
    """Open minutes say that there are closed ones, or a list of contents has them."""
    answer = _read(f"{HEAD}\n{line}\n\n1. Ny mole\n{OPEN}\n2. Eventuelt\n{OPEN}")

    assert [item.title for item in answer.record.items if not item.closed] == ["Ny mole", "Eventuelt"]
    assert _public(answer).count(SHOWN) == 4


GROUPS = (
    "LUKKEDE SAGER", "Lukkede punkter", "Lukkede dagsordenspunkter", "Lukket dagsorden", "Lukket møde",
    "For lukkede døre", "Lukket del", "Lukket punkter", "B. LUKKEDE SAGER", "Lukkede punkter (fortrolige)",
    "Fortrolige punkter", "Ikke-offentlige punkter", "Sager for lukkede døre", "Lukkede sager til beslutning",
    "Punkter for lukkede døre", "Lukkede punkter på dagsordenen", "Lukket beslutningsprotokol", "Mødets lukkede del",
)  # fmt: skip


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("below", ["Punkt 4: Ejendomssag\n", "7. Ejendomssag\n", "Ejendomssag\n", ""])
def test_a_closed_group_ends_the_open_item_above_it(group: str, below: str) -> None:
    """Whatever stands below: the next number, another style of heading, none, or text."""
    opened = "".join(
        f"\nPunkt {number}: {title}\n{OPEN}" for number, title in enumerate(("Ny mole", "Ny bro", "Nyt fyr"), 1)
    )
    answer = _read(f"{HEAD}{opened}\n{group}\n\n{below}{CLOSED}")

    assert SECRET not in _public(answer)
    assert _public(answer).count(SHOWN) == 6
    assert [item.closed for item in answer.record.items[:3]] == [False, False, False]


PROSE = (
    "Mødet lukket kl. 20",
    "Udvalget ønsker, at sagen behandles på lukket møde",
    "Sagen behandles på lukket møde.",
    "Lukket for tilgang",
    "Skolen lukkes i 2024.",
    "Børnehaven lukket i uge 29",
    "Punkt 12 behandles for lukkede døre",
    "Åben/lukket: Åben",
    "lukkede punkter: ingen",
    "Lukkede punkter\n\nIngen",
    "Lukkede børnehaver i sommerferien",
    "Mandag\n\n10-16\n\nSøndag\n\nLukket\n\nJuleaften\n\nLukket",
    "Lukket: mandag og tirsdag",
    "Lukkede sager kan ikke ses af offentligheden.",
    "Lukket møde holdes i marts.",
    "Status: Lukket for ansøgninger",
    "Punkt 5 og 6 flyttes til lukket dagsorden",
    "- Lukket punkt\n- Åbent punkt",
)
TITLES = (
    "Lukkede børnehaver i sommerferien",
    "Lukkedage i dagtilbud 2022",
    "Lukket for gennemkørsel på Nørregade",
    "Børnehaven lukket i uge 29",
    "Ny mole - lukket for trafik i 2022",
    "Åbne og lukkede punkter i udvalget",
    "Skoler, der er lukket",
    "Byrådets lukkede møder",
)
ATTACHED = (
    "Lukket: Tilbud",
    "Fortrolig - Tegning",
    "Tilbud (lukket)",
    "Lukket referat",
    "Lukket bilag",
    "Lukket",
    "Notat\nLukket punkt - kort",
)


def _minutes(
    title: str = "Ny bro", prose: str = "Broen er smal.", decided: str = "Udsat.", attached: str = "Kort"
) -> str:
    item = f"2. {title}\n\nSagsfremstilling\n\n{prose}\n\nBeslutning\n\n{decided}\n\nBilag\n\n{attached}\n"
    return f"{HEAD}\n1. Ny mole\n{OPEN}\n{item}\n3. Eventuelt\n{OPEN}"


@pytest.mark.parametrize(
    "text",
    [
        *(_minutes(prose=prose) for prose in PROSE),
        *(_minutes(decided=prose) for prose in PROSE),
        *(_minutes(title=title) for title in TITLES),
        *(_minutes(attached=attached) for attached in ATTACHED),
    ],
    ids=[
        *(f"prose: {at}" for at in PROSE),
        *(f"decided: {at}" for at in PROSE),
        *TITLES,
        *(f"attached: {at}" for at in ATTACHED),
    ],
)
def test_what_only_sounds_closed_stays_open(text: str) -> None:
    """Schools and roads are closed as well, and minutes speak of closed meetings."""
    answer = _read(text)

    assert [(item.number, item.closed) for item in answer.record.items] == [("1", False), ("2", False), ("3", False)]
    assert "\N{FULL BLOCK}" not in _public(answer)
