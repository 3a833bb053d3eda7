"""The names of political bodies: one key for all the ways in which a municipality writes one of them."""

import re
from functools import lru_cache

_REMARK = re.compile(r"\([^)]*\)?")  # a term "(2018-2021)", "(åbne punkter)"
_COUNCIL = re.compile(r"(?:^|\s)(byråd|kommunalbestyrelse|regionsråd|borgerrepræsentation|magistrat)(?:en|et|n)?s?$")
_COMMITTEE = re.compile(r"s?(?:\s|^|(?<=\w))udvalg(?:et)?s?$")
_DEFINITE = re.compile(r"(?<=råd|ævn)et?s?$|(?<=else|onen|tion)n?s?$")
_ANY_COMMITTEE = "udvalg"
_SHORT_COUNCILS = {"kb": "kommunalbestyrelse", "by": "byråd", "br": "byråd", "rr": "regionsråd", "ma": "magistrat"}
_SMALL = {"og", "for", "af", "i"}


@lru_cache(maxsize=1024)
def body_key(name: str) -> str:
    """Fold a name so that its spellings are equal: "Teknik- og Miljøudvalget" and "Udvalget for Teknik & Miljø".

    A council needs no municipality's name ("Odense Byråd", "Byrådet"); "Udvalget" alone is any committee.
    """
    text = _REMARK.sub(" ", name.casefold()).replace("&", " og ")
    text = " ".join(re.sub(r"[\s\-–,./]+", " ", text).split())
    if council := _COUNCIL.search(text):
        return council[1]
    text = re.sub(r"^udvalg(?:et)? for ", "", text)
    key = _DEFINITE.sub("", _COMMITTEE.sub("", text))
    return key or _ANY_COMMITTEE


def same_body(first: str, second: str) -> bool:
    """Tell whether two names can be the same body's: equal keys, an abbreviation, or "Udvalget" for a committee."""
    keys = body_key(first), body_key(second)
    if keys[0] == keys[1]:
        return True
    if _ANY_COMMITTEE in keys:
        return not set(keys) & set(_SHORT_COUNCILS.values())
    return any(short in _abbreviations(key) for short, key in (keys, keys[::-1]))


def _abbreviations(key: str) -> set[str]:
    """Spell the short forms of a body: "BSU" of "Børne- og Skoleudvalget", "KB" of the council."""
    councils = {short for short, council in _SHORT_COUNCILS.items() if council == key}
    initials = "".join(word[0] for word in key.split() if word not in _SMALL)
    return councils | {f"{initials}u", initials}
