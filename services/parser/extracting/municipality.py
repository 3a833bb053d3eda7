"""Which municipality or region a text comes from, when the drop does not say."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from shared.contract.record import Municipality
from shared.municipalities import all_listed, by_code

_WEIGHT_KOMMUNE = 3.0  # at the top of a document
_WEIGHT_NEIGHBOUR = 1.5  # further down, where a text may speak of any
_WEIGHT_OTHER = 2.0  # "Odense Byråd", "Odense Rådhus", "odense.dk"
_WEIGHT_NUMBER = 1.0
_NEEDED = 2.0  # one mention of a neighbour is not enough
_MARGIN = 1.5  # times as much as the runner-up
_WORD = re.compile(r"\w+")
_LONGEST_NAME = 3  # words
_TOP = 1_500  # letters
_NEAR = 50  # letters before a body in which its municipality's name stands

_BODY = re.compile(
    r"(?<=[\s\-])(?:kommunalbestyrelse|byråd|kommunes?|regionskommunes?|økonomiudvalg|magistrat|rådhus)(?:n|et)?\b",
    re.IGNORECASE,
)
_REGION = re.compile(r"\bregion\s(?P<name>\w+)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:\bwww\.|@|//)(?P<name>[\w\-]+)\.dk\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d.\-/])(\d{3})-(?:19|20)\d{2}-\d{2,7}(?!\d)")


def municipality_of(text: str) -> Municipality | None:
    """Find whose text it is by how often it names itself; ``None`` where that is not clear.

    Case numbers that begin with a kommunekode ("330-2021-15739") count as well.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    for code, weight in _mentions(text):
        scores[code] += weight
    ranked = sorted(scores.items(), key=lambda score: -score[1])[:2]
    if not ranked or ranked[0][1] < _NEEDED:
        return None
    if len(ranked) > 1 and ranked[0][1] < _MARGIN * ranked[1][1]:
        return None
    return by_code(ranked[0][0])


def _mentions(text: str) -> Iterator[tuple[str, float]]:
    for body in _BODY.finditer(text):
        before = text[max(0, body.start() - _NEAR) : body.start()]
        if code := _named_last(before):
            by_name = _WEIGHT_KOMMUNE if body.start() < _TOP else _WEIGHT_NEIGHBOUR
            yield code, by_name if "kommune" in body[0].casefold() else _WEIGHT_OTHER
    for pattern, prefix in ((_REGION, "region "), (_ADDRESS, "")):
        for match in pattern.finditer(text):
            if code := _code(prefix + match["name"]):
                yield code, _WEIGHT_OTHER
    for number in _NUMBER.finditer(text):
        if by_code(number[1]):
            yield number[1], _WEIGHT_NUMBER


def _named_last(before: str) -> str | None:
    """Look up the longest name at the end of what stands before a body."""
    words = _WORD.findall(before.rsplit("\n\n", 1)[-1])[-_LONGEST_NAME:]
    for start in range(len(words)):
        if code := _code(" ".join(words[start:])):
            return code
    return None


def _code(name: str) -> str | None:
    """Look up a name, with or without a genitive."""
    folded = _folded(name)
    return _codes().get(folded) or _codes().get(folded.removesuffix("s"))


@cache
def _codes() -> dict[str, str]:
    """Map every folded name to its code."""
    return {_folded(name): listed.municipality.code for listed in all_listed() for name in listed.names}


def _folded(name: str) -> str:
    """Fold the spellings of one name: "Høje-Taastrup" and "høje tåstrup", "Århus" and "aarhus", "Koege" and "Køge"."""
    folded = name.casefold().replace("-", " ")
    return folded.replace("aa", "å").replace("ae", "æ").replace("oe", "ø")
