"""The meeting's own list of who was there: members, absentees and others."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from services.parser.document import Block
from services.parser.extracting.head import head_lines
from services.parser.extracting.labels import Labelled, both
from services.parser.extracting.people import Person, listed_people
from services.parser.extracting.presence import presence_told
from services.parser.vocabulary.head import head_words
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading
from shared.contract.codes import AttendanceStatus, ItemAttendanceStatus
from shared.contract.record import Attendance

_LISTS = (
    ("absent", AttendanceStatus.ABSENT),
    ("other", AttendanceStatus.OTHER),
    ("present", AttendanceStatus.PRESENT),
    ("members", AttendanceStatus.PRESENT),
)
_List = tuple[bool, list[Attendance]]  # whether it is the roll of members, and who stands on it
_TOLD = {
    ItemAttendanceStatus.ABSENT: AttendanceStatus.ABSENT,
    ItemAttendanceStatus.SUBSTITUTE: AttendanceStatus.PRESENT,
    ItemAttendanceStatus.ARRIVED: AttendanceStatus.PRESENT,
}
_SHOWN = re.compile(
    r"^(?P<name>[^:]{4,60})(?::|\s[-–])\s*(?P<how>Deltog|Mødt|Til ?stede|Afbud|Fraværende|Fravær|Forfald)\b"
    r"(?:\s*[\(,;–-]?\s*(?:Stedfortræder|Suppleant):?\s(?P<substitute>[^,)]+))?",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\bindkald", re.IGNORECASE)
_MOVED_TOGETHER = re.compile(r"(?<=[^.:\s])\s+(?:ingen|intet)\b\.?\s*$", re.IGNORECASE)
_ITEM_NUMBER = re.compile(r"^(?:punkt|pkt\.?|sag)?\s*\d{1,4}\s*[.:)]?\s*", re.IGNORECASE)
_STAND_IN = re.compile(r"[,;(–-]?\s*\b(?:suppleant|stedfortræder)(?:en)?\b:?[ \t]+(?=(?-i:[A-ZÆØÅ]))", re.IGNORECASE)


def read_attendance(head: Sequence[Block], opening: Sequence[Block] = ()) -> tuple[Attendance, ...]:
    """Read the lists and sentences of the document's head, in order.

    Where the head tells nothing, ``opening`` is asked, the first item: some keep the list under the approval of the
    agenda, or have an item for those absent. A list of members holds the absentees too: of them it tells nothing. Who
    is told to be present and absent is listed as both; of other names that stand on two lists the first counts.
    """
    lists = list(_lists(head_lines(head)))
    if opening and not any(entries for _, entries in lists):
        lists = _lists_of_item(opening)
    absent = {entry.name for _, entries in lists for entry in entries if entry.status is AttendanceStatus.ABSENT}
    found: list[Attendance] = []
    for is_roll, entries in lists:
        told: defaultdict[str, set[AttendanceStatus]] = defaultdict(set)
        for entry in found:
            told[entry.name].add(entry.status)
        for entry in entries:
            if entry.status is AttendanceStatus.ABSENT:
                is_news = entry.status not in told[entry.name]
            else:
                passed_over = is_roll and entry.name in absent
                is_news = not (passed_over or told[entry.name] - {AttendanceStatus.ABSENT})
            found += [entry] if is_news else []
    return tuple(found)


def contradictory(attendance: Sequence[Attendance]) -> Iterator[str]:
    """Yield the names that are listed as present and as absent."""
    absent = {entry.name for entry in attendance if entry.status is AttendanceStatus.ABSENT}
    for entry in attendance:
        if entry.status is AttendanceStatus.PRESENT and entry.name in absent:
            yield entry.name


def _lists_of_item(opening: Sequence[Block]) -> list[_List]:
    """Read the lists of an item if they are the meeting's: it is named for them, or they say who was present."""
    words, title = head_words(), opening[0].text
    own = matches(words.attendance_titles, title)
    if not own and not matches(words.agenda_titles, title):
        return []
    lists = list(_lists(_with_title_as_label(opening)))
    present = any(entry.status is AttendanceStatus.PRESENT for _, entries in lists for entry in entries)
    return lists if own or present else []


