"""Minutes of every family of layouts, invented: their kind, their items and sections, and what was decided.

Each file holds texts of one family with what a careful reader finds in them: a line "number | title | headings"
for each item, and the outcomes of its decisions.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from services.parser.parse import parse_file
from services.parser.sandbox.port import Parsed, Request
from shared.contract.record import Item, Record

MINUTES = [
    pytest.param(minutes, id=f"{path.stem}: {minutes['name']}")
    for path in sorted(Path(__file__).parent.glob("*.toml"))
    for minutes in tomllib.loads(path.read_text(encoding="utf-8"))["minutes"]
]


@pytest.mark.parametrize("minutes", MINUTES)
def test_minutes_of_the_family_are_understood(minutes: dict[str, Any]) -> None:
    """Items, closed ones too, with their sections and outcomes; nothing between them."""
    record = _read(minutes["text"])

    assert [_outline(item) for item in record.items] == minutes["items"]
    assert [" ".join(decision.outcome for decision in item.decisions) for item in record.items] == minutes["outcomes"]
    assert record.kind == minutes["kind"]


def _read(text: str) -> Record:
    answer = parse_file(text.strip().encode(), Request(sha256="", parser_version=""))
    assert isinstance(answer, Parsed), answer
    return answer.record


def _outline(item: Item) -> str:
    headings = "; ".join(section.heading for section in item.sections if section.heading)
    return f"{item.number or ''} | {item.title or ''} | {headings}"
