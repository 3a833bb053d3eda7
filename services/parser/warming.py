"""What the sandbox's server does once, before any child: load every word list and compile what is compiled on demand.

A child that is forked from a server that has never parsed does all of that itself, for every file: it was more than
half of what a file cost.
"""

import zipfile
from io import BytesIO

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
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCX = {"word/document.xml": f'<d xmlns="{_WORD}"><p><r><t>Referat</t></r></p></d>'}
_ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}


def warm_up() -> None:
    """Parse a few invented lines, in every form that takes something to begin with, and forget what they say."""
    for data in (_MINUTES.encode(), _packed(_DOCX), _packed(_ODT)):
        parse_file(data, Request(sha256="", parser_version=""))


def _packed(parts: dict[str, str]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()
