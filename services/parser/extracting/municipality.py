"""Which municipality or region a text comes from, when the drop does not say."""

import re
from collections import defaultdict
from functools import cache

from shared.contract.record import Municipality
from shared.municipalities import all_listed, by_code

_WEIGHT_KOMMUNE = 3.0
_WEIGHT_COUNCIL = 2.0
_WEIGHT_NUMBER = 1.0
_NEEDED = 2.0  # one mention of a neighbour is not enough
_MARGIN = 1.5  # times as much as the runner-up
_NUMBER = re.compile(r"(?<![\d.\-/])(\d{3})-(?:19|20)\d{2}-\d{2,7}(?!\d)")


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Make one pattern per municipality of its names, with and without hyphens and genitive."""
    patterns = []
    for listed in all_listed():
        names = "|".join(re.escape(name).replace(r"\-", r"[\-\s]") for name in listed.names)
        if listed.municipality.name.startswith("Region "):
            pattern = rf"\b(?:{names})\b"
        else:
            bodies = r"kommunalbestyrelse|byråd|kommunes?|regionskommune|økonomiudvalg|rådhus"
            pattern = rf"\b(?:{names})s?\s+(?P<what>{bodies})"
        patterns.append((listed.municipality.code, re.compile(pattern, re.IGNORECASE)))
    return tuple(patterns)


def municipality_of(text: str) -> Municipality | None:
    """Find whose text it is by how often it names itself; ``None`` where that is not clear.

    Case numbers that begin with a kommunekode ("330-2021-15739") count as well.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    for code, pattern in _patterns():
        for match in pattern.finditer(text):
            what = (match.groupdict().get("what") or "kommune").casefold()
            scores[code] += _WEIGHT_KOMMUNE if what.startswith(("kommune", "regions")) else _WEIGHT_COUNCIL
    for match in _NUMBER.finditer(text):
        if by_code(match[1]):
            scores[match[1]] += _WEIGHT_NUMBER
    ranked = sorted(scores.items(), key=lambda score: -score[1])[:2]
    if not ranked or ranked[0][1] < _NEEDED:
        return None
    if len(ranked) > 1 and ranked[0][1] < _MARGIN * ranked[1][1]:
        return None
    return by_code(ranked[0][0])
