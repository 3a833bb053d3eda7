"""The oracle of content: whether a record says what stands in the bytes of its file, by no word of the parser's.

Invented minutes (:func:`~tests.faults.dropping.minutes`) have one shape, which is read here again, line by line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from shared.contract.codes import SectionRole
from shared.contract.record import Item, Record

_MONTHS: Final = {"januar": 1, "marts": 3, "juni": 6, "oktober": 10}
_DAY: Final = re.compile(rf"(?m)^Mødet den (\d+)\. ({'|'.join(_MONTHS)}) (\d{{4}}) kl\. 16\.00$")
_ITEM: Final = re.compile(r"(?m)^## Punkt ")
_TITLE: Final = re.compile(r"(\d+): (.+)\n")
_CASE: Final = re.compile(r"Sag nummer (-?\d+) koster (\d+)\.000 kr\.")
_DECISION: Final = re.compile(r"\n\n(.+)\n\nFor stemte (\d+), imod stemte (\d+)\.\n\nBilag:\n\n([\s\S]+)")
_CELLS: Final = re.compile(r"(?m)^\| (Sag -?\d+) \| (\d+\.000) \|$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one item says: its heading, which case and at what price, what was decided how, and what was enclosed."""

    number: str | None
    title: str | None
    case: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    decision: str
    votes: tuple[int | None, ...]
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What minutes say: the day, and every item in its order."""

    day: str | None
    items: tuple[Said, ...]


def contradictions(body: bytes, record: Record) -> Iterator[str]:
    """Say what a record has otherwise than its file; nothing where the file is no minutes of our making."""
    stands = content(body)
    if stands is None:
        return
    said = recorded(record)
    if said.day != stands.day:
        yield "another day than its file"
    if len(said.items) != len(stands.items):
        yield f"{len(said.items)} items, and its file {len(stands.items)}"
        return
    for place, (one, other) in enumerate(zip(said.items, stands.items, strict=True), 1):
        differing = [name for name in Said.__slots__ if getattr(one, name) != getattr(other, name)]
        if differing:
            yield f"in item {place} another {', '.join(differing)} than its file"


@cache
def content(body: bytes) -> Content | None:
    """Read minutes of our making; ``None`` for whatever else it is."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    day = _DAY.search(text)
    items = tuple(map(_said, _ITEM.split(text)[1:]))
    if day is None or not items:
        return None
    return Content(day=f"{day[3]}-{_MONTHS[day[2]]:02}-{int(day[1]):02}", items=items)


def _said(written: str) -> Said:
    title, case, decision = (_found(pattern, written) for pattern in (_TITLE, _CASE, _DECISION))
    return Said(
        number=title[1],
        title=title[2],
        case=case.groups(),
        cells=tuple(_CELLS.findall(written)),
        decision=decision[1],
        votes=(int(decision[2]), int(decision[3])),
        attachments=tuple(line.strip() for line in decision[4].splitlines() if line),
    )


def _found(pattern: re.Pattern[str], written: str) -> re.Match[str]:
    found = pattern.search(written)
    assert found, "minutes of another shape than is read here"
    return found


def recorded(record: Record) -> Content:
    """Take the same from a record."""
    return Content(day=record.meeting.date, items=tuple(map(_recorded, record.items)))


def _recorded(item: Item) -> Said:
    case = [_CASE.search(section.text) for section in item.sections if section.role is SectionRole.CASE]
    votes = [side for decision in item.decisions for vote in decision.votes for side in (vote.for_, vote.against)]
    return Said(
        number=item.number,
        title=item.title,
        case=tuple(words for found in case if found for words in found.groups()),
        cells=tuple(row for section in item.sections for table in section.tables for row in table.rows[1:]),
        decision="\n".join(decision.text.partition("\n")[0] for decision in item.decisions),
        votes=tuple(side.count if side else None for side in votes),
        attachments=tuple(attachment.title for attachment in item.attachments),
    )
