"""Names of people as minutes list them: parties in brackets, roles behind commas, "og" before the last."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

PARTY = r"(?:[A-ZÆØÅ]{1,3}|UFP|UP|Løsgænger|Uden for parti|uden for parti(?:erne)?|løsgænger)"
_NAME_WORD = r"[A-ZÆØÅÉÖÄ](?:[\w'’\-éèöäüÆØÅæøå]+\.?|\.)"
NAME = rf"(?<!\w){_NAME_WORD}(?:[ \-](?:(?:von|van|de|af|der|el|la|bin)\s)?{_NAME_WORD}){{1,4}}"
PERSON = re.compile(
    rf"(?:\((?P<before>{PARTY})\)\s*)?(?P<name>{NAME})(?:,?\s*\((?P<after>{PARTY})\)|,\s(?P<bare>[A-ZÆØÅ]{{1,2}})(?=$|[\s,;]))?"
)
_TITLES = re.compile(
    r"^(?:borgmester|rådmand|formand|næstformand|viceborgmester|udvalgsformand|direktør|byrådsmedlem|"
    r"kommunalbestyrelsesmedlem|medlem|desuden deltager|desuden deltog|suppleant|stedfortræder)[:\s]+",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:;|,(?!\s*\()|\bsamt\b|\bog\b|\n|\t|\s/\s)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A name as written and the party letter or name that stood with it."""

    name: str
    party: str | None = None


def listed_people(text: str) -> Iterator[Person]:
    """Yield the people of a list such as "Asta Holm (A), Bo Lind og Karen Juhl (V)"."""
    for piece in _SEPARATOR.split(text):
        person = one_person(piece)
        if person:
            yield person


def one_person(text: str) -> Person | None:
    """Read one name from a piece of a list; roles and remarks around it are left out."""
    piece = _TITLES.sub("", text.strip(" .:•–-\t"))
    match = PERSON.match(piece)
    if not match:
        return None
    rest = piece[match.end() :].strip(" .,")
    if rest and not rest.startswith(("(", "-", "–", ":", "kl", "fra", "til", "under")) and len(rest.split()) > 4:
        return None
    party = match["before"] or match["after"] or match["bare"]
    return Person(name=match["name"].rstrip("."), party=party)
