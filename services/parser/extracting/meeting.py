"""Which meeting it was: body, date, times and venue, from the document's head."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.parser.document import Block
from services.parser.extracting.body import read_body
from services.parser.extracting.dates import find_dates, find_times, first_date
from services.parser.extracting.labels import Labelled, labelled_values
from services.parser.segmenting.sections import decision_head
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading, one_line
from shared.contract.codes import SectionRole
from shared.contract.record import Meeting

_ENDED = re.compile(
    r"\bmødet?\b[^\n]{0,60}?\b(?:slut|sluttede|hævet|hæves|afsluttet)\b[^.\d]{0,20}(?=kl|\d)", re.IGNORECASE
)
_STARTED = re.compile(r"\bmødet\s+(?:startede|begyndte)\b", re.IGNORECASE)
_AGENDA_OF = re.compile(r"\bdagsorden(?:en)? (?:for|til) (?P<body>[^.\n]{2,60}?) den (?=\d)", re.IGNORECASE)
_VENUE = re.compile(
    r"\bkl\.?\s*\d{1,2}(?:[.:]\d{2})?(?:\s*[-–]\s*\d{1,2}[.:]\d{2})?\s*(?:,|\bi\b|\bpå\b|[-–])\s*(?P<venue>[A-ZÆØÅa-zæøå][^\n]{2,80})$"
)
_ENDED = re.compile(
    r"\bmødet?\s+(?:blev\s+)?(?:slut|sluttede|hævet|hæves|afsluttet)\b[^.\d]{0,20}(?=kl|\d)", re.IGNORECASE
)
_STARTED = re.compile(r"\bmødet\s+(?:startede|begyndte)\b", re.IGNORECASE)


def read_meeting(head: Sequence[Block], everything: Sequence[Block]) -> Meeting:
    """Read the meeting's facts: labels first, then titles, then what the decisions' headings say."""
    head = [block for block in head if decision_head(block.text) is None]
    values = list(labelled_values(head))
    meeting = Meeting(
        body=read_body(head, values),
        date=_labelled_date(values) or next((iso for block in head if (iso := first_date(block.text))), None),
        venue=_labelled_venue(values) or _told_venue(head),
    )
    start, end = _times(values, head)
    meeting = replace(
        meeting,
        start_time=start or _told_time(everything, _STARTED),
        end_time=end or _told_time(everything, _ENDED),
    )
    return _from_decisions(meeting, everything)


def _labelled_date(values: Sequence[Labelled]) -> str | None:
    return next((iso for entry in values if "date" in entry.kinds and (iso := first_date(entry.value.text))), None)


def _labelled_venue(values: Sequence[Labelled]) -> str | None:
    return next((value for entry in values if "venue" in entry.kinds and (value := one_line(entry.value.text))), None)


def _times(values: Sequence[Labelled], head: Sequence[Block]) -> tuple[str | None, str | None]:
    start = end = None
    for entry in values:
        first, last = find_times(entry.value.text)
        if entry.kinds & {"start_time", "date"}:
            start, end = start or first, end or last
        elif "end_time" in entry.kinds:
            end = end or first
    for block in head:
        if any(True for _ in find_dates(block.text)) or re.match(r"\s*kl\b", block.text, re.IGNORECASE):
            first, last = find_times(block.text)
            start, end = start or first, end or last
    return start, end


def _told_time(blocks: Sequence[Block], pattern: re.Pattern[str]) -> str | None:
    """Find the clock time in a sentence such as "Mødet startede kl. 15.30 og sluttede kl. 16.45."."""
    for block in blocks:
        match = pattern.search(block.text) if block.rows is None else None
        if match and (time := find_times(block.text[match.end() :])[0]):
            return time
    return None


def _from_decisions(meeting: Meeting, blocks: Sequence[Block]) -> Meeting:
    """Fill what the head does not say from what the text tells: its own agenda, then the decisions' headings.

    Where decisions stand under a bare "Beslutning", dated headings speak of other meetings.
    """
    if meeting.body and meeting.date:
        return meeting
    own = _agenda_of(blocks)
    if own:
        return replace(meeting, body=meeting.body or own[1], date=meeting.date or own[0])
    dated = [] if _has_bare_decisions(blocks) else sorted(_decision_dates(blocks))
    if not dated:
        return meeting
    date = meeting.date or dated[-1][0]
    body = next((body for iso, body in reversed(dated) if iso == date and body), None)
    return replace(meeting, date=date, body=meeting.body or body)


def _agenda_of(blocks: Sequence[Block]) -> tuple[str, str] | None:
    """Read "Godkendelse af dagsorden for X den D"."""
    for block in blocks:
        match = _AGENDA_OF.search(block.text) if block.rows is None else None
        if match and (date := first_date(block.text[match.end() :])):
            return date, match["body"].strip()
    return None


def _has_bare_decisions(blocks: Sequence[Block]) -> bool:
    """Tell whether a decision stands directly under "Beslutning", with no body or date named."""
    for position, block in enumerate(blocks):
        if block.rows is None and vocabulary().roles.get(fold_heading(block.text)) is SectionRole.DECISION:
            below = blocks[position : position + 4]  # a line such as "Dagsordenspunkt 1" may stand between
            if not any(decision_head(line.text) for line in below if line.rows is None):
                return True
    return False


def _decision_dates(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        head = decision_head(block.text) if block.rows is None else None
        if head and head.date:
            yield head.date, head.body or ""


def _told_venue(head: Sequence[Block]) -> str | None:
    """Find a venue behind the clock time of a title ("kl. 17:00 i Byrådssalen") or on the line below it."""
    for position, block in enumerate(head):
        text = one_line(block.text)
        if match := _VENUE.search(text):
            return match["venue"].strip(" .")
        if find_times(text)[0] is None or position + 1 >= len(head):
            continue
        below = re.sub(r"^i\s+", "", one_line(head[position + 1].text)).rstrip(" .")
        if len(below) < 80 and matches(vocabulary().phrases.places, below) and not first_date(below):
            return below
    return None
