"""What shows in running text where a line began: headings, labels, decisions and items, by the word lists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache

from services.parser.extracting.numbers import KLE
from services.parser.vocabulary.load import ItemLabels, MeetingLabels, Vocabulary, vocabulary
from services.parser.vocabulary.running import running_text
from services.parser.wording import fold_heading
from shared.contract.codes import SectionRole

_MONTHS = "jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec"
_ITEM = (
    r"(?:Punkt|PUNKT|Pkt\.?|Sag)(?:\s?nr\.?)?\s?:?\s\d{1,4}\s?[.:]?(?=\s[^\W\d_])"
    r"|Nr\.\s?\d{1,4}\s[-–](?=\s)|\d{1,4}\.?\s\((?:Åbent?|Lukket)\)(?=\s)"
)
_NUMBER = rf"(?:\d{{1,4}}\.|\d{{1,3}}:)(?=\s(?!(?i:{_MONTHS})))(?=\s[A-ZÆØÅ\"”»])"
_POINT = r"(?:\d{1,2}|[a-z])[.)](?=\sat\b)"
_STATE = (
    r"\(?(?:Åbe[nt]t?|Lukket|ÅBE[NT]T?|LUKKET) (?:sag|punkt|SAG|PUNKT)\)?"
    r"|(?:ÅBNE|LUKKEDE) (?:SAGER|PUNKTER|DAGSORDENSPUNKTER)(?!\S)"
    r"|(?:Åbne|Lukkede) (?:sager|punkter|dagsordenspunkter)(?=\s(?:(?:Punkt|Pkt\.?|Sag)(?:\snr\.?)?\s)?\d{1,4}[.:]\s)"
)
_STATE_LABEL = r"(?:Åbent|Lukket|ÅBENT|LUKKET) [-–](?=\s\d)"
_FOOT = r"Side (?:\d{1,4}|[ivxl]{1,6})(?: af \d{1,4})?(?!\S)|Side(?=\s\d{1,4}\.\s)"
_OTHER_LABEL = r"(?<=[:.] )[A-ZÆØÅ][\wæøå]{3,30}:"
_NO_ITEM_AFTER = (
    "ad",
    "alt",
    "nr.",
    "pkt.",
    "punkt",
    "stk.",
    "sag",
    "den",
    "d.",
    "pr.",
)  # what follows is no item's number
_RECOMMENDS = ("foreslår", "anbefaler")  # "Forvaltningen foreslår" begins a sentence as often as it is a heading
_SENTENCE_END = (".", ":", "!", "?", ")", "”", '"', ";")
_NEAR = 10  # letters before a mark that tell what it follows
_PLAIN_ENOUGH = 6  # letters that a heading in capitals must have to need no sentence's end before it


class Kind(StrEnum):
    """What a mark is."""

    DECISION = "decision"
    ITEM = "item"
    NUMBER = "number"
    POINT = "point"
    HEADING = "heading"
    LABEL = "label"
    STATE = "state"
    CASE = "case"
    FOOT = "foot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a line began, and how far the words go that show it."""

    start: int
    end: int
    kind: Kind

    @property
    def stands_alone(self) -> bool:
        """Tell whether what follows the words began another line."""
        return self.kind in {Kind.DECISION, Kind.HEADING, Kind.CASE, Kind.STATE, Kind.FOOT}


def marks_in(text: str) -> Iterator[Mark]:
    """Yield the marks of one run of text, in order.

    In the head of an item a heading needs nothing before it; in prose it stands behind a sentence, since
    "Beslutning" and "Indstilling" are words like others.
    """
    in_head = True
    for match in _pattern().finditer(text):
        kind = Kind(match.lastgroup or "")
        if kind is Kind.LABEL and _is_heading(match[0]):
            kind = Kind.HEADING
        elif not _is_mark(text, match, kind, in_head=in_head):
            continue
        if kind is not Kind.FOOT:
            in_head = kind in {Kind.ITEM, Kind.NUMBER, Kind.LABEL, Kind.CASE, Kind.STATE}
        yield Mark(start=match.start(), end=match.end(), kind=kind)


def _is_mark(text: str, match: re.Match[str], kind: Kind, *, in_head: bool) -> bool:
    if kind is Kind.HEADING:
        return in_head or _follows_a_sentence(text, match)
    if kind is Kind.NUMBER:
        return not _before(text, match).casefold().endswith(_NO_ITEM_AFTER)
    return kind is not Kind.CASE or in_head


def _is_heading(label: str) -> bool:
    words, folded = vocabulary(), fold_heading(label)
    role = words.roles.get(folded)
    return role is not None and role is not SectionRole.COMPETENCE and folded not in words.item.ignored


def _follows_a_sentence(text: str, match: re.Match[str]) -> bool:
    return _before(text, match).endswith(_SENTENCE_END) or (match[0].isupper() and len(match[0]) >= _PLAIN_ENOUGH)


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _NEAR) : match.start()].rstrip()


@cache
def _pattern() -> re.Pattern[str]:
    words = vocabulary()
    labels = _any_of(_labels(words) | set(words.roles))
    headings = _any_of(
        {
            word
            for word, role in words.roles.items()
            if role is not SectionRole.COMPETENCE and len(word) > 3 and not word.endswith(_RECOMMENDS)
        }
        - words.weak_headings
        | running_text().headings
    )
    kinds = {
        Kind.DECISION: "|".join(pattern.pattern for pattern in running_text().decisions),
        Kind.CASE: KLE,
        Kind.LABEL: rf"{_STATE_LABEL}|(?=[A-ZÆØÅ])(?i:{labels})\.?\s?:|{_OTHER_LABEL}",
        Kind.HEADING: rf"(?=[A-ZÆØÅ])(?i:{headings})(?=\s+[A-ZÆØÅ\d”\"(.]|\s*$)",
        Kind.STATE: _STATE,
        Kind.FOOT: _FOOT,
        Kind.ITEM: _ITEM,
        Kind.POINT: _POINT,
        Kind.NUMBER: _NUMBER,
    }
    return re.compile(r"(?<!\S)(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()) + ")")


def _labels(words: Vocabulary) -> set[str]:
    meeting = (getattr(words.meeting, field.name) for field in fields(MeetingLabels))
    item = (getattr(words.item, field.name) for field in fields(ItemLabels))
    return {label for group in (*meeting, *item) for label in group}


def _any_of(words: set[str]) -> str:
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=lambda word: (-len(word), word))
    )