def _with_title_as_label(opening: Sequence[Block]) -> list[Block]:
    """Take the number off the title of an item, so that "1. Fraværende" is the label of the names below it."""
    title = opening[0]
    number = _ITEM_NUMBER.match(title.text)
    named = title.part(number.end() if number else 0, len(title.text))
    below = [block for block in opening[1:] if fold_heading(block.text) not in vocabulary().roles]
    return [named, *below]


def _lists(head: Sequence[Block]) -> Iterator[_List]:
    labelled, unlabelled = both(head)
    values = [value for value in labelled if any(kind in value.kinds for kind, _ in _LISTS)]
    for _, entries in groupby(values, key=lambda value: value.label):
        lines = list(entries)
        yield "members" in lines[0].kinds, list(_listed(lines))
    texts = [block.text for block in unlabelled]
    for line, below in pairwise([*texts, ""]):
        yield False, list(_told(f"{line} {below}" if line.endswith(":") else line))


def _listed(entries: Sequence[Labelled]) -> Iterator[Attendance]:
    """Read one list: its lines together, since a name may stand on one and its party on the next."""
    label, lines = entries[0], [entry.value.text for entry in entries]
    if any(map(_SHOWN.match, lines)):
        for line in lines:
            shown = _SHOWN.match(line)
            yield from _shown(shown) if shown else _told(line)
        return
    status = next(status for kind, status in _LISTS if kind in label.kinds)
    text = "\n".join(lines)
    if status is AttendanceStatus.ABSENT and _MOVED_TOGETHER.search(text):
        return  # "Ingen" is this label's value, and names before it another's
    reason = "afbud" if status is AttendanceStatus.ABSENT and "afbud" in label.label.casefold() else None
    last = None
    for number, piece in enumerate(_STAND_IN.split(_MOVED_TOGETHER.sub("", text))):
        for person in listed_people(piece):
            if number and last is not None:
                yield _substitute(person, last)
            else:
                yield Attendance(name=person.name, party=person.party, status=status, reason=reason)
            last = last if number else person.name


def _shown(match: re.Match[str]) -> Iterator[Attendance]:
    """Read "Navn: Afbud (Stedfortræder B)", the regions' way."""
    present = match["how"].casefold() in {"deltog", "mødt", "til stede", "tilstede"}
    for person in listed_people(match["name"]):
        status = AttendanceStatus.PRESENT if present else AttendanceStatus.ABSENT
        yield Attendance(name=person.name, party=person.party, status=status, reason=None if present else "afbud")
        for substitute in listed_people(match["substitute"] or ""):
            yield _substitute(substitute, person.name)


def _substitute(person: Person, absentee: str) -> Attendance:
    return Attendance(name=person.name, party=person.party, status=AttendanceStatus.PRESENT, substitute_for=absentee)


def _told(text: str) -> Iterator[Attendance]:
    """Read sentences such as "Medlemmerne var mødt, bortset fra A, der havde meldt afbud. I stedet mødte B.".

    Who "er indkaldt som suppleant" has been asked to come; whether they did is not told.
    """
    guests = next((match for pattern in head_words().guests if (match := pattern.search(text))), None)
    for person in listed_people(text[guests.end() :]) if guests else ():
        yield Attendance(name=person.name, party=person.party, status=AttendanceStatus.OTHER)
    for told in presence_told(text[: guests.start()] if guests else text):
        is_asked = told.status is ItemAttendanceStatus.SUBSTITUTE and _ASKED.search(text)
        if told.status in _TOLD and not told.items and not is_asked:
            yield Attendance(
                name=told.person.name,
                party=told.person.party,
                status=_TOLD[told.status],
                reason=None,
                substitute_for=told.instead_of,
            )
