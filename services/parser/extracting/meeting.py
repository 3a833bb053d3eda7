"""Which meeting it was: body, date, times and venue, from the document's head."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.parser.bodies import body_key
from services.parser.document import Block
from services.parser.extracting.body import read_body
from services.parser.extracting.dates import Dated, find_dates, find_times, first_date
from services.parser.extracting.head import head_lines
from services.parser.extracting.labels import Labelled, both
from services.parser.extracting.venue import labelled_venue, told_venue
from services.parser.segmenting.decision_heads import DecisionHead, decision_head
from services.parser.vocabulary.head import head_words
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading
from shared.contract.codes import SectionRole
from shared.contract.record import Meeting

_ENDED = re.compile(
    r"\bmødet?\b(?:[^.\n]|\.(?=\s?\d)|(?<=kl)\.){0,60}?\b(?:slut|sluttede|hævet|hæves|hævedes|afsluttet|afsluttedes)\b[^.\d]{0,20}(?=kl|\d)",
    re.IGNORECASE,
)
_STARTED = re.compile(r"\bmødet\s+(?:startede|begyndte|blev åbnet|åbnedes|startet)\b", re.IGNORECASE)
_AGENDA_OF = re.compile(r"\bdagsorden(?:en)? (?:for|til) (?P<body>[^.\n]{2,60}?) den (?=\d)", re.IGNORECASE)
_CLOCK_FOLLOWS = re.compile(r"[\s,.\-–]*(?:kl\b|klokken\b|\d{1,2}[.:]\d{2}\b)", re.IGNORECASE)
_MEETING_BEFORE = re.compile(
    r"\b(?:møde|mødet|referat|dagsorden|protokol|beslutningsprotokol)\b[^.]{0,80}$", re.IGNORECASE
)
_NEAR = 100  # letters before a date in which its meeting is named


def read_meeting(head: Sequence[Block], everything: Sequence[Block]) -> Meeting:
    """Read the meeting's facts: labels first, then titles, then what the decisions' headings say."""
    head = head_lines([block for block in head if decision_head(block.text) is None])
    values, lines = both(head)
    start, end = _times(values, lines)
    meeting = Meeting(
        body=read_body(head, values),
        date=_labelled_date(values) or _told_date(lines),
        venue=labelled_venue(values) or told_venue(lines),
        start_time=start or _told_time(everything, _STARTED),
        end_time=end or _told_time(everything, _ENDED),
    )
    meeting = _from_decisions(meeting, everything)
    return replace(meeting, body_key=body_key(meeting.body)) if meeting.body else meeting


def doubtful_weekdays(head: Sequence[Block]) -> Iterator[str]:
    """Yield every date of the head, as written, whose weekday is another than the calendar's."""
    for block in head:
        for dated in find_dates(block.text) if "dag" in block.text.casefold() else ():
            if dated.weekday_fits is False:
                yield f"{dated.weekday} {block.text[dated.start : dated.end]}"


def _labelled_date(values: Sequence[Labelled]) -> str | None:
    """Read the value of a date's label; where a converter has parted the two, any labelled value that is a date."""
    dates = [(entry, iso) for entry in values if (iso := first_date(entry.value.text))]
    return next((iso for entry, iso in dates if "date" in entry.kinds), dates[0][1] if dates else None)


def _told_date(lines: Sequence[Block]) -> str | None:
    """Choose among the dates of the head: the meeting's stands with a clock time, a weekday or the word itself."""
    dates = [
        (_weight(line.text, dated), dated.iso)
        for line in lines
        if not matches(head_words().other_dates, line.text)
        for dated in find_dates(line.text)
    ]
    return max(dates, key=lambda date: date[0])[1] if dates else None


def _weight(text: str, dated: Dated) -> int:
    clock = _CLOCK_FOLLOWS.match(text, dated.end) is not None
    named = _MEETING_BEFORE.search(text[max(0, dated.start - _NEAR) : dated.start]) is not None
    return 2 * clock + (dated.weekday is not None) + named


def _times(values: Sequence[Labelled], lines: Sequence[Block]) -> tuple[str | None, str | None]:
    start = end = None
    for entry in values:
        first, last = find_times(entry.value.text)
        if entry.kinds & {"start_time", "date"}:
            start, end = start or first, end or last
        elif "end_time" in entry.kinds:
            end = end or first
    dated = [line for line in lines if any(True for _ in find_dates(line.text))]
    for line in (*dated, *(line for line in lines if _tells_a_time(line.text))):
        first, last = find_times(line.text)
        start, end = start or first, end or last
    return start, end


def _tells_a_time(text: str) -> bool:
    """Tell whether a line without a date can say when the meeting began: "Mødelokale 2 kl. 12.00"."""
    says = re.search(r"\bkl\b", text, re.IGNORECASE) is not None
    return says and not _ENDED.search(text) and not matches(head_words().other_dates, text) and len(text) < 200


def _told_time(blocks: Sequence[Block], pattern: re.Pattern[str]) -> str | None:
    """Find the clock time in a sentence such as "Mødet startede kl. 15.30 og sluttede kl. 16.45."."""
    for block in blocks:
        is_of_it = block.rows is None and "møde" in block.text.lower()  # most lines are not, and this is soon seen
        match = pattern.search(block.text) if is_of_it else None
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
    heads = [] if _has_bare_decisions(blocks) else list(_decision_heads(blocks))
    date = meeting.date or max((head.date for head in heads if head.date), default=None)
    body = next((head.body for head in reversed(heads) if head.body and head.date == date), None)
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


def _decision_heads(blocks: Sequence[Block]) -> Iterator[DecisionHead]:
    for block in blocks:
        head = decision_head(block.text) if block.rows is None else None
        if head:
            yield head
