"""From one agenda item to the rows of all its facts, each with its place in the original."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services.indexer.identity import key_of
from shared.contract.record import Attendance, Ballot, Decision, Item, ItemAttendance, Span

_LARGEST_COUNT = 2**31 - 1  # a column's; no ballot has more, so a larger number is not a count


class _Placed(Protocol):
    @property
    def page(self) -> int | None: ...

    @property
    def span(self) -> Span: ...


Tables = dict[str, list[dict[str, Any]]]


def add_item(tables: Tables, item: Item, position: int, document_id: UUID, text: str) -> UUID:
    """Add the rows of one agenda item to ``tables`` and give the item's own key."""
    item_id = key_of("agenda item", str(document_id), position)
    _add(
        tables,
        "agenda_items",
        {
            "id": item_id,
            "document_id": document_id,
            "position": position,
            "number": item.number,
            "title": item.title,
            "kind": str(item.kind) if item.kind else None,
            "closed": item.closed,
            "case_numbers": list(item.case_numbers),
            "document_numbers": list(item.document_numbers),
            **_place(item),
        },
    )
    for number, section in enumerate(item.sections):
        tabular = [{"rows": [list(row) for row in table.rows]} for table in section.tables]
        fact: dict[str, Any] = {"heading": section.heading, "role": str(section.role), "text": section.text}
        _add(tables, "sections", _fact(item_id, "section", number, section) | fact | {"tables": tabular})
    for number, recommendation in enumerate(item.recommendations):
        advice = {"by": recommendation.by, "points": list(recommendation.points)}
        _add(tables, "recommendations", _fact(item_id, "recommendation", number, recommendation) | advice)
    for number, decision in enumerate(item.decisions):
        _add_decision(tables, decision, number, item_id)
    for number, statement in enumerate(item.statements):
        said = {"kind": str(statement.kind), "by": list(statement.by), "text": statement.text}
        _add(tables, "statements", _fact(item_id, "statement", number, statement) | said)
    for number, person in enumerate(item.attendance):
        where = {"document_id": document_id, "agenda_item_id": item_id, "position": number}
        place = place_of(person.name, text, item.span, item)
        add_person(tables, person, key_of("item attendance", str(item_id), number), where | place)
    for number, attachment in enumerate(item.attachments):
        listed = {"title": attachment.title, "document_number": attachment.document_number}
        _add(tables, "attachments", _fact(item_id, "attachment", number, attachment) | listed)
    return item_id


def add_person(tables: Tables, person: Attendance | ItemAttendance, key: UUID, where: dict[str, Any]) -> None:
    """Add one name of an attendance list; ``where`` says whose list, at which position and place."""
    row = {
        "id": key,
        "name": person.name,
        "party": person.party,
        "status": str(person.status),
        "reason": person.reason,
        "substitute_for": person.substitute_for if isinstance(person, Attendance) else None,
    }
    _add(tables, "attendances", row | where)


def place_of(words: str, text: str, within: Span, otherwise: Item | None = None) -> dict[str, int | None]:
    """Find where ``words`` stand first within a span of the text; the item's own place, or none, if nowhere.

    The record gives those present and absent no span of their own, and a fact without a place proves nothing.
    """
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = re.compile(pattern).search(text, *within) if pattern else None
    page = otherwise.page if otherwise else None
    if found:
        return {"page": page, "span_start": found.start(), "span_end": found.end()}
    start, end = otherwise.span if otherwise else (None, None)
    return {"page": page, "span_start": start, "span_end": end}


def _add(tables: Tables, table: str, row: dict[str, Any]) -> None:
    tables.setdefault(table, []).append(row)


def _place(fact: _Placed) -> dict[str, int | None]:
    return {"page": fact.page, "span_start": fact.span[0], "span_end": fact.span[1]}


def _fact(item_id: UUID, kind: str, position: int, fact: _Placed) -> dict[str, Any]:
    row_id = key_of(kind, str(item_id), position)
    return {"id": row_id, "agenda_item_id": item_id, "position": position, **_place(fact)}


def _add_decision(tables: Tables, decision: Decision, position: int, item_id: UUID) -> None:
    row = _fact(item_id, "decision", position, decision) | {
        "body": decision.body,
        "date": iso_date(decision.date),
        "current": decision.current,
        "outcome": str(decision.outcome),
        "parts": [{"on": part.on, "outcome": str(part.outcome)} for part in decision.parts],
        "text": decision.text,
    }
    _add(tables, "decisions", row)
    for number, ballot in enumerate(decision.votes):
        for side in _sides(ballot):
            vote_id = key_of("vote", str(row["id"]), number, side["side"])
            given = {"id": vote_id, "decision_id": row["id"], "ballot": number, "on": ballot.on}
            _add(tables, "votes", given | side | _place(decision))


def _sides(ballot: Ballot) -> Iterator[dict[str, Any]]:
    for name, side in (("for", ballot.for_), ("against", ballot.against), ("abstain", ballot.abstain)):
        if side is not None:
            count = side.count if side.count is not None and side.count <= _LARGEST_COUNT else None
            yield {"side": name, "count": count, "parties": list(side.parties), "names": list(side.names)}


def iso_date(written: str | None) -> date | None:
    """Read a date as the contract spells it; what is no date is not stated."""
    if written is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
