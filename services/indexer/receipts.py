"""The receipt: what became of one file, for the clerk who delivered it, as JSON and as Danish text.

Nothing of the document is quoted but the titles of items, and no personal number leaves through here. The
JSON is published as ``receipt-1.schema.json``: fields may be added, none renamed.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from services.indexer.item_rows import iso_date
from services.indexer.receipt_wording import CONCERNS, KINDS, MONTHS, OUTCOMES, PLACES, REJECTIONS, WARNINGS
from services.indexer.rows import municipality_of
from shared import municipalities, personal_numbers
from shared.contract import keys
from shared.contract.codes import Outcome, Place
from shared.contract.record import Record, RecordWarning
from shared.contract.result import Delivery, Rejected, Result

SCHEMA: Final = "referat-receipt/1"
MOST_WARNINGS: Final = 20  # nobody reads more of them; the JSON counts the rest
ZONE: Final = "Europe/Copenhagen"


def receipt_keys(delivery: Delivery) -> tuple[str, str]:
    """Spell the keys of both receipts; files that are nobody's have theirs where unknown ones go."""
    prefix, name = delivery.prefix, delivery.name
    if prefix not in {"", keys.UNKNOWN_PREFIX} and municipalities.by_code(prefix) is None:
        prefix, name = keys.UNKNOWN_PREFIX, f"{prefix}/{name}"
    return keys.receipt(prefix, name, ".json"), keys.receipt(prefix, name, ".txt")


def receipt(result: Result) -> tuple[dict[str, Any], str]:
    """Write the receipt of one result: for machines, and for people."""
    delivery, record = result.delivery, result.record
    warnings = list(_warnings(record)) if record else []
    plain = {
        "schema": SCHEMA,
        "file": {
            "prefix": _shown(delivery.prefix),
            "name": _shown(delivery.name),
            "version": delivery.version,
            "bytes": delivery.bytes,
            "sha256": delivery.sha256,
        },
        "received_at": delivery.dropped_at,
        "outcome": str(result.outcome),
        "rejected": _rejected(result.rejected) if result.rejected else None,
        "document": _document(record, delivery.prefix) if record else None,
        "warnings": warnings[:MOST_WARNINGS],
        "more_warnings": max(0, len(warnings) - MOST_WARNINGS),
    }
    return plain, _text(result, plain)


def danish_moment(spelled: str) -> str:
    """Say when it was on a clock in Denmark: "25. november 2026 kl. 15.05"."""
    there = datetime.fromisoformat(spelled).astimezone(ZoneInfo(ZONE))
    return f"{danish_date(there.date())} kl. {there:%H.%M}"


def danish_date(day: date) -> str:
    """Spell a date: "25. november 2026"."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def _rejected(rejected: Rejected) -> dict[str, Any]:
    told = REJECTIONS[rejected.reason]
    return {
        "reason": str(rejected.reason),
        "why": told.why,
        "where": _where(rejected),
        "places": [str(place) for place in rejected.places],
        "pages": list(rejected.pages),
        "cure": told.cure,
        "is_alarming": told.is_alarming,
    }


def _where(rejected: Rejected) -> str | None:
    pages = f" på side {_listed(map(str, rejected.pages))}" if rejected.pages else ""
    # Links and notes stand on pages too.
    paged = Place.TEXT if Place.TEXT in rejected.places else Place.PROPERTIES
    places = [PLACES[place] + (pages if place is paged else "") for place in rejected.places]
    return f"Det står {_listed(places)}." if places else None


def _document(record: Record, prefix: str) -> dict[str, Any]:
    decisions = [decision for item in record.items for decision in item.decisions]
    municipality = municipality_of(prefix, record)
    return {
        "kind": str(record.kind),
        "pages": record.document.pages,
        "municipality": municipality.code if municipality else None,
        "body": _shown(record.meeting.body) if record.meeting.body else None,
        "date": record.meeting.date if iso_date(record.meeting.date) else None,
        "items": len(record.items),
        "closed_items": sum(item.closed for item in record.items),
        "decisions": sum(decision.current for decision in decisions),
        "earlier_decisions": sum(not decision.current for decision in decisions),
    }


def _warnings(record: Record) -> Iterator[dict[str, Any]]:
    """Tell what a clerk can check, once for each item, and how often; never in the words of a warning's detail."""
    for warning, count in Counter(replace(warning, detail="") for warning in record.warnings).items():
        wording = WARNINGS[warning.code]
        if wording is None:
            continue
        number, about = _about(record, warning)
        text = wording.format(
            about=about,
            concerns=CONCERNS[warning.concerns],
            items=f"punkt {_shown(warning.number)}" if warning.number else _some(count, "et punkt", "punkter"),
            pages=_some(count, "en side", "sider"),
            times=f" ({count} steder)" if count > 1 else "",
        )
        missing = _shown(warning.number) if warning.number else None
        yield {"code": str(warning.code), "item": number or missing, "text": text, "count": count}


def _about(record: Record, warning: RecordWarning) -> tuple[str | None, str]:
    if warning.item is None or not 0 <= warning.item < len(record.items):
        return None, "Dokumentet"
    item = record.items[warning.item]
    if item.number:
        return _shown(item.number), f"Punkt {_shown(item.number)}"
    return None, f"Punktet »{_shown(item.title)}«" if item.title else "Et punkt uden nummer"


def _text(result: Result, plain: dict[str, Any]) -> str:
    lines = [
        f"Kvittering for {plain['file']['name']}",
        "",
        f"Modtaget:  {danish_moment(result.delivery.dropped_at)}",
    ]
    if result.record:
        lines += _lines_of(result.record, plain["document"])
    lines += ["", *_lines_about(result.outcome, plain["rejected"])]
    if plain["warnings"]:
        lines += ["", "Vær opmærksom på:", *(f"- {warning['text']}" for warning in plain["warnings"])]
    if plain["more_warnings"]:
        lines.append(f"- … og {plain['more_warnings']} til.")
    return "\n".join(lines) + "\n"


def _lines_of(record: Record, document: dict[str, Any]) -> Iterator[str]:
    pages = f", {_counted(document['pages'], 'side', 'sider')}" if document["pages"] else ""
    yield f"Dokument:  {KINDS[record.kind]}{pages}"
    day = iso_date(record.meeting.date)
    held = [document["body"] or "udvalg ikke nævnt", danish_date(day) if day else "dato ikke nævnt"]
    municipality = municipalities.by_code(document["municipality"] or "")
    yield "Møde:      " + ", ".join([municipality.name, *held] if municipality else held)
    closed = f" (heraf {_counted(document['closed_items'], 'lukket', 'lukkede')})" if document["closed_items"] else ""
    items = _counted(document["items"], "punkt", "punkter") + closed
    yield f"Indhold:   {items}, {_counted(document['decisions'], 'beslutning', 'beslutninger')}"


def _lines_about(outcome: Outcome, rejected: dict[str, Any] | None) -> Iterable[str]:
    return filter(None, (rejected["why"], rejected["where"], rejected["cure"])) if rejected else (OUTCOMES[outcome],)


def _some(count: int, one: str, many: str) -> str:
    return one if count == 1 else f"{count} {many}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count or 'ingen'} {one if count == 1 else many}"


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} og {last}" if first else last


def _shown(words: str) -> str:
    """Spell words so that they show as they are: no personal number, nothing that steers a terminal."""
    visible = "".join(
        " " if character.isspace() else character
        for character in words
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return personal_numbers.mask(" ".join(visible.split()))
