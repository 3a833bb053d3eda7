"""Receipts as a clerk gets them, word by word: each was read by somebody before it was put here."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from services.indexer.public import public
from services.indexer.receipts import receipt
from shared.contract.codes import Concern, DocumentKind, Outcome, Place, RejectionReason, WarningCode
from shared.contract.record import Item, Meeting, RecordWarning
from shared.contract.result import Delivery, Rejected, Result
from tests.unit.indexer.building import Paper, delivery, item, parsed, rejected

RECEIPTS = Path(__file__).with_name("receipts")


def _minutes() -> Result:
    paper = Paper()
    items = (
        item(paper, "1", "Parkering af ladcykler"),
        replace(item(paper, "2", "Budgetopfølgning"), decisions=()),
        replace(item(paper, "3", "Lukket - køb af ejendom"), closed=True),
        Item(number="4", title="Lukket", closed=True, span=(0, 0)),
    )
    missing = RecordWarning(code=WarningCode.MISSING_DECISION, detail="", item=1)
    contents = (
        RecordWarning(code=WarningCode.MISSING_ITEM, detail="Meddelelser", number="5"),
        RecordWarning(code=WarningCode.MISSING_ITEM, detail="Eventuelt"),
        RecordWarning(code=WarningCode.MISSING_ITEM, detail="Underskrifter"),
    )
    twice = tuple(
        RecordWarning(code=WarningCode.CONTRADICTION, detail=name, concerns=Concern.ATTENDANCE)
        for name in ("Asta Birk", "Bo Dam")
    )
    return replace(
        parsed(delivery("2026/byråd 17. november.pdf"), items=items, warnings=(*contents, *twice, missing)),
        text=paper.text,
    )


def _agenda() -> Result:
    item_of_agenda = Item(title="Godkendelse af dagsorden", span=(0, 0))
    warnings = tuple(
        RecordWarning(code=code, detail="") for code in (WarningCode.MISSING_BODY, WarningCode.MISSING_DATE)
    )
    return parsed(items=(item_of_agenda,), kind=DocumentKind.DAGSORDEN, meeting=Meeting(), warnings=warnings)


def _personal() -> Result:
    places = (Place.NAME, Place.PROPERTIES, Place.TEXT)
    told = Rejected(reason=RejectionReason.PERSONAL_NUMBER, detail="x", places=places, pages=(3, 7, 8))
    return replace(rejected(delivery("sager/ansøgning xxxxxx-xxxx~5d0c7e1a.pdf")), rejected=told)


def _refused(reason: RejectionReason, name: str, prefix: str = "306") -> Result:
    """Make what the fetcher notes of a file that it did not take: nobody has seen its bytes."""
    seen = Delivery(
        prefix=prefix, name=name, version="20260701T223059Z-a1", dropped_at="2026-07-01T22:30:59Z", bytes=250_000_000
    )
    return rejected(seen, reason)


CASES = {
    "minutes": _minutes(),
    "agenda": _agenda(),
    "personal-number": _personal(),
    "attachment": rejected(delivery("bilag 4.pdf"), RejectionReason.NOT_MINUTES),
    "too-large": _refused(RejectionReason.TOO_LARGE, "referat.pdf"),
    "unknown-municipality": _refused(RejectionReason.UNKNOWN_MUNICIPALITY, "/0306/referat.pdf", "_ukendt"),
    "erased": replace(
        parsed(), delivery=replace(delivery(), sha256=None), outcome=Outcome.ERASED, record=None, text=None
    ),
    "withdrawn": replace(parsed(), outcome=Outcome.WITHDRAWN, record=None, text=None),
}


@pytest.mark.parametrize("name", CASES)
def test_a_receipt_reads_as_it_was_written(name: str) -> None:
    """The JSON and the text are those that were read."""
    plain, text = receipt(public(CASES[name]))

    assert text == (RECEIPTS / f"{name}.txt").read_text(encoding="utf-8")
    assert json.loads(json.dumps(plain)) == json.loads((RECEIPTS / f"{name}.json").read_text(encoding="utf-8"))
