"""From bytes to an answer, the whole core."""

import hashlib

from services.parser.parse import parse_file
from services.parser.sandbox.port import Answer, Parsed, Request
from shared.contract.codes import Concern, DocumentKind, RejectionReason, WarningCode
from shared.contract.result import Rejected

MINUTES = """# REFERAT Havneudvalget d. 17-03-2021

**Mødedato** Onsdag d. 17. marts 2021 kl. 08:00

**Mødested** Lodsstuen

## Indholdsfortegnelse

Godkendelse af dagsorden.....3
Ny mole ved Østhavnen.....4
Lukket.....6

# Punkt 1: Godkendelse af dagsorden

00.22.00-A00-1-20

## Beslutning

Godkendt.

## Punkt 2: Ny mole ved Østhavnen

15.20.00-A00-1-20

### Sagsfremstilling

Molen er fra 1911.

### Indstilling

Havnechefen indstiller,

1. at molen fornyes.

### Beslutning

Godkendt, idet der laves en badetrappe.

Fraværende: Karen Holm (V)

### Bilag

Tegning af molen

## Punkt 3: Lukket

00.01.00-G01-4-20
"""


def _parse(text: str, municipality: str | None = None) -> Answer:
    data = text.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    return parse_file(data, Request(sha256=sha256, parser_version="test", municipality=municipality))


def test_what_is_doubtful_is_told_in_fields() -> None:
    """A receipt names the item that is missing and says what contradicts itself, and never quotes the detail."""
    listed = (
        MINUTES.replace("Lukket.....6", "3 Fyrets lampe.....5\nLukket.....6")
        .replace("Ny mole ved Østhavnen.....4\n", "2 Ny mole ved Østhavnen.....4\n")
        .replace("Godkendelse af dagsorden.....3", "1 Godkendelse af dagsorden.....3")
    )
    answer = _parse(listed.replace("Onsdag", "Fredag"), "326")

    assert isinstance(answer, Parsed)
    told = [(warning.code, warning.number, warning.concerns) for warning in answer.record.warnings]
    assert (WarningCode.MISSING_ITEM, "3", None) in told
    assert (WarningCode.CONTRADICTION, None, Concern.DATE) in told


def test_minutes_become_a_record() -> None:
    """Items, numbers, recommendations, decisions and bilag come out with the municipality of the drop."""
    answer = _parse(MINUTES, "326")

    assert isinstance(answer, Parsed)
    record = answer.record
    assert (record.kind, record.meeting.body, record.meeting.venue) == (
        DocumentKind.REFERAT,
        "Havneudvalget",
        "Lodsstuen",
    )
    assert record.municipality is not None
    assert record.municipality.name == "Kalundborg"
    assert [(item.number, item.title, item.closed) for item in record.items] == [
        ("1", "Godkendelse af dagsorden", False),
        ("2", "Ny mole ved Østhavnen", False),
        ("3", "Lukket", True),
    ]
    mole = record.items[1]
    assert mole.case_numbers == ("15.20.00-A00-1-20",)
    assert mole.recommendations[0].points == ("at molen fornyes.",)
    assert mole.attachments[0].title == "Tegning af molen"
    assert record.warnings == ()


def test_every_span_points_at_its_fact() -> None:
    """The text at a span holds the words of the fact."""
    answer = _parse(MINUTES)

    assert isinstance(answer, Parsed)
    for item in answer.record.items:
        for decision in item.decisions:
            start, end = decision.span
            assert decision.text.split("\n")[0] in answer.text[start:end]
        for attachment in item.attachments:
            assert answer.text[slice(*attachment.span)] == attachment.title


def test_minutes_without_decisions_are_an_agenda() -> None:
    """What is inside decides, not the title."""
    without = MINUTES.replace("Beslutning\n\nGodkendt", "Videre sagsgang\n\nSendt")
    answer = _parse(without)

    assert isinstance(answer, Parsed)
    assert answer.record.kind is DocumentKind.DAGSORDEN


def test_what_the_text_does_not_say_is_unknown_and_warned_about() -> None:
    """Nothing is guessed."""
    answer = _parse(
        "1. Sti langs åen\n\nSagsnr.: 14/30210\n\nBeslutning\n\nGodkendt.\n\n2. Eventuelt\n\nBeslutning\n\nIntet.\n"
    )

    assert isinstance(answer, Parsed)
    codes = {warning.code for warning in answer.record.warnings}
    assert answer.record.meeting.date is None
    assert {WarningCode.MISSING_DATE, WarningCode.MISSING_BODY, WarningCode.UNKNOWN_MUNICIPALITY} <= codes


def test_what_is_no_minutes_is_rejected() -> None:
    """A leaflet is no referat, however many numbers it has."""
    answer = _parse("Priser for både\n\n1. Jolle 100 kr.\n\n2. Kutter 300 kr.\n\nVelkommen til havnen.\n")

    assert isinstance(answer, Rejected)
    assert answer.reason is RejectionReason.NOT_MINUTES
