"""Invented minutes with everything in them that programs set in a way of their own."""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final

from tests.building.script import Block, Columns, Contents, Grid, Heading, Points, Prose, Run, Script

_SENTENCES: Final = (
    "Forvaltningen har gennemgået forslaget og finder, at den gamle mølle ved åen kan åbnes som værested.",
    "Møllelauget står for åbningstiden og har fundet tolv frivillige, som kan begynde lige efter påske.",
    "Naboerne er hørt, og de ønsker først og fremmest, at der ikke kører biler ad stien efter klokken ti.",
    "Beskæftigelsesudvalgets midler til afklaringsforløb flyttes til næste år, da projektet blev forsinket.",
    "Udgiften på 1.250.000 kr. holdes inden for rammen, der blev afsat i budgettet for 2023 til byrum.",
    "Efter høringen har ejerforeningen foreslået, at grøften føres øst om legepladsen i stedet for vest om.",
    "Social- og sundhedsområdet bemærker, at adgangen skal være jævn, så kørestole kan komme frem.",
    "Det fælles § 17, stk. 4-udvalg drøftede sagen og bad om en økonomisk oversigt, før den afgøres.",
)
_TITLES: Final = (
    "Den gamle mølle",
    "Støjværn ved Åvænget",
    "Takster for kolonihaver og nyttehaver i årene 2024 til 2027, anden behandling",
    "Dispensation til høje træer",
    "Færgens sejlplan",
    "Eventuelt",
)
_PARTS: Final = ("Sagsfremstilling", "Økonomi", "Indstilling", "Beslutning")
HEADER, FOOTER = "Øresø Kommune · Teknik- og Miljøudvalget · 14-11-2023", "Side"


def invented_minutes() -> Script:
    """Make the minutes of one meeting, some eight pages."""
    lines = tuple((str(number), title, str(number + 1)) for number, title in enumerate(_TITLES, 1))
    blocks: list[Block] = [
        Heading("Referat af møde i Teknik- og Miljøudvalget", 1),
        _label("Mødedato", "Tirsdag den 14. november 2023"),
        _label("Mødested", "Rådhuset, lokale 2"),
        Heading("Indholdsfortegnelse"),
        Contents(lines),
        Heading("Deltagere"),
        Grid((("Medlem", "Parti", "Til stede"), ("Åse Øst", "A", "Ja"), ("Bo Kjær", "V", "Nej"), ("Ib Ås", "F", "Ja"))),
    ]
    sentences = cycle(_SENTENCES)
    for number, title in enumerate(_TITLES, 1):
        blocks += _item(number, title, sentences)
    return Script(name="invented", blocks=tuple(blocks), header=HEADER, footer=FOOTER)


def _item(number: int, title: str, sentences: Iterator[str]) -> list[Block]:
    def text(count: int) -> str:
        return " ".join(islice(sentences, count))

    def prose(count: int) -> Prose:
        return Prose(((Run(text(count)),),))

    case, economy, advice, decision = (Heading(part, 3) for part in _PARTS)
    ruled = (("Udgift", "2023", "2024", "2025"), *((f"Del {n}", f"{n}0.000", f"{n}5.000", "0") for n in range(1, 6)))
    bare = (("Konto", "Budget", "Forbrug"), *((f"Område {n}", f"{n}.200.000", f"{n}.150.000") for n in range(1, 8)))
    return [
        Heading(f"Punkt {number}: {title}"),
        case,
        *(prose(5) for _ in range(3)),
        Points(tuple((Run(text(1)),) for _ in range(3))),
        *((Columns(tuple(text(4) for _ in range(6))),) if number == 2 else ()),
        economy,
        prose(3),
        Grid(ruled),
        prose(3),
        Grid(bare, ruled=False),
        advice,
        prose(1),
        Points(((Run("at forslaget godkendes,"),), (Run(f"at der gives {number}00.000 kr. til arbejdet."),)), start=1),
        decision,
        Prose(((Run("Godkendt.", italic=True), Run(" Bo Kjær (V) var fraværende.")),)),
    ]


def _label(name: str, value: str) -> Prose:
    return Prose(((Run(name, bold=True), Run(f" {value}")),))
