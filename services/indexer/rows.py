"""From one result to its rows, without asking anything: the pure heart of this room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.indexer import identity
from services.indexer.cleaning import storable
from services.indexer.item_rows import add_item, add_person, iso_date, place_of
from services.indexer.meeting_items import meeting_item_keys
from shared import municipalities
from shared.contract import keys
from shared.contract.codes import Outcome
from shared.contract.record import Municipality, Record
from shared.contract.result import Result
from shared.errors import ContractError

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
"""Table name to rows. ``deliveries`` has exactly one; a result without a record has no document."""

FIRST_SITTING = 1  # a second sitting of one body on one day is told apart by whoever can see both


def rows(result: Result, item_key: str, etag: str) -> Rows:
    """Turn one result into rows. Raises ContractError if it does not keep the contract."""
    try:
        parser_version, tail = keys.split_item(item_key)
        prefix, _, _ = keys.split_tail(tail)
        dropped_at = datetime.fromisoformat(result.delivery.dropped_at)
    except ValueError as error:
        raise ContractError(f"result {item_key!r}: {error}") from error
    if dropped_at.tzinfo is None:
        raise ContractError(f"result {item_key!r}: the drop's clock has no zone")
    record = _record(result, item_key)
    municipality = municipality_of(prefix, record)
    tables: dict[str, list[Row]] = {"municipalities": [], "bodies": [], "meetings": [], "documents": []}
    if municipality is not None:
        tables["municipalities"].append({"code": municipality.code, "name": municipality.name})
    code = municipality.code if municipality else None
    document_id = None
    if record is not None:
        document_id = identity.key_of("document", prefix, record.document.sha256)
        _add_document(tables, record, result.text or "", document_id, code)
        tables["documents"][0] |= {"prefix": prefix, "parser_version": parser_version, "item_key": item_key}
    delivery = result.delivery
    rejected = result.rejected
    tables["deliveries"] = [
        {
            "id": identity.key_of("delivery", tail),
            "tail": tail,
            "prefix": prefix,
            "name": delivery.name,
            "version": delivery.version,
            "municipality_code": code,
            "dropped_at": dropped_at,
            "bytes": delivery.bytes,
            "sha256": delivery.sha256,
            "media_type": delivery.media_type,
            "outcome": str(result.outcome),
            "reason": str(rejected.reason) if rejected else None,
            "detail": rejected.detail if rejected else None,
            "document_id": document_id,
            "parser_version": parser_version,
            "item_key": item_key,
            "etag": etag,
            "has_receipt": False,
        }
    ]
    cleaned: dict[str, list[Row]] = storable(tables)
    return cleaned


def _record(result: Result, item_key: str) -> Record | None:
    """Give the record if the outcome promises one, and hold the result to what its outcome promises."""
    if (result.outcome is Outcome.PARSED) != (result.record is not None):
        raise ContractError(f"result {item_key!r}: outcome {result.outcome} and record don't agree")
    if (result.outcome is Outcome.REJECTED) != (result.rejected is not None):
        raise ContractError(f"result {item_key!r}: outcome {result.outcome} and rejection don't agree")
    return result.record


def municipality_of(prefix: str, record: Record | None) -> Municipality | None:
    """Let the folder decide whose file it is, and the text only where the folder names nobody."""
    stated = record.municipality if record else None
    return municipalities.by_code(prefix) or (municipalities.by_code(stated.code) if stated else None)


def _add_document(tables: dict[str, list[Row]], record: Record, text: str, document_id: UUID, code: str | None) -> None:
    meeting = record.meeting
    day = iso_date(meeting.date)
    body_key = identity.body_key(meeting.body_key or meeting.body or "")
    body_id = identity.key_of("body", code, body_key) if code and body_key else None
    name = identity.body_name(meeting.body or "") or None
    if body_id is not None:
        tables["bodies"].append({"id": body_id, "municipality_code": code, "key": body_key, "name": name})
    meeting_id = identity.meeting_key(
        municipality=code, body=body_key, day=day, sitting=FIRST_SITTING, document=document_id
    )
    tables["meetings"].append(
        {
            "id": meeting_id,
            "municipality_code": code,
            "body_id": body_id,
            "date": day,
            "sitting": FIRST_SITTING,
        }
    )
    tables["documents"].append(
        {
            "id": document_id,
            "sha256": record.document.sha256,
            "municipality_code": code,
            "meeting_id": meeting_id,
            "body_id": body_id,
            "kind": str(record.kind),
            "body": meeting.body,
            "body_name": name,
            "date": day,
            "start_time": meeting.start_time,
            "end_time": meeting.end_time,
            "venue": meeting.venue,
            "media_type": record.document.media_type,
            "bytes": record.document.bytes,
            "pages": record.document.pages,
            "layout": record.layout.name,
            "layout_score": record.layout.score,
            "layout_runner_up": record.layout.runner_up,
            "layout_margin": record.layout.margin,
            "text": text,
        }
    )
    _add_facts(tables, record, text, document_id)
    named = meeting_item_keys(meeting_id, record.kind, record.items)
    for row, meeting_item_id in zip(tables.get("agenda_items", ()), named, strict=True):
        row["meeting_item_id"] = meeting_item_id


def _add_facts(tables: dict[str, list[Row]], record: Record, text: str, document_id: UUID) -> None:
    first_item = min((item.span[0] for item in record.items), default=len(text))
    for position, person in enumerate(record.attendance):
        where = {"document_id": document_id, "agenda_item_id": None, "position": position}
        place = place_of(person.name, text, (0, first_item))
        add_person(tables, person, identity.key_of("attendance", str(document_id), position), where | place)
    item_ids = [add_item(tables, item, number, document_id, text) for number, item in enumerate(record.items)]
    warnings = tables.setdefault("warnings", [])
    for position, warning in enumerate(record.warnings):
        about = warning.item if warning.item is not None and 0 <= warning.item < len(item_ids) else None
        item = record.items[about] if about is not None else None
        warnings.append(
            {
                "id": identity.key_of("warning", str(document_id), position),
                "document_id": document_id,
                "agenda_item_id": item_ids[about] if about is not None else None,
                "position": position,
                "code": str(warning.code),
                "detail": warning.detail,
                "page": item.page if item else None,
                "span_start": item.span[0] if item else None,
                "span_end": item.span[1] if item else None,
            }
        )
