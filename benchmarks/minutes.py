"""Invented minutes as plain text, no two the same: what a small committee decides in one evening."""

from datetime import date, timedelta
from itertools import cycle, islice
from typing import Final

ITEMS: Final = 6
LONG: Final = 7
SHORT: Final = 1
"""How many paragraphs the case of an item has: with seven the minutes are some 14 kB long, with one 5 kB."""

_FIRST_DAY: Final = date(2019, 1, 8)
_BODIES: Final = ("Kultur- og Fritidsudvalget", "Teknik- og Miljøudvalget", "Økonomiudvalget", "Børneudvalget")
_PLACES: Final = ("møllen", "havnepladsen", "svømmehallen", "skolegården", "biblioteket", "engstien", "banegraven")
_SENTENCES: Final = (
    "Forvaltningen har gennemgået forslaget og finder, at {place} kan åbnes, når taget er tætnet.",
    "Lauget vil stå for åbningstiden og har fundet {number} frivillige, som kan begynde i foråret.",
    "Naboerne er hørt, og de ønsker, at der ikke kører biler ad stien efter klokken ti om aftenen.",
    "Arealet har ligget ubrugt hen, siden klubben flyttede, og jorden er våd om vinteren.",
    "Udgiften kan holdes inden for den ramme, der blev afsat sidste år til {place} og de grønne byrum.",
    "Nabokommuner med samme ordning fortæller, at aftenerne bruges roligt og at hærværk er sjældent.",
    "Der er indhentet {number} tilbud, og det billigste ligger noget under overslaget.",
)


def minutes(number: int, paragraphs: int = LONG) -> bytes:
    """Write the minutes of one meeting; every number gives another meeting and other bytes."""
    day = _FIRST_DAY + timedelta(days=number // len(_BODIES))
    head = [
        f"# REFERAT {_BODIES[number % len(_BODIES)]} d. {day:%d-%m-%Y}",
        f"**Mødedato** {day:%d-%m-%Y} kl. 16:00",
        "**Mødested** Rådhuset, Sal B",
    ]
    items = [paragraph for item in range(1, ITEMS + 1) for paragraph in _item(number, item, paragraphs)]
    return "\n\n".join([*head, *items, ""]).encode()


def _item(number: int, item: int, paragraphs: int) -> list[str]:
    place = _PLACES[(number + item) % len(_PLACES)]
    sentences = cycle(sentence.format(place=place, number=number + item) for sentence in _SENTENCES)
    first, *others = (" ".join(islice(sentences, 3)) for _ in range(paragraphs))
    advice = f"1. at åbningen af {place} godkendes\n2. at der gives en bevilling på {10 * (number + item)}.000 kr."
    return [
        f"## Punkt {item}: Åbning af {place}, etape {number + item}\n04.08.00-P19-{item}-23",
        f"### Sagsfremstilling\n{first}",
        *others,
        f"### Indstilling\nForvaltningen indstiller,\n{advice}",
        f"### Beslutning\nTiltrådte indstillingen.\nDitte Almgren (F) var fraværende ved punkt {item}.",
        f"### Bilag\nTegning af {place}\nOverslag for {place}.pdf",
    ]
