"""The one engine that reads the word lists: strictly typed, so that a misspelling stops the build."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from services.parser.vocabulary.slips import Slips
from services.parser.vocabulary.tables import (
    Patterns,
    VocabularyError,
    compiled,
    either,
    folded,
    read_toml,
    strings,
    typed,
)
from services.parser.wording import fold_heading
from shared.contract.codes import DecisionOutcome, SectionRole, StatementKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLabels:
    """Folded labels of the meeting's facts, by the fact."""

    date: frozenset[str]
    start_time: frozenset[str]
    end_time: frozenset[str]
    venue: frozenset[str]
    body: frozenset[str]
    members: frozenset[str]
    present: frozenset[str]
    absent: frozenset[str]
    other: frozenset[str]
    ignored: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLabels:
    """Folded labels in the head of an agenda item, by what their value is."""

    case: frozenset[str]
    document: frozenset[str]
    ignored: frozenset[str]
    absent: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Folded phrases that a whole line must equal."""

    document_titles: frozenset[str]
    contents_headings: frozenset[str]
    contents_noise: frozenset[str]
    open_groups: frozenset[str]
    closed_groups: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Patterns that are searched in a line or sentence, without regard to case."""

    supplement_titles: Patterns
    correction_titles: Patterns
    decision_titles: Patterns
    other_titles: Patterns
    signature_titles: Patterns
    bodies: Patterns
    councils: Patterns
    places: Patterns
    procedure: Patterns
    meeting_ends: Patterns
    nothing_attached: Patterns
    noise: Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingStyle:
    """One way to head an agenda item; ``prior`` is how sure the mere shape is (0 to 3)."""

    name: str
    pattern: re.Pattern[str]
    prior: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All word lists, ready for use."""

    roles: Mapping[str, SectionRole]
    weak_headings: frozenset[str]
    slips: Slips
    item_headings: tuple[HeadingStyle, ...]
    any_item_heading: re.Pattern[str]
    decision_headings: Patterns
    any_decision_heading: re.Pattern[str]
    decision_headings_in_items: Patterns
    outcomes: tuple[tuple[DecisionOutcome, re.Pattern[str]], ...]
    any_outcome: re.Pattern[str]
    meeting: MeetingLabels
    item: ItemLabels
    words: Words
    phrases: Phrases
    any_noise: re.Pattern[str]
    statements: tuple[tuple[StatementKind, Patterns], ...]


@cache
def vocabulary() -> Vocabulary:
    """Read and check every word list, once. Raises VocabularyError."""
    labels = read_toml("labels")
    sections = read_toml("sections")
    weak = sections.pop("weak")
    headings = read_toml("headings")
    phrases = read_toml("phrases")
    statements = phrases.pop("statements")
    outcomes = _outcomes(read_toml("outcomes"))
    words = {field.name: phrases.pop(field.name, None) for field in fields(Words)}
    typed_phrases = typed(Phrases, phrases, "phrases.toml", compiled)
    decision_headings = compiled(headings["decision"]["patterns"], "headings.toml [decision]")
    styles = tuple(_style(name, row) for name, row in headings["item"].items())
    roles, weak_headings = _roles(sections), folded(weak, "sections.toml weak")
    return Vocabulary(
        roles=roles,
        weak_headings=weak_headings,
        slips=Slips(roles.keys() - weak_headings),
        item_headings=styles,
        any_item_heading=either(style.pattern for style in styles),
        decision_headings=decision_headings,
        any_decision_heading=either(decision_headings),
        decision_headings_in_items=compiled(headings["decision"]["in_items"], "headings.toml [decision] in_items"),
        outcomes=outcomes,
        any_outcome=either(pattern for _, pattern in outcomes),
        meeting=typed(MeetingLabels, labels["meeting"], "labels.toml [meeting]", folded),
        item=typed(ItemLabels, labels["item"], "labels.toml [item]", folded),
        words=typed(Words, words, "phrases.toml", folded),
        phrases=typed_phrases,
        any_noise=either(typed_phrases.noise),
        statements=tuple(
            (StatementKind(kind), compiled(patterns, f"phrases.toml [statements] {kind}"))
            for kind, patterns in statements.items()
        ),
    )


def matches(patterns: Patterns, text: str) -> bool:
    """Tell whether any of the patterns is found in ``text``."""
    for pattern in patterns:  # noqa: SIM110 - asked of every line: a loop is twice as fast as any()
        if pattern.search(text):
            return True
    return False


def _roles(table: Mapping[str, Any]) -> dict[str, SectionRole]:
    roles: dict[str, SectionRole] = {}
    for role, headings in table.items():
        for heading in strings(headings, f"sections.toml {role}"):
            if roles.setdefault(fold_heading(heading), SectionRole(role)) is not SectionRole(role):
                raise VocabularyError(f"sections.toml: {heading!r} has two roles")
    return roles


def _style(name: str, row: Mapping[str, Any]) -> HeadingStyle:
    where = f"headings.toml [item.{name}]"
    if set(row) != {"pattern", "prior"}:
        raise VocabularyError(f"{where}: must have pattern and prior")
    (pattern,) = compiled([row["pattern"]], where)
    if not {"number", "title"} <= set(pattern.groupindex):
        raise VocabularyError(f"{where}: the pattern must name number and title")
    return HeadingStyle(name=name, pattern=pattern, prior=float(row["prior"]))


def _outcomes(table: Mapping[str, Any]) -> tuple[tuple[DecisionOutcome, re.Pattern[str]], ...]:
    return tuple(
        (DecisionOutcome(outcome), pattern)
        for outcome, patterns in table.items()
        for pattern in compiled(patterns, f"outcomes.toml {outcome}")
    )
