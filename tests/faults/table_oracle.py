"""The oracle's view of the database: what the results make of every table, compared with what stands there.

What they make is computed by the indexer's own code, which may be wrong: so the facts of each record are counted here
once more, by nothing but the contract.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.indexer.rows import rows
from services.indexer.tables import metadata
from shared.contract import keys
from shared.contract.record import Record
from tests.faults.state import Row, Written

Tables = Mapping[str, Sequence[Row]]
_OF_ALL = {"municipalities", "deliveries"}  # every delivery has these, whoever gives its document the rows
_PARENTS = ("decision_id", "agenda_item_id", "document_id")  # the nearest first


def differences(results: Mapping[str, Written], standing: Tables) -> Iterator[str]:
    """Say which rows are missing, doubled, different from what their result makes, or made by no result."""
    expected = _expected(results)
    owners = _owners(expected) | _owners(standing)
    found: Counter[tuple[str, str, str]] = Counter()
    for table in metadata.sorted_tables:
        should = {_id(row): row for row in expected.get(table.name, ())}
        stands: dict[Any, list[Row]] = {}
        for row in standing.get(table.name, ()):
            stands.setdefault(_id(row), []).append(row)
        for number in should.keys() | stands.keys():
            fault = _fault(should.get(number), stands.get(number, []), [column.name for column in table.columns])
            if fault:
                found[table.name, fault, owners[number]] += 1
    for (name, fault, owner), count in sorted(found.items()):
        yield f"{name} has {count} {fault} of {owner!r}"


def miscounted(results: Mapping[str, Written], standing: Tables) -> Iterator[str]:
    """Say of which documents a table has more or fewer facts than their record."""
    by_id = {_id(row): row for some in standing.values() for row in some}
    found: dict[Any, Counter[str]] = {document["id"]: Counter() for document in standing["documents"]}
    for name, some in standing.items():
        for row in some:
            if (document := _document(row, by_id)) in found:
                found[document] += _counts_as(name, row)
    for document in standing["documents"]:
        written = results.get(document["item_key"])
        if written is None or written.result.record is None:
            continue  # a row too many, and told as that
        should, stand = _counted(written.result.record), found[document["id"]]
        for name in sorted(should.keys() | stand.keys()):
            if should[name] != stand[name]:
                yield f"{document['item_key']!r} has {should[name]} {name} in its record and {stand[name]} in its rows"


def _document(row: Row, by_id: Mapping[Any, Row]) -> Any:
    """Find the key of the document that a fact is of; ``None`` for what is of none."""
    while "document_id" not in row:
        parent = next((row[name] for name in _PARENTS if name in row), None)
        if parent not in by_id:
            return None
        row = by_id[parent]
    return row["document_id"]


def _counts_as(table: str, row: Row) -> Counter[str]:
    """Count one row: as itself, a section for its tables too, and what was voted for."""
    if table in _OF_ALL:
        return Counter()  # a delivery is no fact of its document
    counted = Counter({table: 1})
    if table == "sections":
        counted["tables"] = len(row["tables"])
    if table == "votes":
        counted["votes cast"] = row["count"] or 0
    return counted


def _counted(record: Record) -> Counter[str]:
    """Count what a record says, as its rows are counted."""
    items = record.items
    decisions = [decision for item in items for decision in item.decisions]
    ballots = [ballot for decision in decisions for ballot in decision.votes]
    sides = [side for ballot in ballots for side in (ballot.for_, ballot.against, ballot.abstain) if side]
    return Counter(
        {
            "agenda_items": len(items),
            "sections": sum(len(item.sections) for item in items),
            "tables": sum(len(section.tables) for item in items for section in item.sections),
            "recommendations": sum(len(item.recommendations) for item in items),
            "decisions": len(decisions),
            "votes": len(sides),
            "votes cast": sum(side.count or 0 for side in sides),
            "statements": sum(len(item.statements) for item in items),
            "attachments": sum(len(item.attachments) for item in items),
            "attendances": len(record.attendance) + sum(len(item.attendance) for item in items),
            "warnings": len(record.warnings),
        }
    )


def _fault(should: Row | None, stands: Sequence[Row], columns: Sequence[str]) -> str | None:
    if should is None:
        return "rows too many"
    if not stands:
        return "rows too few"
    if len(stands) > 1:
        return "doubled rows"
    differing = [name for name in columns if stands[0].get(name) != should.get(name)]
    return f"rows with another {', '.join(differing)}" if differing else None


def _expected(results: Mapping[str, Written]) -> Tables:
    """Make the rows of all results: one document for the same bytes, as the delivery whose tail is first has it."""
    made: dict[str, dict[Any, Row]] = {table.name: {} for table in metadata.sorted_tables}
    spellings: dict[Any, set[str]] = {}
    for key in sorted(results, key=lambda key: keys.split_item(key)[1]):
        of_result = rows(results[key].result, key, results[key].etag)
        has_document = any(_id(row) in made["documents"] for row in of_result["documents"])
        for name, some in of_result.items():
            if name in _OF_ALL or not has_document:
                made[name] |= {_id(row): dict(row) for row in some if _id(row) not in made[name]}
        for row in of_result["documents"]:
            spellings.setdefault(row["body_id"], set()).add(row["body_name"])
    for row in made["deliveries"].values():
        row["has_receipt"] = True
    for row in made["bodies"].values():
        row["name"] = max(spellings[row["id"]])
    return {name: list(some.values()) for name, some in made.items()}


def _owners(tables: Tables) -> dict[Any, str]:
    """Name for every row the result that it was made of; for what several share, the row itself."""
    by_id = {_id(row): row for some in tables.values() for row in some}
    return {number: _owner(row, by_id) for number, row in by_id.items()}


def _owner(row: Row, by_id: Mapping[Any, Row]) -> str:
    if "item_key" in row:
        return str(row["item_key"])
    for name in _PARENTS:
        if row.get(name) in by_id:
            return _owner(by_id[row[name]], by_id)
    return str(_id(row))


def _id(row: Row) -> Any:
    return row["id"] if "id" in row else row["code"]
