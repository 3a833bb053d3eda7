"""Headings of decisions that name the body, the date or both, with or without the word."""

import re
from dataclasses import dataclass
from functools import lru_cache

from services.parser.extracting.dates import first_date
from services.parser.vocabulary.load import vocabulary
from services.parser.vocabulary.tables import Patterns
from services.parser.wording import one_line

MAX_HEADING = 130  # letters; a longer line is prose
_MAY_HEAD = re.compile(r"\d|beslutning|indstilling|anbefaling|\bden\s*:?$", re.IGNORECASE)  # what none can do without


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionHead:
    """What a decision heading names: the body as written and the date, each ``None`` where it does not.

    ``says_decision`` is false where it begins with the body ("Byrådets beslutning den ...", "Byrådet, den ..."),
    ``names_decision`` where the word is nowhere in it.
    """

    body: str | None = None
    date: str | None = None
    says_decision: bool = True
    names_decision: bool = True


@lru_cache(maxsize=4096)  # several steps ask it of every line
def decision_head(text: str) -> DecisionHead | None:
    """Read a heading that names the body or date of a decision; ``None`` if it is no such heading."""
    return _read(text, vocabulary().decision_headings)


def bare_decision_head(text: str) -> DecisionHead | None:
    """Read "Byrådet den 3. maj 2005", which heads a decision only where decisions stand."""
    return _read(text, vocabulary().decision_headings_in_items)


def _read(text: str, patterns: Patterns) -> DecisionHead | None:
    line = one_line(text[: 2 * MAX_HEADING])
    if len(line) > MAX_HEADING or not _MAY_HEAD.search(line):
        return None
    for pattern in patterns:
        if match := pattern.match(line):
            groups = match.groupdict()
            date = first_date(groups["date"]) if groups.get("date") else None
            if groups.get("date") and date is None:
                continue
            folded = line.casefold()
            return DecisionHead(
                body=(groups.get("body") or "").strip(" ,") or None,
                date=date,
                says_decision=folded.startswith(("beslutning", "politisk beslutning")),
                names_decision="beslutning" in folded,
            )
    return None
