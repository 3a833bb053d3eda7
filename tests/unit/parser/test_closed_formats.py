"""What is closed is closed in every kind of file: in the text, in tables, and by the running head."""

import pytest

from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from shared.contract.record import Item
from tests.building.marked import script_of
from tests.building.programs import build

KINDS = ("reportlab.pdf", "python-docx.docx", "ours.html")
MINUTES = """# Referat

Havneudvalget

Mødedato: 17. marts 2021 kl. 08:00

## Punkt 1: Ny mole

Sagsnr.: 21/1001

Åbent

### Beslutning

Godkendt.

## Punkt 2: Ejendomssag

Sagsnr.: 21/1002

Lukket

### Beslutning

Udsat.

## Punkt 3: Personsag

### Beslutning

Drøftet.

## LUKKET PUNKT: Lejemål

### Beslutning

Godkendt.

## Punkt 4: Nyt fyr

### Beslutning

Godkendt.

## LUKKEDE SAGER

### Klagesag

Klagen blev drøftet.

## ÅBNE SAGER

## Punkt 5: Ny bro

### Beslutning

Godkendt.

## Følgende sager behandles for lukkede døre:

### Lejesag

Lejen blev drøftet.
"""
TABLES = """<h1>Referat</h1><p>Havneudvalget</p><p>17. marts 2021 kl. 08:00</p>
<h2>1. Ny mole</h2><table><tr><td>Sagsnr.</td><td>21/1001</td></tr><tr><td>Åben/lukket</td><td>Åben</td></tr></table>
<h3>Beslutning</h3><p>Godkendt.</p>
<h2>2. Ejendomssag</h2>
<table><tr><td>Sagsnr.</td><td>21/1002</td></tr><tr><td>Åben/lukket</td><td>Lukket</td></tr></table>
<h3>Beslutning</h3><p>Udsat.</p>
<h2>3. Klagesag</h2>
<table><tr><td>Sagsnr.</td><td>Åben/lukket</td></tr><tr><td>21/1003</td><td>Lukket</td></tr></table>
<h3>Beslutning</h3><p>Udsat.</p>
<table><tr><td>LUKKEDE SAGER</td></tr></table>
<h2>4. Personsag</h2><h3>Beslutning</h3><p>Godkendt.</p>
"""


def _items(data: bytes) -> tuple[Item, ...]:
    answer = parse_file(data, Request(sha256="0" * 64, parser_version=""))
    assert isinstance(answer, Parsed), answer
    return answer.record.items


@pytest.mark.parametrize("kind", KINDS)
def test_closed_items_are_closed_in_every_kind_of_file(kind: str) -> None:
    """By a line below the title, by a heading without a number, and in a group that has no numbers."""
    items = _items(build(kind, [script_of("closed", MINUTES)])["closed"])

    assert [(item.title, item.closed) for item in items] == [
        ("Ny mole", False),
        ("Ejendomssag", True),
        ("Personsag", False),
        ("LUKKET PUNKT: Lejemål", True),
        ("Nyt fyr", False),
        ("LUKKEDE SAGER", True),
        ("Ny bro", False),
        ("Følgende sager behandles for lukkede døre:", True),
    ]


@pytest.mark.parametrize("kind", KINDS[:2])
def test_a_running_head_closes_the_whole_document(kind: str) -> None:
    """It stands on every page, and no longer in the text."""
    header = "Lukket referat - Havneudvalget"
    items = _items(build(kind, [script_of("closed", MINUTES.replace("# Referat\n", ""), header, "Side")])["closed"])

    assert len(items) == 8
    assert all(item.closed for item in items)


def test_tables_say_it_as_well() -> None:
    """A label with its value in an item's head, and a group alone in a table."""
    items = _items(f"<html><body>{TABLES}</body></html>".encode())

    assert [(item.title, item.closed) for item in items] == [
        ("Ny mole", False),
        ("Ejendomssag", True),
        ("Klagesag", True),
        ("Personsag", True),
    ]
