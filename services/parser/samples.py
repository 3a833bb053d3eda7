"""The smallest file of each format that is read, all invented: to warm up with, and to see that reading works here."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Final

_MINUTES = """# Referat

Vejle Kommune

Teknikudvalget

Mødet den 14. marts 2023 kl. 16.00 i mødelokale 1

Til stede: Asta Birk (A), Bo Lind (V)

Fraværende: Eva Ris

Finn Krag (C) havde meldt afbud, og i stedet mødte Gerda Bak.

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

_RUN_TOGETHER = " ".join(_MINUTES.replace("#", "").split())
_CONVERTED = f"""Teknikudvalget. Referat

Transkript

1 {_RUN_TOGETHER}

2 Indholdsfortegnelse Side 1. Den gamle mølle...3 2. Eventuelt...4

3 {_RUN_TOGETHER}
"""

_PAGE = """<!doctype html><title>Referat</title><h1>Referat af mødet den 14. marts 2023</h1>
<p>Mødet blev holdt på rådhuset.</p><h2>Punkt 1: Den gamle mølle</h2><table><tr><td>Udgift<td>10</table>
<p>Som i notatet.Beslutning<p>Godkendt.
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

_WORD = {
    "word/document.xml": '<d xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><p><r><t>Referat</t>'
    "</r></p></d>"
}
_OPEN_DOCUMENT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": '<o:d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:text><text:p>Referat</text:p></o:text>'
    "</o:body></o:d>",
}


def _packed(parts: Mapping[str, str]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


SAMPLES: Final[Mapping[str, bytes]] = {
    "PDF": _PDF.encode(),
    "Word (docx)": _packed(_WORD),
    "OpenDocument (odt)": _packed(_OPEN_DOCUMENT),
    "web pages": _PAGE.encode(),
    "rich text (rtf)": _RICH_TEXT.encode(),
    "plain text and Markdown": _MINUTES.encode(),
}

CONVERTED: Final = _CONVERTED.encode()
"""Minutes as a converter leaves them, each page on one line."""
