"""What sentences tell of people's presence: absent, arrived, left, inhabil, or there instead of somebody."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.parser.extracting.people import PERSON, Person, is_a_name, listed_people, person_of
from services.parser.vocabulary.people import presence_words
from services.parser.vocabulary.tables import Patterns
from services.parser.wording import sentences
from shared.contract.codes import ItemAttendanceStatus

_BETWEEN = re.compile(r"[:\s]*(?:,|\bog\b|\bsamt\b|;|/|\+|\t)*\s*(?:(?:\d\.\s)?[a-zæøå]*(?:mester|mand|medlem)\s)?")
_BEFORE_VERB = re.compile(
    r"(?:,?\s*\([^()]{1,30}\))?(?:,?\s*(?:der|som)\b[^.,]{0,60},)?,?\s*(?:(?:som|der|har|havde|er|var|blev|begge|alle|dog|derfor|herefter|dermed|også|samt)\b\s*)*"
)
_NOT_SO = re.compile(
    r"(?<!deltog )(?<!deltager )(?<!medvirkede )\b(?:ikke|ej)\b[^.]*\binhabil"
    r"|\bhabilitet(?:en)? (?:blev|er|var) (?:prøvet|afprøvet|drøftet)",
    re.IGNORECASE,
)
_NUMBERS = r"\d{1,4}(?:\s?(?:,|-|–|og|til)\s?\d{1,4})*"
_ITEM = r"(?:punkt(?:erne)?|pkt\.?|sag(?:erne)?)\s*(?:nr\.?\s*)?"
_WHEN = re.compile(
    r"\b(?:kl\.?\s*\d{1,2}(?:[.:]\d{2})?"
    rf"|(?:under|ved|efter|før|fra|til|i) (?:behandlingen af )?{_ITEM}{_NUMBERS})",
    re.IGNORECASE,
)
_INSTEAD_OF = re.compile(
    r"\b(?:stedfortræder|suppleant|(?:i )?stedet) for (?P<names>.{4,80}?)(?=[.:;)]|$|\b(?:deltog|mødte|mødt|var)\b)",
    re.IGNORECASE,
)
_REFERENCES = re.compile(rf"\b{_ITEM}(?P<numbers>{_NUMBERS})", re.IGNORECASE)
_MAX_RANGE = 100  # items; no meeting has more


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one sentence tells of one person; ``when`` as written, ``items`` the numbers of items it names."""

    person: Person
    status: ItemAttendanceStatus
    when: str | None = None
    instead_of: str | None = None
    items: tuple[str, ...] = ()


def presence_told(text: str) -> Iterator[Told]:
    """Yield what the sentences of a paragraph tell of who was there; who is spoken of stands beside the words."""
    for start, end in sentences(text):
        yield from _told_by(text[start:end])


def item_numbers(text: str) -> tuple[str, ...]:
    """Read the numbers of items that a text refers to, ranges spelt out: "sag 129-131" is three."""
    found: list[str] = []
    for match in _REFERENCES.finditer(text):
        pieces = re.split(r"\s?(?:,|og)\s?", match["numbers"])
        for piece in pieces:
            first, *rest = re.split(r"\s?(?:-|–|til)\s?", piece)
            last = int(rest[0]) if rest and rest[0] else int(first)
            if 0 <= last - int(first) <= _MAX_RANGE:
                found += [str(number) for number in range(int(first), last + 1)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)  # what is said of an item is read for the item and once more for the meeting
def _told_by(sentence: str) -> tuple[Told, ...]:
    return tuple(_of_sentence(sentence))


def _of_sentence(sentence: str) -> Iterator[Told]:
    """Yield each person once, under the first status that fits: who is inhabil and therefore leaves is inhabil."""
    people = [match for match in PERSON.finditer(sentence) if is_a_name(match["name"])]
    if not people or _NOT_SO.search(sentence):
        return
    when, instead = _WHEN.search(sentence), _INSTEAD_OF.search(sentence)
    stood_for = next(listed_people(instead["names"]), None) if instead else None
    told: set[str] = {stood_for.name} if stood_for else set()
    for status, phrases in presence_words().by_status():
        for match in (*_before(sentence, people, phrases.follows), *_behind(sentence, people, phrases.precedes)):
            person = person_of(match)
            if person.name not in told:
                told.add(person.name)
                yield Told(
                    person=person,
                    status=status,
                    when=when[0].strip() if when else None,
                    instead_of=stood_for.name if stood_for and status is ItemAttendanceStatus.SUBSTITUTE else None,
                    items=item_numbers(sentence),
                )


def _before(sentence: str, people: Sequence[re.Match[str]], patterns: Patterns) -> list[re.Match[str]]:
    """Find the people listed right before any of the words."""
    found: list[re.Match[str]] = []
    for verb in (match for pattern in patterns for match in pattern.finditer(sentence)):
        edge, link = verb.start(), _BEFORE_VERB
        for person in reversed([person for person in people if person.end() <= verb.start()]):
            if not link.fullmatch(sentence, person.end(), edge):
                break
            found.insert(0, person)
            edge, link = person.start(), _BETWEEN
    return found


def _behind(sentence: str, people: Sequence[re.Match[str]], patterns: Patterns) -> list[re.Match[str]]:
    """Find the people listed right behind any of the words."""
    found: list[re.Match[str]] = []
    for words in (match for pattern in patterns for match in pattern.finditer(sentence)):
        edge = words.end()
        for person in (person for person in people if person.start() >= words.end()):
            if not _BETWEEN.fullmatch(sentence, edge, person.start()):
                break
            found.append(person)
            edge = person.end()
    return found
