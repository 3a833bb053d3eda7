"""The oracle's view of the database: what the results make of every table, compared with what stands there."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.indexer.rows import rows
from services.indexer.tables import metadata
from shared.contract import keys
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
