"""Whether words say that an item, a group of items or a whole document is closed to the public, or open.

That an item is closed decides what anybody may read of it, so whatever says so in one place is enough.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from services.parser.vocabulary.closed import closed_words
from services.parser.vocabulary.load import matches, vocabulary
from services.parser.wording import fold_heading, labelled_line, one_line

LONGEST_LINE = 160
"""Letters of a line that tells a state; a longer one is prose."""
_LONGEST_GROUP = 90  # of a line that heads a group of items
_LABELS_ABOVE = 2  # rows of a table that has the labels in one and the values in the other
_MAY_TELL = re.compile(r"lukk?e|fortrol|offentlig|åbe?n|:\s*nej\b", re.IGNORECASE)  # what all the words have


class State(StrEnum):
    """What a line says of the items it speaks of."""

    OPEN = "open"
    CLOSED = "closed"


@lru_cache(maxsize=4096)
def may_tell(text: str) -> bool:
    """Tell fast whether a text has any of the words for open and closed; few have."""
    return _MAY_TELL.search(text) is not None


@lru_cache(maxsize=4096)  # several steps ask it of every line
def state_of_line(text: str) -> State | None:
    """Read a line that only tells the state of the item whose head it stands in: "Lukket", "Åben/lukket: Lukket"."""
    if len(text) > LONGEST_LINE or not may_tell(text):
        return None
    text, words = one_line(text), closed_words()
    if matches(words.open_states, text):
        return State.OPEN
    return State.CLOSED if matches(words.states, text) else None


def state_of_table(rows: Sequence[Sequence[str]]) -> State | None:
    """Read the state in a table of an item's head: a label and its value, or a column for each state.

    In "Behandling, Mødedato, Åbent punkt, Lukket punkt" the last row is this meeting's, with the item's number in one.
    """
    columns = {state_of_line(cell): at for at, cell in enumerate(rows[0])} if rows else {}
    if {State.OPEN, State.CLOSED} <= columns.keys():
        told = {state for state in State if columns[state] < len(rows[-1]) and rows[-1][columns[state]].strip()}
        return told.pop() if len(told) == 1 and len(rows) > 1 else None
    pairs = [*rows, *(zip(*rows, strict=False) if len(rows) == _LABELS_ABOVE else ())]
    told = {state for pair in pairs if (state := state_of_line(labelled_line(pair)))}
    return State.CLOSED if State.CLOSED in told else State.OPEN if told else None


def state_with_numbers(text: str) -> State | None:
    """Read the state at one end of a line of numbers: "Sag 306-2009-600 Lukket"."""
    return State.CLOSED if matches(closed_words().in_numbers, one_line(text)) else None


def is_closed_title(title: str) -> bool:
    """Tell whether a title itself says that the item is closed."""
    return may_tell(title) and matches(closed_words().titles, one_line(title))


@lru_cache(maxsize=4096)  # every look-up of a title asks it
def without_state(title: str) -> str:
    """Take out of a title what it says of the item's state; a title that says nothing else stays."""
    if not may_tell(title):
        return title
    bare = one_line(title)
    for pattern in closed_words().said_in_titles:
        bare = pattern.sub("", bare)
    return bare or title


@lru_cache(maxsize=4096)
def group_of(text: str) -> State | None:
    """Read a line that heads a group of items: "LUKKEDE SAGER", "Åbne punkter"."""
    if len(text) > _LONGEST_GROUP:
        return None
    words, named, folded = closed_words(), vocabulary().words, fold_heading(text)
    if may_tell(text):
        if folded in named.closed_groups or matches(words.groups, one_line(text)):
            return State.CLOSED
        if folded in named.open_groups or matches(words.open_groups, one_line(text)):
            return State.OPEN
    return None


def is_set_group(text: str) -> bool:
    """Tell whether a line that is set like a heading heads closed items: "Følgende sager er lukkede"."""
    return len(text) <= _LONGEST_GROUP and may_tell(text) and matches(closed_words().set_groups, one_line(text))


def is_closed_document(text: str) -> bool:
    """Tell whether a line of a document's head says that all of it is closed: "Lukket referat"."""
    return len(text) <= LONGEST_LINE and may_tell(text) and matches(closed_words().documents, one_line(text))


def closed_heading(text: str, *, is_set: bool, heads_item: bool) -> re.Match[str] | None:
    """Read the heading of one closed item outside the numbering: "LUKKET PUNKT: Ejendomssag".

    ``is_set`` says that the line is set like a heading, ``heads_item`` that it stands where an item begins: both make
    "Lukket: Salg" one, and the first "Lukket" alone.
    """
    if len(text) > LONGEST_LINE or not may_tell(text):
        return None
    text, words = one_line(text), closed_words()
    patterns = (
        words.headings + (words.weak_headings if is_set or heads_item else ()) + (words.set_headings if is_set else ())
    )
    return next((match for pattern in patterns if (match := pattern.match(text))), None)
