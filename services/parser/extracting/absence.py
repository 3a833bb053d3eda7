"""Who one agenda item says was absent, came, left or was inhabil."""

import re
from collections.abc import Iterator, Sequence

from services.parser.document import Block
from services.parser.extracting.people import listed_people
from services.parser.extracting.presence import Told, presence_told
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import fold_heading
from shared.contract.codes import ItemAttendanceStatus
from shared.contract.record import ItemAttendance

_LABEL = re.compile(r"^(?P<label>[^:\n]{4,80}):\s*(?P<value>.*)$", re.DOTALL)


def item_attendance(blocks: Sequence[Block]) -> tuple[ItemAttendance, ...]:
    """Read the attendance that the blocks of one item's own decision tell, each name and status once."""
    found: dict[tuple[str, ItemAttendanceStatus], ItemAttendance] = {}
    for position, block in enumerate(blocks):
        for entry in _of_block(block.text, blocks[position + 1 :]):
            found.setdefault((entry.name, entry.status), entry)
    return tuple(found.values())


def is_absence_label(text: str) -> bool:
    """Tell whether a line is a label of absence without a value, such as "Fraværende:"."""
    return _is_absence(text) and text.rstrip().endswith(":")


def is_list_of_people(text: str) -> bool:
    """Tell whether a line is nothing but names."""
    names = list(listed_people(text))
    letters = sum(len(person.name) + len(person.party or "") for person in names)
    return bool(names) and letters >= 0.6 * len(text.strip())


def as_entry(told: Told) -> ItemAttendance:
    """Make an entry of what a sentence tells; somebody who came or left did so at a time."""
    reason = told.when if told.status in {ItemAttendanceStatus.LEFT, ItemAttendanceStatus.ARRIVED} else None
    if told.instead_of:
        reason = f"for {told.instead_of}"
    return ItemAttendance(name=told.person.name, party=told.person.party, status=told.status, reason=reason)


def _of_block(text: str, following: Sequence[Block]) -> Iterator[ItemAttendance]:
    match = _LABEL.match(text)
    if match is None or not _is_absence(match["label"]):
        yield from map(as_entry, presence_told(text))
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
