"""Compares a record with a hand-made label, field by field, and prints what differs as a diff."""

import json
import re
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

_PLAIN_MEETING = ("body", "date", "start_time", "end_time", "venue")
_EMPTY_LABEL_LINE = re.compile(r"(?m)^Fraværende:?\s*$\n?")


def differences(label: dict[str, Any], record: dict[str, Any]) -> str:
    """Return a readable diff of what was expected and what was found; empty if they agree."""
    expected = list(_lines(_from_label(label)))
    found = list(_lines(as_label(record)))
    return "\n".join(unified_diff(expected, found, "expected", "found", lineterm="", n=2))


def places(record: dict[str, Any], text: str) -> Iterator[str]:
    """Yield a complaint for every fact whose span does not hold what it says, or that has no page where there are."""
    for item in record["items"]:
        for kind, fact, words in _told(item):
            start, end = fact["span"]
            held = _letters(text[start:end])
            missing = [word for word in words if _letters(word) not in held]
            if missing or (record["document"]["pages"] and fact["page"] is None and not item["closed"]):
                yield f"item {item['number']}, {kind} at {start}-{end}, page {fact['page']}: {missing} is not there"


def _told(item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """Yield every fact of an item that has a place, with the words that must stand there."""
    yield "item", item, [word for word in (item["number"], item["title"], *item["case_numbers"]) if word]
    for kind in ("sections", "decisions", "statements"):
        yield from ((kind, fact, [fact["text"]]) for fact in item[kind])
    for recommendation in item["recommendations"]:
        yield "recommendation", recommendation, recommendation["points"]
    for attachment in item["attachments"]:
        yield "attachment", attachment, [attachment["title"], attachment["document_number"] or ""]
    for ballot in (ballot for decision in item["decisions"] for ballot in decision["votes"]):
        sides = [ballot[side] for side in ("for", "against", "abstain") if ballot[side]]
        yield "ballot", ballot, [word for side in sides for word in (*side["parties"], *side["names"])]


def _from_label(label: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in label.items() if key not in {"source", "doubtful"}}


def as_label(record: dict[str, Any]) -> dict[str, Any]:
    """Say what a record says in the shape of a label."""
    names: dict[str, list[str]] = {"present": [], "absent": [], "other": []}
    for member in record["attendance"]:
        names[member["status"]].append(member["name"])
    return {
        "municipality": record["municipality"] and _pick(record["municipality"], "name", "code"),
        "kind": record["kind"],
        **_pick(record["meeting"], *_PLAIN_MEETING),
        "attendance": names,
        "items": [_item(item) for item in record["items"]],
    }


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {
        **_pick(item, "number", "title", "kind", "closed", "case_numbers", "document_numbers"),
        "section_headings": [section["heading"] for section in item["sections"] if section["heading"]],
        "recommendations": [_pick(found, "by", "points") for found in item["recommendations"]],
        "decisions": [_decision(found) for found in item["decisions"]],
        "absent": [
            _pick(found, "name", "party") for found in item["attendance"] if found["status"] in {"absent", "inhabil"}
        ],
        "attachments": [_pick(found, "title", "document_number") for found in item["attachments"]],
        "tables": sum(len(section["tables"]) for section in item["sections"]),
        "statements": [found["kind"] for found in item["statements"]],
    }


def _decision(decision: dict[str, Any]) -> dict[str, Any]:
    plain = _pick(decision, "body", "date", "current", "outcome", "parts", "text")
    votes = [_pick(ballot, "on", "for", "against", "abstain") for ballot in decision["votes"]]
    # "Ad 1", "1." and "1" name the same point; which of them stands there is for the parser to choose.
    parts = [{**part, "on": re.sub(r"\D", "", part["on"])} for part in decision["parts"]]
    return {**plain, "text": _EMPTY_LABEL_LINE.sub("", decision["text"]), "parts": parts, "votes": votes}


def _pick(found: dict[str, Any], *fields: str) -> dict[str, Any]:
    return {field: found[field] for field in fields}


def _lines(plain: dict[str, Any], where: str = "") -> Iterator[str]:
    """Spell a nested value as one line for each leaf, with its place; a list of plain values is a leaf."""
    for key, value in sorted(plain.items()):
        here = f"{where}{key}"
        if isinstance(value, dict):
            yield from _lines(value, f"{here}.")
        elif isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
            for number, entry in enumerate(value):
                name = entry.get("number") if key == "items" else None
                yield from _lines(entry, f"{here}[{name or number}].")
        else:
            yield f"{here} = {json.dumps(value, ensure_ascii=False)}"


def _letters(text: str) -> str:
    return re.sub(r"[^\w]+", "", text)
