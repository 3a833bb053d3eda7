"""Who one agenda item says was absent, came, left or was inhabil."""

import re
from collections.abc import Iterator, Sequence

from services.parser.document import Block
from services.parser.extracting.people import NAME, Person, listed_people
from services.parser.vocabulary.load import vocabulary
from services.parser.wording import fold_heading, sentences
from shared.contract.codes import ItemAttendanceStatus
from shared.contract.record import ItemAttendance

_LABEL = re.compile(r"^(?P<label>[^:\n]{4,80}):\s*(?P<value>.*)$", re.DOTALL)
_PEOPLE = rf"(?P<people>{NAME}(?:,?\s*\([^)]{{1,20}}\))?(?:(?:,|\s+og|\s+samt)\s+{NAME}(?:,?\s*\([^)]{{1,20}}\))?)*)"
_SENTENCES = (
    (
        ItemAttendanceStatus.INHABIL,
        re.compile(
            rf"{_PEOPLE},?\s+(?:erklærede sig|var|er|blev erklæret|blev anset for|erklærer sig)\s+inhabil(?:e)?\b"
        ),
    ),
    (
        ItemAttendanceStatus.LEFT,
        re.compile(rf"{_PEOPLE},?\s+(?:forlod|forlader)\s+(?:mødet|lokalet|salen)\b"),
    ),
    (
        ItemAttendanceStatus.ARRIVED,
        re.compile(rf"{_PEOPLE},?\s+(?:ankom|kom til stede|mødte)\s+(?:til mødet|kl)"),
    ),
    (
        ItemAttendanceStatus.ABSENT,
        re.compile(
            rf"{_PEOPLE},?\s+(?:(?:var|er)\s+)?(?:fraværende|ikke til stede)\b"
            rf"|{_PEOPLE.replace('people', 'people2')},?\s+(?:deltog|deltager|medvirkede)\s+ikke\b"
            rf"|{_PEOPLE.replace('people', 'people3')},?\s+(?:havde|har)\s+meldt\s+(?:afbud|forfald)\b"
        ),
    ),
)
_FITNESS_TRIED = re.compile(r"\bikke\b[^.]*\binhabil", re.IGNORECASE)


def item_attendance(blocks: Sequence[Block]) -> tuple[ItemAttendance, ...]:
    """Read the attendance that the blocks of one item's own decision tell, each name and status once."""
    found: dict[tuple[str, ItemAttendanceStatus], ItemAttendance] = {}
    for position, block in enumerate(blocks):
        following = blocks[position + 1].text if position + 1 < len(blocks) else ""
        for entry in _of_block(block.text, following):
            found.setdefault((entry.name, entry.status), entry)
    return tuple(found.values())


def is_absence_label(text: str) -> bool:
    """Tell whether a line is a label of absence without a value, such as "Fraværende:"."""
    folded = fold_heading(text)
    return folded in vocabulary().item.absent and text.rstrip().endswith(":")


def is_list_of_people(text: str) -> bool:
    """Tell whether a line is nothing but names."""
    names = list(listed_people(text))
    letters = sum(len(person.name) + len(person.party or "") for person in names)
    return bool(names) and letters >= 0.6 * len(text.strip())


def _of_block(text: str, following: str) -> Iterator[ItemAttendance]:
    match = _LABEL.match(text)
    if match and _is_absence(match["label"]):
        value = match["value"] or (following if is_list_of_people(following) else "")
        yield from _entries(listed_people(value), ItemAttendanceStatus.ABSENT, _reason(match["label"]))
        return
    for start, end in sentences(text):
        sentence = text[start:end]
        if _FITNESS_TRIED.search(sentence):
            continue
        for status, pattern in _SENTENCES:
            if told := pattern.search(sentence):
                people = next(value for value in told.groupdict().values() if value)
                yield from _entries(listed_people(people), status, None)
                break


def _is_absence(label: str) -> bool:
    folded = fold_heading(label)
    labels = vocabulary().item.absent
    return folded in labels or folded.startswith("fraværende i ")


def _reason(label: str) -> str | None:
    return "afbud" if "afbud" in label.casefold() else None


def _entries(people: Iterator[Person], status: ItemAttendanceStatus, reason: str | None) -> Iterator[ItemAttendance]:
    for person in people:
        yield ItemAttendance(name=person.name, party=person.party, status=status, reason=reason)
