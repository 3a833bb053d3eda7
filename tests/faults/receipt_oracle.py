"""The oracle of receipts: every name has both, of its newest version, and they say what the database says of it.

The whole of a receipt must be what is written for its result. Whoever writes that may be wrong: so it is held to the
published schema as well, and to what can be counted in the rows.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jsonschema import Draft202012Validator

from services.indexer.receipts import receipt
from shared.contract import keys
from tests.faults.archive_oracle import version_of
from tests.faults.state import Row, State

_SCHEMA: Final = "receipt-1.schema.json"


def told(state: State) -> Iterator[str]:
    """Every name has both receipts; they say what the database says of its newest version, which is in the drop."""
    newest: dict[tuple[str, str], Row] = {}
    for row in sorted(state.rows["deliveries"], key=lambda row: str(row["version"])):
        newest[row["prefix"], row["name"]] = row
    facts = _Facts(state.rows)
    expected: set[str] = set()
    for (prefix, name), row in newest.items():
        as_json, as_text = keys.receipt(prefix, name, ".json"), keys.receipt(prefix, name, ".txt")
        expected |= {as_json, as_text}
        for key in sorted({as_json, as_text} - state.receipts.keys()):
            yield f"delivery {row['tail']!r} has no receipt {key!r}"
        if as_json in state.receipts:
            yield from (f"receipt {as_json!r} {fault}" for fault in _faults(state, row, state.receipts[as_json], facts))
        if as_text in state.receipts:
            text = state.receipts[as_text].decode()
            yield from (f"receipt {as_text!r} {fault}" for fault in _faults_of_text(state, row, text, facts))
        lies = state.drop.get(keys.dropped_as(prefix, name))
        if lies and row["version"] != version_of(lies):
            yield f"receipt {as_json!r} is not about the version that lies in the drop"
    for key in sorted(state.receipts.keys() - expected):
        yield f"receipt {key!r} is about nothing in the database"


class _Facts:
    """What the database says of every delivery, in the words of a receipt; counted here, whoever else counts it."""

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        self._documents = {row["id"]: row for row in rows["documents"]}
        self._items = _grouped(rows["agenda_items"], "document_id")
        self._decisions = _grouped(rows["decisions"], "agenda_item_id")
        self._warnings = _grouped(rows["warnings"], "document_id")

    def of(self, row: Row) -> dict[str, Any]:
        """Say what a receipt must say in each of some fields."""
        said = {
            "schema": "referat-receipt/1",
            "file.prefix": row["prefix"],
            "file.version": row["version"],
            "file.bytes": row["bytes"],
            "file.sha256": row["sha256"],
            "received_at": keys.dropped_at(row["dropped_at"]),
            "outcome": row["outcome"],
            "rejected.reason": row["reason"],
        }
        if _shows(row["name"]):
            said["file.name"] = row["name"]
        document = self._documents.get(row["document_id"])
        return said | (self._of_document(document) if document else {"document": None, "warnings": []})

    def items(self, row: Row) -> int | None:
        """Count the items of a delivery's document; ``None`` where it has none."""
        return len(self._items[row["document_id"]]) if row["document_id"] in self._documents else None

    def _of_document(self, document: Row) -> dict[str, Any]:
        items = self._items[document["id"]]
        current = [decision["current"] for item in items for decision in self._decisions[item["id"]]]
        said = {
            "document.kind": document["kind"],
            "document.pages": document["pages"],
            "document.municipality": document["municipality_code"],
            "document.date": document["date"].isoformat() if document["date"] else None,
            "document.items": len(items),
            "document.closed_items": sum(item["closed"] for item in items),
            "document.decisions": current.count(True),
            "document.earlier_decisions": current.count(False),
        }
        if document["body"] and _shows(document["body"]):
            said["document.body"] = document["body"]
        return said if self._warnings[document["id"]] else said | {"warnings": [], "more_warnings": 0}


def _faults(state: State, row: Row, body: bytes, facts: _Facts) -> Iterator[str]:
    try:
        plain = json.loads(body)
    except ValueError:
        yield "is no JSON"
        return
    contradicted = sorted(field for field, value in facts.of(row).items() if _told(plain, field) != value)
    if contradicted:
        yield f"contradicts the database in: {', '.join(contradicted)}"
    # Where it is, and not what stands there: that may be the document's.
    yield from (f"breaks its schema at {fault.json_path}" for fault in _validator().iter_errors(plain))
    written = state.items.get(row["item_key"])
    if written:
        should = receipt(written.result)[0]
        differing = sorted(name for name in should.keys() | plain.keys() if plain.get(name) != should.get(name))
        if differing:
            yield f"says otherwise than result {row['item_key']!r} in: {', '.join(differing)}"


def _faults_of_text(state: State, row: Row, text: str, facts: _Facts) -> Iterator[str]:
    written = state.items.get(row["item_key"])
    if written and text != receipt(written.result)[1]:
        yield f"is not about result {row['item_key']!r}"
    items = facts.items(row)
    if _shows(row["name"]) and not text.startswith(f"Kvittering for {row['name']}\n"):
        yield "is not about its file"
    if items and f" {items} punkt" not in text:
        yield f"does not say that there are {items} items"


def _told(plain: Any, field: str) -> Any:
    for name in field.split("."):
        plain = (plain or {}).get(name)
    return plain


def _shows(words: str) -> bool:
    """Tell whether words show as they are; how others are shown, the tests of receipts say."""
    return words.isprintable() and " ".join(words.split()) == words


def _grouped(rows: Sequence[Row], by: str) -> defaultdict[Any, list[Row]]:
    found: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[by]].append(row)
    return found


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(files("services.indexer").joinpath(_SCHEMA).read_text(encoding="utf-8")))
