"""Where the meeting was held: behind a label, beside the clock time of a title, or on the line below."""

import re
from collections.abc import Sequence

from services.parser.document import Block
from services.parser.extracting.dates import CLOCK, find_dates, find_times, first_date, without_dates
from services.parser.extracting.labels import Labelled
from services.parser.extracting.people import is_list_of_people
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading, one_line

_BEHIND_CLOCK = re.compile(r"^\s*(?:,|\bi\b|\bpå\b|[-–•]|\s)\s*(?P<venue>[A-ZÆØÅa-zæøå][^\n]{2,120})$")
_BEFORE_CLOCK = re.compile(r"(?:^|[-–•,]\s+|\bi\s+)(?P<venue>[A-ZÆØÅ][^\-–•]{2,80}?)[\s,\-–]*$")
_LOST_CLOCK = re.compile(r"\bkl\.?(?=\s+(?:i|på)\s)", re.IGNORECASE)  # a converter has lost the digits
_REPEATED = re.compile(r"^(?:[Mm]ødet (?:fandt sted|afholdes|blev (?:holdt|afholdt)|holdes)\s+)?(?:i|på)\s+")
_WEEKDAYS = re.compile(r"\b(?:man|tirs|ons|tors|fre|lør|søn)dag\b\s*(?:den|d\.)?\s*", re.IGNORECASE)
_MAX_VENUE = 80


def labelled_venue(values: Sequence[Labelled]) -> str | None:
    """Read the value of a venue's label, without a date that a converter has moved there."""
    for entry in values:
        if "venue" in entry.kinds:
            text = one_line(entry.value.text)
            dated = next(find_dates(text), None)
            place = text[dated.end :].strip(" ,.") if dated else text
            if place and not (dated and not _is_place(place)):
                return place
    return None


def told_venue(lines: Sequence[Block]) -> str | None:
    """Find a venue beside a clock time ("kl. 17:00 i Byrådssalen") or on the lines below it."""
    texts = [one_line(line.text) for line in lines]
    for position, text in enumerate(texts):
        clock = CLOCK.search(without_dates(text)) or _LOST_CLOCK.search(text)
        if clock is None:
            continue
        if venue := _beside(text, clock) or _below(texts[position + 1 : position + 3], alone=_is_time_alone(text)):
            return venue
    return None


def _beside(text: str, clock: re.Match[str]) -> str | None:
    behind = _BEHIND_CLOCK.match(text[clock.end() :])
    if behind and (_is_place(behind["venue"]) or not text[clock.end() :].startswith(" ")):
        return _one_sentence(behind["venue"])
    explicit = re.match(
        r"\s*(?:i|på)\s+(?P<venue>[A-ZÆØÅ][^\n]{2,120})$|\s*[-–,]\s+(?P<apart>[A-ZÆØÅ][^\n]{2,80})$",
        text[clock.end() :],
    )
    if explicit:
        return _one_sentence(explicit["venue"] or explicit["apart"])
    before = _BEFORE_CLOCK.search(without_dates(text)[: clock.start()].rstrip(" ,-–\0"))
    return before["venue"].strip(" ,.") if before and _is_place(before["venue"]) else None


def _one_sentence(text: str) -> str:
    return re.split(r"\.\s+(?=[A-ZÆØÅ])", text, maxsplit=1)[0].strip(" .")


def _below(texts: Sequence[str], *, alone: bool) -> str | None:
    """Take the line below the time, or below the body there: a place, or whatever follows a bare date and time."""
    for text in texts:
        place = _REPEATED.sub("", text).rstrip(" .")
        if len(place) > _MAX_VENUE or first_date(place) or not place:
            return None
        if _is_place(place) or (alone and _could_be_one(place)):
            return place
        if not matches(vocabulary().phrases.bodies, place):
            return None
    return None


def _is_place(text: str) -> bool:
    return matches(vocabulary().phrases.places, text)


def _could_be_one(text: str) -> bool:
    words = vocabulary().words
    known = words.document_titles | words.contents_headings | words.open_groups | words.closed_groups
    is_prose = text.endswith((".", ":", ";")) or len(text.split()) > 6
    is_other = matches(vocabulary().phrases.bodies, text) or is_list_of_people(text)
    return text[0].isupper() and not is_prose and not is_other and fold_heading(text) not in known


def _is_time_alone(text: str) -> bool:
    """Tell whether a line is nothing but a weekday, a date and a clock time."""
    rest = _WEEKDAYS.sub("", CLOCK.sub("", without_dates(text)))
    return not rest.strip(" \0,.-–") and find_times(text)[0] is not None
