"""The meeting's own list of who was there: members, absentees and others."""

import re
from collections.abc import Iterator, Sequence

from services.parser.document import Block
from services.parser.extracting.labels import labelled_values
from services.parser.extracting.people import listed_people
from shared.contract.codes import AttendanceStatus
from shared.contract.record import Attendance

_STATUS = (
    ("absent", AttendanceStatus.ABSENT),
    ("other", AttendanceStatus.OTHER),
    ("present", AttendanceStatus.PRESENT),
)
_SHOWN = re.compile(
    r"^(?P<name>[^:]{4,60}):\s*(?P<how>Deltog|Afbud|Fraværende)\b(?:\s*\(Stedfortræder (?P<substitute>[^,)]+))?",
    re.IGNORECASE,
)


def read_attendance(head: Sequence[Block]) -> tuple[Attendance, ...]:
    """Read the list in the document's head, each name once; a name under two labels keeps the first."""
    found: dict[str, Attendance] = {}
    for entry in _entries(head):
        found.setdefault(entry.name, entry)
    return tuple(found.values())


def _entries(head: Sequence[Block]) -> Iterator[Attendance]:
    for value in labelled_values(head):
        status = next((status for kind, status in _STATUS if kind in value.kinds), None)
        if status is None:
            continue
        reason = "afbud" if status is AttendanceStatus.ABSENT and "afbud" in value.label.casefold() else None
        if shown := _SHOWN.match(value.value.text):
            yield from _shown(shown)
            continue
        for person in listed_people(value.value.text):
            yield Attendance(name=person.name, party=person.party, status=status, reason=reason)


def _shown(match: re.Match[str]) -> Iterator[Attendance]:
    """Read "Navn: Afbud (Stedfortræder B)", the regions' way."""
    present = match["how"].casefold() == "deltog"
    for person in listed_people(match["name"]):
        status = AttendanceStatus.PRESENT if present else AttendanceStatus.ABSENT
        yield Attendance(name=person.name, party=person.party, status=status, reason=None if present else "afbud")
        if match["substitute"]:
            for substitute in listed_people(match["substitute"]):
                yield Attendance(
                    name=substitute.name,
                    party=substitute.party,
                    status=AttendanceStatus.PRESENT,
                    substitute_for=person.name,
                )
