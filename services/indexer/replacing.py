"""Whose rows a document has, and what goes when they are replaced: inside a transaction that others hold.

A document's rows are those of the newest parser version that has read it; where the same bytes came under
several names, those of the delivery whose tail is first. What several documents share (meeting, body,
municipality) goes with the last of them. So all of it depends on the set of results, not on their order.
"""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, update

from services.indexer.passages.port import Passages
from services.indexer.rows import Rows
from services.indexer.statements import put, put_if_absent
from services.indexer.tables import (
    FACTS_OF_DOCUMENT,
    FACTS_OF_ITEM,
    agenda_items,
    bodies,
    decisions,
    deliveries,
    documents,
    meetings,
    municipalities,
    votes,
)
from shared.contract import keys

_FACTS: Final = (agenda_items, *FACTS_OF_ITEM, votes, *FACTS_OF_DOCUMENT)  # those pointed to first


def write_document(connection: Connection, passages: Passages, rows: Rows) -> None:
    """Write the document among ``rows`` and all its facts, unless those that stand go before them."""
    (document,) = rows["documents"]
    stood = connection.execute(select(documents).where(documents.c.id == document["id"])).one_or_none()
    if stood is not None:
        if not _goes_before(connection, document, stood):
            return
        _remove_facts(connection, passages, stood.id)
    put_if_absent(connection, bodies, rows["bodies"])
    put_if_absent(connection, meetings, rows["meetings"])
    put(connection, documents, rows["documents"])
    for table in _FACTS:
        if facts := rows.get(table.name):
            connection.execute(insert(table), facts)
    passages.add(connection, rows)
    _name_body(connection, document["body_id"])
    if stood is not None:
        _tidy_meeting(connection, stood)


def let_go(connection: Connection, passages: Passages, document_id: UUID) -> None:
    """Take a document out if no delivery has it any more, and find it other rows if theirs has left."""
    document = connection.execute(select(documents).where(documents.c.id == document_id)).one()
    holders = deliveries.c.document_id == document_id
    if not connection.scalar(select(exists().where(holders))):
        _remove_facts(connection, passages, document_id)
        connection.execute(delete(documents).where(documents.c.id == document_id))
        _tidy_meeting(connection, document)
    elif not _has_holder(connection, document):
        # Their results are in the items bucket alone: unmarked, the next sweep indexes them again.
        connection.execute(update(deliveries).where(holders).values(etag="", has_receipt=False))


def tidy_municipality(connection: Connection, code: str | None) -> None:
    """Take a municipality out that nothing speaks of any more."""
    if code is None:
        return
    users = (deliveries, documents, meetings, bodies)
    unused = [~exists().where(table.c.municipality_code == code) for table in users]
    connection.execute(delete(municipalities).where(municipalities.c.code == code, *unused))


def _goes_before(connection: Connection, document: dict[str, Any], stood: Row[Any]) -> bool:
    if not _has_holder(connection, stood):
        return True
    new, old = keys.version_order(document["parser_version"]), keys.version_order(stood.parser_version)
    if new != old:
        return new > old
    return keys.split_item(document["item_key"])[1] <= keys.split_item(stood.item_key)[1]


def _has_holder(connection: Connection, document: Row[Any]) -> bool:
    """Say whether the delivery that gave a document its rows still has it."""
    holder = (deliveries.c.document_id == document.id) & (deliveries.c.item_key == document.item_key)
    return bool(connection.scalar(select(exists().where(holder))))


def _remove_facts(connection: Connection, passages: Passages, document_id: UUID) -> None:
    passages.forget(connection, document_id)
    items = select(agenda_items.c.id).where(agenda_items.c.document_id == document_id)
    decided = select(decisions.c.id).where(decisions.c.agenda_item_id.in_(items))
    connection.execute(delete(votes).where(votes.c.decision_id.in_(decided)))
    for of_item in FACTS_OF_ITEM:
        connection.execute(delete(of_item).where(of_item.c.agenda_item_id.in_(items)))
    for of_document in (*FACTS_OF_DOCUMENT, agenda_items):
        connection.execute(delete(of_document).where(of_document.c.document_id == document_id))


def _tidy_meeting(connection: Connection, document: Row[Any]) -> None:
    """Take out what a document as it stood was the last to speak of."""
    spoken_of = exists().where(documents.c.meeting_id == document.meeting_id)
    connection.execute(delete(meetings).where(meetings.c.id == document.meeting_id, ~spoken_of))
    used = (exists().where(table.c.body_id == document.body_id) for table in (documents, meetings))
    connection.execute(delete(bodies).where(bodies.c.id == document.body_id, *(~use for use in used)))
    _name_body(connection, document.body_id)
    tidy_municipality(connection, document.municipality_code)


def _name_body(connection: Connection, body_id: UUID | None) -> None:
    """Call a body by the last of its spellings in code order: rather "Byrådet" than "BYRÅDET"."""
    spellings = select(func.max(documents.c.body_name)).where(documents.c.body_id == body_id)
    connection.execute(update(bodies).where(bodies.c.id == body_id).values(name=spellings.scalar_subquery()))
