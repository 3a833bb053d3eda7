"""What the sandbox's server does once, before any child: load every word list and compile what is compiled on demand.

A child that is forked from a server that has never parsed does all of that itself, for every file: it was more than
half of what a file cost.
"""

from services.parser.parse import parse_file
from services.parser.reading.ocr import make_recogniser
from services.parser.sandbox.port import Request

_MINUTES = """# Referat

Teknikudvalget

Mødet den 14. marts 2023 kl. 16.00 i mødelokale 1

Til stede: Asta Birk (A), Bo Lind (V)

Fraværende: Eva Ris

## Punkt 1: Den gamle mølle (B)

Sagsnr. 05.09.00-P21-7-22

### Sagsfremstilling

Møllelauget har søgt om at åbne møllen.

### Indstilling

Forvaltningen indstiller,

1. at møllen åbnes

### Beslutning

Godkendt. For stemte A (3), imod stemte V (2).

### Bilag

- Kort over møllen (123-2023-4567)

## Punkt 2: Eventuelt

Intet.
"""


def warm_up(language_data: str = "") -> None:
    """Parse a few invented lines and forget what they say; with ``language_data``, make ready for OCR."""
    parse_file(_MINUTES.encode(), Request(sha256="", parser_version=""))
    if language_data:
        make_recogniser(language_data)
