"""Who one agenda item says was absent, came, left or was inhabil."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.parser.document import Block
from services.parser.extracting.people import is_list_of_people, listed_people
from services.parser.extracting.presence import Told, presence_told
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import fold_heading
from shared.contract.codes import ItemAttendanceStatus
from shared.contract.record import Item, ItemAttendance

_LABEL = re.compile(r"^(?P<label>[^:\n]{4,80}):\s*(?P<value>.*)$", re.DOTALL)
_REFERS = re.compile(r"\b(?:punkt|pkt|sag)", re.IGNORECASE)


def item_attendance(blocks: Sequence[Block], number: str | None) -> tuple[ItemAttendance, ...]:
    """Read the attendance that the blocks of one item's own decision tell, each name and status once.

    What a sentence says to be of items with other numbers than this one's is left to ``with_presence_elsewhere``.
    """
    found: dict[tuple[str, ItemAttendanceStatus], ItemAttendance] = {}
    for position, block in enumerate(blocks):
        for entry in _of_block(block.text, blocks[position + 1 :], number):
            found.setdefault((entry.name, entry.status), entry)
    return tuple(found.values())


def with_presence_elsewhere(items: Sequence[Item], head: Sequence[Block]) -> tuple[Item, ...]:
    """Add what the head, or another item, tells of the items that it names: "Bo Lind deltog ikke i sag 129-138"."""
    texts: list[tuple[str | None, str]] = [(None, block.text) for block in head if block.rows is None]
    texts += [(item.number, decision.text) for item in items for decision in item.decisions if decision.current]
    elsewhere = [
        told
        for number, text in texts
        if _REFERS.search(text)
        for told in presence_told(text)
        if told.items and number not in told.items
    ]
    return tuple(_with(item, [told for told in elsewhere if item.number in told.items]) for item in items)


def is_absence_label(text: str) -> bool:
    """Tell whether a line is a label of absence without a value, such as "Fraværende:"."""
    return _is_absence(text) and text.rstrip().endswith(":")


def _with(item: Item, elsewhere: Sequence[Told]) -> Item:
    known = {entry.name for entry in item.attendance}
    added = tuple(_entry(told) for told in elsewhere if told.person.name not in known)
    return replace(item, attendance=item.attendance + added) if added else item


def _of_block(text: str, following: Sequence[Block], number: str | None) -> Iterator[ItemAttendance]:
    match = _LABEL.match(text)
    if match is None or not _is_absence(match["label"]):
        yield from (_entry(told) for told in presence_told(text) if not told.items or number in told.items)
        return
    reason = "afbud" if "afbud" in match["label"].casefold() else None
    for line in [match["value"]] if match["value"] else _list_below(following):
        for person in listed_people(line):
            yield ItemAttendance(
                name=person.name, party=person.party, status=ItemAttendanceStatus.ABSENT, reason=reason
            )


def _list_below(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the lines of names under a label."""
    for block in blocks:
        if not is_list_of_people(block.text):
            return
        yield block.text


def _is_absence(label: str) -> bool:
    folded = fold_heading(label)
    return folded in vocabulary().item.absent or folded.startswith("fraværende i ")


def _entry(told: Told) -> ItemAttendance:
    """Make an entry of what a sentence tells; somebody who came or left did so at a time."""
    reason = told.when if told.status in {ItemAttendanceStatus.LEFT, ItemAttendanceStatus.ARRIVED} else None
    return ItemAttendance(
        name=told.person.name,
        party=told.person.party,
        status=told.status,
        reason=reason,
        substitute_for=told.instead_of,
    )
