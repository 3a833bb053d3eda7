"""Names of people as minutes list them: parties in brackets, roles behind commas, "og" before the last."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from services.parser.vocabulary.load import matches
from services.parser.vocabulary.people import party_words, people_words
from services.parser.wording import fold_heading

PARTY = (
    r"(?:[A-ZÆØÅ]{1,3}|[Ll]øsgænger|[Uu]den ?for parti(?:erne)?|[A-ZÆØÅ][a-zæøå\-]{3,24}(?:\s[A-ZÆØÅ][a-zæøå]{3,14})?)"
)
_NAME_WORD = r"[A-ZÆØÅÉÖÄ](?:[\w'’\-éèöäüÆØÅæøå]+\.?|\.)"
NAME = rf"(?<![\w\-]){_NAME_WORD}(?:[ \-](?:(?:von|van|de|af|der|el|la|bin)\s)?{_NAME_WORD}){{1,4}}"
_BEFORE = rf"\((?P<before>{PARTY})\)\s*"
_AFTER = (
    rf"(?:\s*\([a-zæøå][^()]{{2,25}}\))?,?\s*[\(\[](?P<after>{PARTY})[\)\]]"
    r"|(?:,\s|\s)(?P<bare>[A-ZÆØÅ]{1,2})(?=$|[\s,;])"
)
PERSON = re.compile(rf"(?:{_BEFORE})?(?P<name>{NAME})(?(before)|(?:{_AFTER})?)")
_SEPARATOR = re.compile(
    r"\s*(?:;|,(?!\s*\([^)]{0,40}\)\s*(?:[,;\n]|\bog\b|$))|\bsamt\b|\bog\b|\n|\t|\s/\s|•|\s-\s|(?:(?<=[a-zæøå]{3})|(?<=\)))\.(?=\s+[A-ZÆØÅ]))\s*"
)
_LIST_MARK = re.compile(r"^\s*\d{1,2}[.)]\s+")
_PREFIX = re.compile(r"^[^:]{3,30}:\s*")  # "Den 8. juni:", "Fra byrådet:"
_LETTERS = 3  # of the longest abbreviation of a party
_MAX_REST = 4  # words of a remark behind a name; more is prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A name as written and the party letter or name that stood with it."""

    name: str
    party: str | None = None


def listed_people(text: str) -> Iterator[Person]:
    """Yield the people of a list such as "Asta Holm (A), Bo Lind og Karen Juhl (V)".

    A line that is nothing but a party's name tells the party of the person above it.
    """
    last: Person | None = None
    for piece in _SEPARATOR.split(text):
        if last is not None and last.party is None and (is_party(piece) or piece in party_words().letters):
            last = replace(last, party=piece.strip(" .()"))
            continue
        for person in _people_of(piece):
            if last is not None:
                yield last
            last = person
    if last is not None:
        yield last


def is_list_of_people(text: str) -> bool:
    """Tell whether a line is nothing but names."""
    names = list(listed_people(text))
    letters = sum(len(person.name) + len(person.party or "") for person in names)
    return bool(names) and letters >= 0.6 * len(text.strip())


def is_party(text: str) -> bool:
    """Tell whether a text is nothing but the name of a party."""
    return fold_heading(text.strip(" .()")) in party_words().names


def is_a_name(text: str) -> bool:
    """Tell whether capitalised words can be somebody's name: no party, no office, no place."""
    return not is_party(text) and not matches(people_words().not_people, text)


def person_of(match: re.Match[str]) -> Person:
    """Make a person of a match of ``PERSON``; what stands in brackets and is no party is left out."""
    party = match["before"] or match["after"] or match["bare"]
    known = party is not None and (len(party) <= _LETTERS or is_party(party))
    name = _role().sub("", match["name"])
    return Person(name=(name if " " in name else match["name"]).rstrip("."), party=party if known else None)


def _people_of(piece: str) -> Iterator[Person]:
    piece = _role().sub("", _LIST_MARK.sub("", piece).strip(" .:•–-\t"))
    if not PERSON.match(piece):
        piece = _PREFIX.sub("", piece)
    match = PERSON.match(piece)
    while match and is_a_name(match["name"]):
        rest = piece[match.end() :].strip(" .,")
        following = PERSON.match(rest) if match["after"] else None  # two columns on one line
        if following is None and _is_prose(rest):
            return
        yield person_of(match)
        piece, match = rest, following


def _is_prose(rest: str) -> bool:
    remark = ("(", "-", "–", ":", "kl", "fra", "til", "under")
    return bool(rest) and not rest.startswith(remark) and len(rest.split()) > _MAX_REST


@cache
def _role() -> re.Pattern[str]:
    roles = "|".join(pattern.pattern for pattern in people_words().roles)
    return re.compile(rf"^(?:(?:{roles})(?:[:\s]+|,\s*))+(?=\S)", re.IGNORECASE)
