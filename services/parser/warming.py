"""What the sandbox's server does once, before any child: load, compile and open whatever reading a file takes.

A child that is forked from a server that has never parsed does all of that itself: it was more than half of what a
file cost. And behind its walls it can't: a child opens no file, so it imports nothing either.
"""

import codecs
import encodings
import heapq  # noqa: F401  # Counter imports it on demand
import pkgutil
from contextlib import suppress

from services.parser.parse import parse_file
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


_PAGE = """<!doctype html><title>Referat</title><h1>Referat af mødet den 14. marts 2023</h1>
<p>Mødet blev holdt på rådhuset.</p><h2>Punkt 1: Den gamle mølle</h2><table><tr><td>Udgift<td>10</table><p>Godkendt.
"""

_RICH_TEXT = r"""{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0{\b Referat af m\'f8det den 14. marts 2023}\par
Punkt 1: Den gamle m\u248\'f8lle\par Godkendt.\par}"""

# A font that is not in the file has PDFium look for the machine's fonts.
_PDF = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 68>>stream
BT /F 11 Tf 60 700 Td (Referat af den 14. marts 2023, punkt 1) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/TrueType/BaseFont/Arial>>endobj
trailer<</Root 1 0 R>>
"""


def warm_up() -> None:
    """Parse a few invented lines in every format and forget what they say; know every charset."""
    for name in (module.name for module in pkgutil.iter_modules(encodings.__path__)):
        with suppress(LookupError):  # some are those of other systems
            codecs.lookup(name)
    for words in (_MINUTES, _PAGE, _RICH_TEXT, _PDF):
        parse_file(words.encode(), Request(sha256="", parser_version=""))
